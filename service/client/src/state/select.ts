/** Questions to the state. Pure; what is asked often is cheap. */

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

/** @returns Those with people I talk with or asked, newest activity first. */
export function byActivity(state: State): Conversation[] {
  return listed(state, ["accepted", "sent"]);
}

/** @returns What I am asked, newest first. */
export function requests(state: State): Conversation[] {
  return listed(state, ["request"]);
}

function listed(state: State, states: string[]): Conversation[] {
  const waiting = new Map(state.unsent.map(({ conversation_id, at }) => [conversation_id, Date.parse(at)]));
  const when = (c: Conversation) =>
    Math.max(waiting.get(c.id) ?? 0, Date.parse(c.last_message?.posted_at ?? c.created_at));
  const found = [...state.conversations.values()].filter(
    (c) => states.includes(c.state ?? "accepted") && !c.away,
  );
  return found.sort((a, b) => when(b) - when(a));
}

/** @returns Unread messages of conversations that I have not muted: what the tab counts. */
export function unreadTotal(state: State): number {
  return byActivity(state).reduce((sum, { unread, muted }) => sum + (muted ? 0 : unread), 0);
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
