/** One conversation's messages and position. Every function returns a new thread and changes nothing. */

/** @typedef {import("../protocol/types.ts").Thread} Thread */
/** @typedef {import("../protocol/types.ts").Message} Message */

/** @returns {Thread} */
export function emptyThread() {
  return { loaded: false, messages: [], from: 1, rev: 0, ahead: [], heard: 0 };
}

/**
 * Take messages in: keyed by id, ordered by seq, a newer rev wins. Those below `from` are left for when they are
 * scrolled to.
 * @param {Thread} thread @param {Message[]} incoming @returns {Thread}
 */
export function take(thread, incoming) {
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

/**
 * One change has been seen: the position moves on as far as there is no gap.
 * @param {Thread} thread @param {number} rev @returns {Thread}
 */
export function saw(thread, rev) {
  return settle({ ...thread, heard: Math.max(thread.heard, rev), ahead: [...thread.ahead, rev] });
}

/**
 * The answer to a position: everything up to `rev` has been seen.
 * @param {Thread} thread @param {Message[]} messages @returns {Thread}
 */
export function resumed(thread, messages, rev) {
  const position = Math.max(thread.rev, rev);
  return settle({ ...take(thread, messages), rev: position, heard: Math.max(thread.heard, position) });
}

/**
 * The newest page has come: it is where this thread begins.
 * @param {Thread} thread @param {Message[]} messages @param {number} rev @returns {Thread}
 */
export function begun(thread, messages, rev) {
  const from = messages.length ? messages[0].seq : 1;
  return { ...thread, loaded: true, messages, from, rev, ahead: [], heard: Math.max(thread.heard, rev) };
}

/**
 * An older page has come. The position stays: that page says nothing about newer changes.
 * @param {Thread} thread @param {Message[]} messages @returns {Thread}
 */
export function extended(thread, messages) {
  if (!messages.length) return { ...thread, from: 1 };
  return take({ ...thread, from: Math.min(thread.from, messages[0].seq) }, messages);
}

/** @param {Thread} thread @returns {boolean} Something was missed, and must be asked for. */
export function isBehind(thread) {
  return thread.loaded && thread.heard > thread.rev;
}

/** Moves the position over what was seen ahead of it. @param {Thread} thread @returns {Thread} */
function settle(thread) {
  let { rev } = thread;
  const ahead = [...new Set(thread.ahead)].sort((a, b) => a - b).filter((seen) => seen > rev);
  while (ahead.length && ahead[0] === rev + 1) rev = /** @type {number} */ (ahead.shift());
  return { ...thread, rev, ahead };
}
