/**
 * Shapes that cross borders in the client: those of docs/protocol.md, and the state made of them.
 *
 * @typedef {{id: string, handle: string, name: string, language: string, online: boolean,
 *   last_seen_at: string | null, deleted?: boolean}} Person
 * @typedef {Person & {theme: "system" | "light" | "dark"}} Me
 * @typedef {{status: "done" | "not_needed" | "unsupported" | "failed", text?: string | null, rough?: boolean,
 *   confidence?: number | null, reason?: string | null, left_out?: string[]}} Translation
 * @typedef {{label: SentimentLabel | null, translated?: SentimentLabel | null, disagrees?: boolean}} Sentiment
 * @typedef {"positive" | "neutral" | "negative"} SentimentLabel
 * @typedef {{id: string, language: string, text: string, reads_as?: {language: string, text: string} | null}} Suggestion
 * @typedef {{task: string, target?: string, model: string, label?: string, probability?: number,
 *   detail?: Record<string, unknown>, made_at?: string}} Annotation
 * @typedef {{status: "pending" | "done" | "failed", language?: string | null,
 *   translations?: Record<string, Translation>, sentiment?: Sentiment | null, suggestions?: Suggestion[],
 *   mended?: Record<string, {by: string, at: string}>, annotations?: Annotation[]}} Enrichment
 * @typedef {{id: string, conversation_id: string, seq: number, rev: number, author_id: string, client_id: string,
 *   author_kind?: "account" | "contact" | "bot" | "system", side?: number,
 *   text: string, language: string, posted_at: string, enrichment: Enrichment}} Message
 * @typedef {{delivered_seq: number, read_seq: number}} Position
 * @typedef {{id: string, kind?: "direct" | "service", organisation?: {id: string, name: string} | null, side?: number,
 *   other: Person, created_at: string, last_seq: number, rev: number, unread: number,
 *   suggestions: boolean, mine: Position, theirs: Position, last_message: Message | null, mood: Trend, demo?: boolean,
 *   state: "accepted" | "request" | "sent" | "ignored" | "blocked", left: number | null}} Conversation
 * @typedef {{level: "good" | "even" | "bad", direction: "better" | "steady" | "worse", since: number | null}} Trend
 * @typedef {{message_id: string, suggestion_id: string, edited: boolean}} SuggestionUse
 *
 * @typedef {{kind: "number" | "name" | "negation" | "sign", text: string, became?: string, where?: "translation" | "back" | "forth"}} Mark
 *   `text`: as written, empty where something was added; `became`: what stands instead, empty where it is missing.
 * @typedef {{ref: string, conversation_id: string, language: string | null, translation: Translation,
 *   back?: Translation | null, marks?: Mark[]}} Previewed
 *
 * @typedef {object} Unsent  A message of mine that the service has not confirmed.
 * @property {string} client_id
 * @property {string} conversation_id
 * @property {string} text
 * @property {SuggestionUse | null} suggestion
 * @property {string} at  When I pressed send, RFC 3339. For people: clocks can be set back.
 * @property {number} [place]  1, 2, 3 …: what was written later has the higher one. None in what older clients left.
 * @property {"sending" | "failed"} status
 * @property {string | null} code  Why it failed.
 *
 * @typedef {object} Thread  The messages of one conversation that this client holds.
 * @property {boolean} loaded  False until the newest page has come; events before that are only counted.
 * @property {Message[]} messages  In order of seq, without holes from the first one on.
 * @property {number} from  Lowest seq held; older ones are loaded on demand.
 * @property {number} rev  Position: every change up to here has been seen.
 * @property {number[]} ahead  Changes seen beyond the position, with a gap before them.
 * @property {number} heard  Highest rev heard of.
 *
 * @typedef {object} State
 * @property {Me | null} me
 * @property {boolean} ready  The service has told its conversations at least once.
 * @property {{status: "connecting" | "live" | "waiting" | "crowded" | "refused", since: number}} link
 * @property {Map<string, Conversation>} conversations
 * @property {Map<string, Thread>} threads
 * @property {Unsent[]} unsent  Oldest first.
 * @property {Map<string, number>} typing  Conversation to when the sign fades, by `elapsed()`.
 * @property {Map<string, string>} typists  Conversation to who typed there last: the other side, or a colleague.
 * @property {{languages: string[], pairs: {source: string, target: string, rough: boolean}[],
 *   worker: "ready" | "loading" | "absent" | "unknown"}} languages
 */

export {};
