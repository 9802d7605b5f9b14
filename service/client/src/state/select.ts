/** Questions to the state. Pure; what is asked often is cheap. */

import { activeAt } from "./conversations.ts";
import { isOurs } from "./sides.ts";
import { isBehind } from "./thread.ts";
import type { Conversation, Message, State, Suggestion, Unsent } from "../protocol/types.ts";

/** @returns What `hello` carries. */
export function positions(state: State): Record<string, number> {
  return Object.fromEntries([...state.threads].filter(([, t]) => t.loaded).map(([id, t]) => [id, t.rev]));
}

/** @returns Threads that must `resume`. */
export function behind(state: State): { conversation_id: string; rev: number }[] {
  return [...state.threads]
    .filter(([, thread]) => isBehind(thread))
    .map(([conversation_id, { rev }]) => ({ conversation_id, rev }));
}

const TALKS = ["accepted", "sent"];

/** @returns Those with people I talk with or asked, newest activity first, as far as the list was loaded. */
export function byActivity(state: State): Conversation[] {
  return listed(state, TALKS, state.list.until);
}

/** @returns What I am asked, newest first. */
export function requests(state: State): Conversation[] {
  return listed(state, ["request"]);
}

function listed(state: State, states: string[], until = -Infinity): Conversation[] {
  const waiting = new Map(state.unsent.map(({ conversation_id, at }) => [conversation_id, Date.parse(at)]));
  const when = (c: Conversation) => Math.max(waiting.get(c.id) ?? 0, activeAt(c));
  const found = [...state.conversations.values()].filter(
    (c) => states.includes(c.state ?? "accepted") && !c.away && when(c) >= until,
  );
  return found.sort((a, b) => when(b) - when(a));
}

/** @returns Unread messages of conversations that I have not muted, loaded or not: what the tab counts. */
export function unreadTotal(state: State): number {
  const here = listed(state, TALKS).reduce((sum, { unread, muted }) => sum + (muted ? 0 : unread), 0);
  const elsewhere = [...state.unlisted].filter(([id]) => !state.conversations.has(id));
  return elsewhere.reduce((sum, [, unread]) => sum + unread, here);
}

export function unsentIn(state: State, id: string): Unsent[] {
  return state.unsent.filter(({ conversation_id }) => conversation_id === id);
}

/** How far a message of mine has got. */
export function delivery({ theirs }: Conversation, { seq }: Message): "sent" | "delivered" | "read" {
  if (seq <= theirs.read_seq) return "read";
  return seq <= theirs.delivered_seq ? "delivered" : "sent";
}

/** Replies that may be offered now: those of the latest message, when it came from the other side. */
export function offered(state: State, id: string): { message: Message; suggestions: Suggestion[] } | null {
  const conversation = state.conversations.get(id);
  const message = state.threads.get(id)?.messages.at(-1);
  if (!conversation?.suggestions || !message || isOurs(message, state.me, conversation)) return null;
  if (unsentIn(state, id).length) return null;
  const suggestions = (message.enrichment.suggestions ?? []).slice(0, 3);
  return suggestions.length ? { message, suggestions } : null;
}
