/** Questions to the state. Pure; what is asked often is cheap. */

import { isOurs } from "./sides.ts";
import { isBehind } from "./thread.ts";

/** @typedef {import("../protocol/types.ts").State} State */
/** @typedef {import("../protocol/types.ts").Message} Message */
/** @typedef {import("../protocol/types.ts").Conversation} Conversation */

/** @param {State} state @returns {Record<string, number>} What `hello` carries. */
export function positions(state) {
  return Object.fromEntries([...state.threads].filter(([, t]) => t.loaded).map(([id, t]) => [id, t.rev]));
}

/** @param {State} state @returns {{conversation_id: string, rev: number}[]} Threads that must `resume`. */
export function behind(state) {
  return [...state.threads]
    .filter(([, thread]) => isBehind(thread))
    .map(([conversation_id, { rev }]) => ({ conversation_id, rev }));
}

/** @param {State} state @returns {Conversation[]} Those with people I talk with or asked, newest activity first. */
export function byActivity(state) {
  return listed(state, ["accepted", "sent"]);
}

/** @param {State} state @returns {Conversation[]} What I am asked, newest first. */
export function requests(state) {
  return listed(state, ["request"]);
}

/** @param {State} state @param {string[]} states @returns {Conversation[]} */
function listed(state, states) {
  const waiting = new Map(state.unsent.map(({ conversation_id, at }) => [conversation_id, Date.parse(at)]));
  const when = (c) => Math.max(waiting.get(c.id) ?? 0, Date.parse(c.last_message?.posted_at ?? c.created_at));
  const found = [...state.conversations.values()].filter((c) => states.includes(c.state ?? "accepted"));
  return found.sort((a, b) => when(b) - when(a));
}

/** @param {State} state @returns {number} */
export function unreadTotal(state) {
  return byActivity(state).reduce((sum, { unread }) => sum + unread, 0);
}

/** @param {State} state @param {string} id @returns {import("../protocol/types.ts").Unsent[]} */
export function unsentIn(state, id) {
  return state.unsent.filter(({ conversation_id }) => conversation_id === id);
}

/**
 * How far a message of mine has got.
 * @param {Conversation} conversation @param {Message} message @returns {"sent" | "delivered" | "read"}
 */
export function delivery({ theirs }, { seq }) {
  if (seq <= theirs.read_seq) return "read";
  return seq <= theirs.delivered_seq ? "delivered" : "sent";
}

/**
 * Replies that may be offered now: those of the latest message, when it came from the other side.
 * @param {State} state @param {string} id
 * @returns {{message: Message, suggestions: import("../protocol/types.ts").Suggestion[]} | null}
 */
export function offered(state, id) {
  const conversation = state.conversations.get(id);
  const message = state.threads.get(id)?.messages.at(-1);
  if (!conversation?.suggestions || !message || isOurs(message, state.me, conversation)) return null;
  if (unsentIn(state, id).length) return null;
  const suggestions = (message.enrichment.suggestions ?? []).slice(0, 3);
  return suggestions.length ? { message, suggestions } : null;
}
