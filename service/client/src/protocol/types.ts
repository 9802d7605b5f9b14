/** Shapes that cross borders in the client: those of the service, generated, and the state made of them. */

import type {
  FromServer,
  Languages,
  LinkCard,
  Me,
  Message,
  Conversation,
  SuggestionUse,
} from "./generated.ts";

export type {
  Annotation,
  Conversation,
  Enrichment,
  FromClient,
  FromServer,
  Languages,
  LinkCard,
  Mark,
  Me,
  Message,
  Messages,
  Person,
  Posted,
  Reaction,
  Sentiment,
  SentimentTrend,
  Session as SignIn,
  Suggestion,
  SuggestionUse,
  Translation,
  Version,
  PreviewSeen as Previewed,
  Error as Refusal,
} from "./generated.ts";

/** How far a side has got. */
export interface Position {
  delivered_seq: number;
  read_seq: number;
}

export type LinkStatus = "connecting" | "live" | "waiting" | "crowded" | "refused";

/** Why somebody is no longer signed in. */
export type Leaving = "wished" | "ended" | "expired" | "deleted";

/** A message of mine that the service has not confirmed. */
export interface Unsent {
  client_id: string;
  conversation_id: string;
  text: string;
  suggestion: SuggestionUse | null;
  /** The message that it quotes. */
  reply_to?: string;
  /** A file that the service has, to be sent with it; and what is shown of it until then. */
  attachment?: { readonly file_id: string; readonly alt: string };
  content?: {
    readonly kind: "attachment";
    readonly name: string;
    readonly size: number;
    readonly alt?: string;
  };
  /** The preview of a link in it, and what is shown of it until then. */
  link?: string;
  card?: LinkCard;
  /** When I pressed send, RFC 3339. For people: clocks can be set back. */
  at: string;
  /** 1, 2, 3 …: what was written later has the higher one. None in what older clients left. */
  place?: number;
  status: "sending" | "failed";
  /** Why it failed. */
  code: string | null;
}

/** What is done to a message that is there. Each may be sent twice: the second time changes nothing. */
export type Act =
  /** `was`, `edited_at`: text and version that the edit began from. */
  | {
      readonly kind: "edit";
      readonly text: string;
      readonly was: string;
      readonly edited_at: string | null;
      /** False: it shows its link no more. An id: it shows this preview, which `card` has. */
      readonly link?: false | string;
      readonly card?: LinkCard;
    }
  | { readonly kind: "remove" }
  | { readonly kind: "react"; readonly emoji: string; readonly on: boolean }
  | { readonly kind: "pin"; readonly on: boolean };

/** Something of mine done to a message that the service has not confirmed. */
export interface Deed {
  readonly id: string;
  readonly message_id: string;
  readonly conversation_id: string;
  readonly act: Act;
  /** When I did it, RFC 3339. */
  readonly at: string;
  /** 1, 2, 3 …: what was done later has the higher one. */
  readonly place: number;
  /** waits: for the line, and shown as if it were done. failed: refused, and undone on the screen. */
  readonly status: "sending" | "waits" | "failed";
  /** Why it was refused. */
  readonly code: string | null;
  /** It was sent, and may have been done. */
  readonly tried: boolean;
}

/** The messages of one conversation that this client holds. */
export interface Thread {
  /** False until the newest page has come; events before that are only counted. */
  loaded: boolean;
  /** In order of seq, without holes from the first one on. */
  messages: Message[];
  /** Lowest seq held; older ones are loaded on demand. */
  from: number;
  /** Position: every change up to here has been seen. */
  rev: number;
  /** Changes seen beyond the position, with a gap before them. */
  ahead: number[];
  /** Highest rev heard of. */
  heard: number;
}

/** How far the list of conversations was loaded. */
export interface List {
  /** Cursor of the next page; null: there is none. */
  readonly next: string | null;
  /** The oldest activity on the pages that were, in ms of the clock: what is known besides and older has its place later. */
  readonly until: number;
}

export interface State {
  me: Me | null;
  /** The service has told its conversations at least once. */
  ready: boolean;
  /** Its conversations are those of last time: what of them is unread is not known before it has. */
  early: boolean;
  link: { status: LinkStatus; since: number };
  conversations: Map<string, Conversation>;
  list: List;
  /** Of conversations further down the list, by id: how many messages are unread. */
  unlisted: ReadonlyMap<string, number>;
  threads: Map<string, Thread>;
  /** Oldest first. */
  unsent: Unsent[];
  /** Oldest first. */
  deeds: readonly Deed[];
  /** Conversation to when the sign fades, by `elapsed()`. */
  typing: Map<string, number>;
  /** Conversation to who typed there last: the other side, or a colleague. */
  typists: Map<string, string>;
  languages: Known;
  /** How long a message may be edited after it was posted; 0: always, also as long as the service has not said. */
  editMinutes: number;
  /** How long a voice note may last; 0: the service has not said. */
  voiceMinutes: number;
  /** How long a dictation may last; 0: nothing listens there, also as long as the service has not said. */
  dictationSeconds: number;
  /** The service says what links lead to. */
  linkPreviews: boolean;
  /** Quoted messages that no thread here holds, by id; null: kept from me. */
  quoted: Map<string, Message | null>;
  /** Conversation to its pinned messages, in order of seq. Unknown until asked for. */
  pins: Map<string, readonly Message[]>;
}

/** What the service translates; unknown until it has said so. */
export type Known = Omit<Languages, "worker"> & { worker: Languages["worker"] | "unknown" };

/** What changes the state besides frames of the service. */
export type Local =
  | { type: "me"; me: Me }
  | {
      type: "kept";
      conversations: readonly Conversation[];
      threads: readonly (readonly [string, Thread])[];
      /** The service does answer, and will say how they stand now. */
      early: boolean;
    }
  /** A page of the list was taken in. */
  | { type: "listed"; conversations: readonly Conversation[]; next: string | null }
  | { type: "link"; status: LinkStatus; at: number }
  | { type: "languages"; languages: Languages }
  | { type: "opening"; conversation_id: string }
  | { type: "page"; conversation_id: string; messages: Message[]; rev: number }
  | { type: "older"; conversation_id: string; messages: Message[] }
  | { type: "threads_forgotten" }
  | { type: "quoted"; id: string; message: Message | null }
  | { type: "pins"; conversation_id: string; messages: readonly Message[] }
  | { type: "queued"; entry: Unsent }
  | { type: "unsent_changed"; client_id: string; status: Unsent["status"]; code?: string | null }
  | { type: "dropped"; client_id: string }
  | { type: "deed"; deed: Deed }
  | { type: "deed_gone"; id: string }
  | { type: "read"; conversation_id: string; seq: number }
  | { type: "typing_faded"; at: number };

/** A frame as it reaches the state: with when it came, by `elapsed()`. */
export type Heard = FromServer & { at?: number };

/** All that changes the state. */
export type Change = Heard | Local;
