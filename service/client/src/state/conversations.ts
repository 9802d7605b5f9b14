/** Summaries of conversations: last message, unread count, how far each side has got. Pure. */

import { isOurs } from "./sides.ts";
import type { Conversation, List, Message, Position } from "../protocol/types.ts";

/** Before the service has told any. */
export const WHOLE: List = { next: null, until: -Infinity };
const times = new WeakMap<Conversation, number>();

/** When something was last said there, in ms of the clock. */
export function activeAt(conversation: Conversation): number {
  const known = times.get(conversation);
  if (known !== undefined) return known;
  const at = Date.parse(conversation.last_message?.posted_at ?? conversation.created_at);
  times.set(conversation, at);
  return at;
}

/** The list once another page of it has come. @param list Null: it is the first. */
export function reaching(list: List | null, page: readonly Conversation[], next: string | null): List {
  if (next === null) return WHOLE;
  const talks = page.filter(({ state }) => state !== "request").map(activeAt);
  return { next, until: Math.min(list?.until ?? Infinity, ...talks) };
}

/** A summary from the service meets the one we hold; positions only grow. */
export function merged(held: Conversation | undefined, fresh: Conversation): Conversation {
  if (!held) return fresh;
  const mine = furthest(held.mine, fresh.mine);
  const ahead = mine.read_seq > fresh.mine.read_seq;
  const more = held.last_seq > fresh.last_seq; // and counted already
  return {
    ...fresh,
    mine,
    theirs: furthest(held.theirs, fresh.theirs),
    unread: more ? held.unread : ahead ? Math.min(held.unread, fresh.unread) : fresh.unread,
    last_message: newer(held.last_message, fresh.last_message),
    last_seq: Math.max(held.last_seq, fresh.last_seq),
    rev: Math.max(held.rev, fresh.rev),
  };
}

/** A message is new or has changed. */
export function withMessage(held: Conversation, message: Message, rev: number, me: string): Conversation {
  const isNew = message.seq > held.last_seq;
  const counts = isNew && !isOurs(message, { id: me }, held) && message.seq > held.mine.read_seq;
  return {
    ...held,
    rev: Math.max(held.rev, rev),
    last_seq: Math.max(held.last_seq, message.seq),
    last_message: newer(held.last_message, message),
    unread: held.unread + (counts ? 1 : 0),
    left: held.left && isNew && message.author_id === me ? held.left - 1 : held.left,
    mine:
      message.author_id === me ? furthest(held.mine, { delivered_seq: message.seq, read_seq: 0 }) : held.mine,
  };
}

/** A side has got further. */
export function withReceipt(held: Conversation, side: "mine" | "theirs", position: Position): Conversation {
  const next = { ...held, [side]: furthest(held[side], position) };
  return side === "mine" && next.mine.read_seq >= held.last_seq ? { ...next, unread: 0 } : next;
}

function newer(a: Message | null, b: Message | null): Message | null {
  if (!a || !b) return a || b;
  if (a.id === b.id) return b.rev >= a.rev ? b : a;
  return b.seq > a.seq ? b : a;
}

function furthest(a: Position, b: Position) {
  return {
    delivered_seq: Math.max(a.delivered_seq, b.delivered_seq),
    read_seq: Math.max(a.read_seq, b.read_seq),
  };
}
