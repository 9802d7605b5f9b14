/**
 * The whole state of the client as a pure function: `reduce(state, event)` returns the next state and touches
 * nothing else. Events are the frames of docs/protocol.md by their `type`, and the local ones listed in `LOCAL`.
 */

import { isOurs } from "./sides.ts";
import { merged, reaching, WHOLE, withMessage, withReceipt } from "./conversations.ts";
import { noted, pinnedIn, withQuoted } from "./marked.ts";
import { begun, emptyThread, extended, resumed, saw, take } from "./thread.ts";
import type { Change, Conversation, Message, Person, State, Unsent } from "../protocol/types.ts";

/** How long a typing sign stays, in ms. */
export const TYPING_FADES = 4000;

export function initial(): State {
  return {
    me: null,
    ready: false,
    early: false,
    link: { status: "connecting", since: 0 },
    conversations: new Map(),
    list: WHOLE,
    unlisted: new Map(),
    threads: new Map(),
    unsent: [],
    deeds: [],
    typing: new Map(),
    typists: new Map(),
    languages: { languages: [], pairs: [], worker: "unknown", provider: "" },
    editMinutes: 0,
    voiceMinutes: 0,
    dictationSeconds: 0,
    linkPreviews: false,
    quoted: new Map(),
    pins: new Map(),
  };
}

type Kind = Change["type"];
type Reducers = { [K in Kind]?: (state: State, event: Extract<Change, { type: K }>) => State };

const FRAMES: Reducers = {
  ready(state, { me, conversations, others, next, unread, ...limits }) {
    const { edit_minutes, voice_minutes, dictation_seconds, link_previews } = limits;
    const known = [...conversations, ...(others ?? [])];
    const summaries = new Map(known.map((c) => [c.id, merged(state.conversations.get(c.id), c)]));
    const threads = new Map([...state.threads].filter(([id]) => summaries.has(id)));
    for (const [id, thread] of threads) {
      threads.set(id, { ...thread, heard: Math.max(thread.heard, summaries.get(id)?.rev ?? 0) });
    }
    const editMinutes = edit_minutes ?? 0;
    const voiceMinutes = voice_minutes ?? 0;
    const dictationSeconds = dictation_seconds ?? 0;
    const minutes = { editMinutes, voiceMinutes, dictationSeconds };
    const told = { ready: true, early: false, ...minutes, linkPreviews: Boolean(link_previews) };
    const list = reaching(null, conversations, next ?? null);
    const unlisted = new Map(Object.entries(unread ?? {}));
    return { ...state, ...told, me, conversations: summaries, list, unlisted, threads };
  },
  posted: (state, { message }) => changed(state, message, message.rev),
  message: (state, { message, rev }) => quiet(changed(state, message, rev), message),
  enriched: (state, { message, rev }) => changed(state, message, rev),
  messages(state, { conversation_id: id, messages, rev }) {
    const thread = state.threads.get(id);
    const next = messages.reduce(
      (so_far, message: Message) => summarised(so_far, message, message.rev),
      state,
    );
    if (!thread?.loaded) return next;
    return { ...next, threads: put(next.threads, id, resumed(thread, messages, rev)) };
  },
  mood: (state, { conversation_id: id, mood }) =>
    onConversation(state, id, (held: Conversation) => ({ ...held, mood })),
  receipt(state, { conversation_id: id, person_id, delivered_seq, read_seq }) {
    const side = person_id === state.me?.id ? "mine" : "theirs";
    return recounted(
      onConversation(state, id, (held: Conversation) => withReceipt(held, side, { delivered_seq, read_seq })),
      id,
    );
  },
  typing(state, { conversation_id: id, person_id, at }) {
    const typists = put(state.typists, id, person_id);
    return { ...state, typists, typing: put(state.typing, id, (at ?? 0) + TYPING_FADES) };
  },
  presence(state, { person_id, online, last_seen_at }) {
    return onPerson(state, person_id, (person: Person) => ({
      ...person,
      online,
      last_seen_at: last_seen_at ?? person.last_seen_at,
    }));
  },
  person: (state, { person }) => onPerson(state, person.id, () => person),
  member(state, { organisation_id: id, account_id, role }) {
    if (account_id !== state.me?.id || (role && role !== "analyst")) return state;
    const theirs = (c: Conversation) => c.kind === "service" && c.organisation?.id === id;
    const conversations = new Map([...state.conversations].filter(([, c]) => !theirs(c)));
    return { ...state, conversations, unlisted: new Map() }; // whose those are that are not here is not known
  },
  conversation(state, { conversation }) {
    const held = state.conversations.get(conversation.id);
    const next = {
      ...state,
      conversations: put(state.conversations, conversation.id, merged(held, conversation)),
    };
    return heard(next, conversation.id, conversation.rev);
  },
};

