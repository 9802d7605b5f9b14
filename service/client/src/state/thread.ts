/** One conversation's messages and position. Every function returns a new thread and changes nothing. */

import type { Message, Thread } from "../protocol/types.ts";

export function emptyThread(): Thread {
  return { loaded: false, messages: [], from: 1, rev: 0, ahead: [], heard: 0 };
}

/**
 * Take messages in: keyed by id, ordered by seq, a newer rev wins. Those below `from` are left for when they are
 * scrolled to.
 */
export function take(thread: Thread, incoming: Message[]): Thread {
  const held = new Map(thread.messages.map((message) => [message.id, message]));
  let changed = false;
  for (const message of incoming) {
    const known = held.get(message.id);
    if (message.seq < thread.from || (known && known.rev >= message.rev)) continue;
    held.set(message.id, message);
    changed = true;
  }
  if (!changed) return thread;
  return { ...thread, messages: [...held.values()].sort((a, b) => a.seq - b.seq) };
}

/** One change has been seen: the position moves on as far as there is no gap. */
export function saw(thread: Thread, rev: number): Thread {
  return settle({ ...thread, heard: Math.max(thread.heard, rev), ahead: [...thread.ahead, rev] });
}

/** The answer to a position: everything up to `rev` has been seen. */
export function resumed(thread: Thread, messages: Message[], rev: number): Thread {
  const position = Math.max(thread.rev, rev);
  return settle({ ...take(thread, messages), rev: position, heard: Math.max(thread.heard, position) });
}

/** The newest page has come: it is where this thread begins. */
export function begun(thread: Thread, messages: Message[], rev: number): Thread {
  const from = messages[0]?.seq ?? 1;
  return { ...thread, loaded: true, messages, from, rev, ahead: [], heard: Math.max(thread.heard, rev) };
}

/** An older page has come. The position stays: that page says nothing about newer changes. */
export function extended(thread: Thread, messages: Message[]): Thread {
  const [oldest] = messages;
  if (!oldest) return { ...thread, from: 1 };
  return take({ ...thread, from: Math.min(thread.from, oldest.seq) }, messages);
}

/** @returns Something was missed, and must be asked for. */
export function isBehind(thread: Thread): boolean {
  return thread.loaded && thread.heard > thread.rev;
}

/** Moves the position over what was seen ahead of it. */
function settle(thread: Thread): Thread {
  let { rev } = thread;
  const ahead = [...new Set(thread.ahead)].sort((a, b) => a - b).filter((seen) => seen > rev);
  while (ahead.length && ahead[0] === rev + 1) rev = ahead.shift() as number;
  return { ...thread, rev, ahead };
}
