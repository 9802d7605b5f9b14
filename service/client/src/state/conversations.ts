/** Summaries of conversations: last message, unread count, how far each side has got. Pure. */

import { isOurs } from "./sides.ts";

/** @typedef {import("../protocol/types.ts").Conversation} Conversation */
/** @typedef {import("../protocol/types.ts").Message} Message */

/**
 * A summary from the service meets the one we hold; positions only grow.
 * @param {Conversation | undefined} held @param {Conversation} fresh @returns {Conversation}
 */
export function merged(held, fresh) {
  if (!held) return fresh;
  const mine = furthest(held.mine, fresh.mine);
  const ahead = mine.read_seq > fresh.mine.read_seq;
  return {
    ...fresh,
    mine,
    theirs: furthest(held.theirs, fresh.theirs),
    unread: ahead ? Math.min(held.unread, fresh.unread) : fresh.unread,
    last_message: newer(held.last_message, fresh.last_message),
    last_seq: Math.max(held.last_seq, fresh.last_seq),
    rev: Math.max(held.rev, fresh.rev),
  };
}

/**
 * A message is new or has changed.
 * @param {Conversation} held @param {Message} message @param {number} rev @param {string} me @returns {Conversation}
 */
export function withMessage(held, message, rev, me) {
  const isNew = message.seq > held.last_seq;
  const counts = isNew && !isOurs(message, { id: me }, held) && message.seq > held.mine.read_seq;
  return {
    ...held,
    rev: Math.max(held.rev, rev),
    last_seq: Math.max(held.last_seq, message.seq),
    last_message: newer(held.last_message, message),
    unread: held.unread + (counts ? 1 : 0),
    left: held.left && isNew && message.author_id === me ? held.left - 1 : held.left,
    mine: message.author_id === me ? furthest(held.mine, { delivered_seq: message.seq, read_seq: 0 }) : held.mine,
  };
}

/**
 * A side has got further.
 * @param {Conversation} held @param {"mine" | "theirs"} side
 * @param {import("../protocol/types.ts").Position} position @returns {Conversation}
 */
export function withReceipt(held, side, position) {
  const next = { ...held, [side]: furthest(held[side], position) };
  return side === "mine" && next.mine.read_seq >= held.last_seq ? { ...next, unread: 0 } : next;
}

/** @param {Message | null} a @param {Message | null} b @returns {Message | null} */
function newer(a, b) {
  if (!a || !b) return a || b;
  if (a.id === b.id) return b.rev >= a.rev ? b : a;
  return b.seq > a.seq ? b : a;
}

/** @param {import("../protocol/types.ts").Position} a @param {import("../protocol/types.ts").Position} b */
function furthest(a, b) {
  return {
    delivered_seq: Math.max(a.delivered_seq, b.delivered_seq),
    read_seq: Math.max(a.read_seq, b.read_seq),
  };
}