const LOCAL: Reducers = {
  me: (state, { me }) => ({ ...state, me }),
  kept: (state, { conversations, threads, early }) => ({
    ...state,
    ready: true,
    early,
    conversations: new Map(conversations.map((one) => [one.id, one])),
    list: WHOLE,
    unlisted: new Map(),
    threads: new Map(threads),
  }),
  listed: (state, { conversations, next }) => ({
    ...state,
    list: reaching(state.list, conversations, next),
  }),
  link: (state, { status, at }) =>
    status === state.link.status ? state : { ...state, link: { status, since: at } },
  languages: (state, { languages }) => ({ ...state, languages }),
  opening(state, { conversation_id: id }) {
    return state.threads.has(id) ? state : { ...state, threads: put(state.threads, id, emptyThread()) };
  },
  page(state, { conversation_id: id, messages, rev }) {
    const thread = begun(state.threads.get(id) ?? emptyThread(), messages, rev);
    return { ...state, threads: put(state.threads, id, thread) };
  },
  older(state, { conversation_id: id, messages }) {
    const thread = state.threads.get(id);
    return thread ? { ...state, threads: put(state.threads, id, extended(thread, messages)) } : state;
  },
  threads_forgotten: (state) => ({ ...state, threads: new Map(), quoted: new Map(), pins: new Map() }),
  quoted: (state, { id, message }) => withQuoted(state, id, message),
  pins: (state, { conversation_id, messages }) => pinnedIn(state, conversation_id, messages),
  queued(state, { entry }) {
    const others = state.unsent.filter(({ client_id }) => client_id !== entry.client_id);
    return { ...state, unsent: [...others, entry].sort(inPlace) };
  },
  unsent_changed(state, { client_id, status, code }) {
    return {
      ...state,
      unsent: state.unsent.map((e) => (e.client_id === client_id ? { ...e, status, code: code ?? null } : e)),
    };
  },
  dropped: (state, { client_id }) => without(state, client_id),
  deed(state, { deed }) {
    const others = state.deeds.filter(({ id }) => id !== deed.id);
    return { ...state, deeds: [...others, deed].sort((one, two) => one.place - two.place) };
  },
  deed_gone: (state, { id }) => ({ ...state, deeds: state.deeds.filter((one) => one.id !== id) }),
  read(state, { conversation_id: id, seq }) {
    const position = { delivered_seq: seq, read_seq: seq };
    return recounted(
      onConversation(state, id, (held: Conversation) => withReceipt(held, "mine", position)),
      id,
    );
  },
  typing_faded(state, { at }) {
    return { ...state, typing: new Map([...state.typing].filter(([, until]) => until > at)) };
  },
};

/**
 * @param event A frame from the service, or a local event.
 * @returns The same object where nothing changed.
 */
export function reduce(state: State, event: Change): State {
  const apply = (FRAMES[event.type] ?? LOCAL[event.type]) as
    ((state: State, event: Change) => State) | undefined;
  return apply ? apply(state, event) : state;
}

/** A message is new or changed: into its thread, its summary, and out of what is unsent. */
function changed(state: State, message: Message, rev: number): State {
  let next = summarised(state, message, rev);
  const thread = next.threads.get(message.conversation_id);
  if (thread) {
    const updated = thread.loaded
      ? saw(take(thread, [message]), rev)
      : { ...thread, heard: Math.max(thread.heard, rev) };
    next = { ...next, threads: put(next.threads, message.conversation_id, updated) };
  }
  return next;
}

function summarised(state: State, message: Message, rev: number): State {
  const me = state.me?.id ?? "";
  const next = onConversation(noted(state, message), message.conversation_id, (held: Conversation) =>
    withMessage(held, message, rev, me),
  );
  return message.author_id === me ? without(next, message.client_id) : next;
}

/** Who has sent a message is no longer typing it. */
function quiet(state: State, { author_id, conversation_id }: Message): State {
  if (author_id === state.me?.id || !state.typing.has(conversation_id)) return state;
  return { ...state, typing: new Map([...state.typing].filter(([id]) => id !== conversation_id)) };
}

/** Unread, counted where we hold every message since the last one read. */
function recounted(state: State, id: string): State {
  const thread = state.threads.get(id);
  return onConversation(state, id, (held: Conversation) => {
    if (!thread?.loaded || thread.from > held.mine.read_seq + 1) return held;
    const unread = thread.messages.filter(
      (m) => !isOurs(m, state.me, held) && m.seq > held.mine.read_seq,
    ).length;
    return unread < held.unread ? { ...held, unread } : held;
  });
}

/** As they were written, by their place; the clock only orders what an older client left without one. */
function inPlace(one: Unsent, two: Unsent): number {
  return (one.place ?? 0) - (two.place ?? 0) || (one.place ? 0 : Date.parse(one.at) - Date.parse(two.at));
}

function heard(state: State, id: string, rev: number): State {
  const thread = state.threads.get(id);
  if (!thread || rev <= thread.heard) return state;
  return { ...state, threads: put(state.threads, id, { ...thread, heard: rev }) };
}

function without(state: State, clientId: string): State {
  if (!state.unsent.some(({ client_id }) => client_id === clientId)) return state;
  return { ...state, unsent: state.unsent.filter(({ client_id }) => client_id !== clientId) };
}

function onConversation(state: State, id: string, change: (held: Conversation) => Conversation): State {
  const held = state.conversations.get(id);
  return held ? { ...state, conversations: put(state.conversations, id, change(held)) } : state;
}

function onPerson(state: State, personId: string, change: (person: Person) => Person): State {
  const conversations = new Map(state.conversations);
  for (const [id, held] of conversations) {
    if (held.other.id === personId) conversations.set(id, { ...held, other: change(held.other) });
  }
  return { ...state, conversations };
}

function put<T>(map: Map<string, T>, key: string, value: T): Map<string, T> {
  return new Map(map).set(key, value);
}
