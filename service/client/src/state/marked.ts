/** Messages that are shown outside their place: quoted above a reply, or pinned to the top. Pure. */

import type { Message, State } from "../protocol/types.ts";

/** A message is new or has changed: what is held of it elsewhere follows. */
export function noted(state: State, message: Message): State {
  const { id, conversation_id } = message;
  const known = state.pins.get(conversation_id);
  const next = state.quoted.has(id) ? withQuoted(state, id, message) : state;
  if (!known || !(message.pinned || known.some((one) => one.id === id))) return next;
  return { ...next, pins: new Map(next.pins).set(conversation_id, merged(known, [message])) };
}

/** @param message Null where it is kept from me. An older one changes nothing. */
export function withQuoted(state: State, id: string, message: Message | null): State {
  const held = state.quoted.get(id);
  if (held && (!message || held.rev >= message.rev)) return state;
  return { ...state, quoted: new Map(state.quoted).set(id, message) };
}

/** All that are pinned in a conversation, as the service has said; what the thread knows better goes before. */
export function pinnedIn(state: State, id: string, messages: readonly Message[]): State {
  const thread = state.threads.get(id)?.messages ?? [];
  const told = new Set(messages.map((one) => one.id));
  const better = thread.filter((one) => one.pinned ?? told.has(one.id));
  return { ...state, pins: new Map(state.pins).set(id, merged(messages, better)) };
}

/** The message with this id, wherever it is held: undefined where it is not, null where it is kept from me. */
export function held(state: State, conversation: string, id: string): Message | null | undefined {
  return state.threads.get(conversation)?.messages.find((one) => one.id === id) ?? state.quoted.get(id);
}

function merged(one: readonly Message[], two: readonly Message[]): readonly Message[] {
  const found = new Map(one.map((message) => [message.id, message]));
  for (const message of two) {
    if ((found.get(message.id)?.rev ?? 0) <= message.rev) found.set(message.id, message);
  }
  return [...found.values()].filter(({ pinned }) => pinned).sort((a, b) => a.seq - b.seq);
}
