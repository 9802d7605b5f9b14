/**
 * The chat as a list of rows, from the state: days, the unread mark, messages in groups, unsent ones last. Pure.
 *
 * @typedef {object} Row
 * @property {"day" | "unread" | "bubble"} kind
 * @property {string} key  Stable: a message keeps it from sending to stored.
 * @property {string} [at]
 * @property {boolean} [mine]
 * @property {boolean} [colleague]  On my side, by another of the organisation.
 * @property {boolean} [starts]  First of a group.
 * @property {boolean} [ends]  Last of a group: it shows the time.
 * @property {"received" | "sending" | "failed" | "sent" | "delivered" | "read"} [status]
 * @property {boolean} [spells]  Says its status in words.
 * @property {import("../../protocol/types.ts").Message | null} [message]
 * @property {import("../../protocol/types.ts").Unsent | null} [unsent]
 * @property {import("./reading.ts").Reading} [reading]
 */

import { isOurs } from "../../state/sides.ts";
import { dayKey } from "../../text/time.ts";
import { delivery, unsentIn } from "../../state/select.ts";
import { reading, readingUnsent } from "./reading.ts";

const GROUP_WITHIN = 5 * 60000;

/**
 * @param {import("../../protocol/types.ts").State} state @param {string} id
 * @param {number | null} unreadAfter Seq after which the unread mark stands, if any.
 * @returns {Row[]}
 */
export function timeline(state, id, unreadAfter) {
  const conversation = state.conversations.get(id);
  const messages = state.threads.get(id)?.messages ?? [];
  if (!conversation || !state.me) return [];
  const { me } = state;
  const bubbles = [
    ...messages.map((message) => stored(message, conversation, me)),
    ...unsentIn(state, id).map((entry) => waiting(entry, conversation, me)),
  ];
  group(bubbles);
  spell(bubbles);
  return separated(bubbles, unreadAfter);
}

/** @returns {Row} */
function stored(message, conversation, me) {
  const mine = isOurs(message, me, conversation);
  return {
    kind: "bubble",
    key: mine ? message.client_id : message.id,
    at: message.posted_at,
    mine,
    colleague: mine && message.author_id !== me.id,
    status: mine ? delivery(conversation, message) : "received",
    message,
    unsent: null,
    reading: reading(message, me, conversation.other, mine),
  };
}

/** @returns {Row} */
function waiting(unsent, conversation, me) {
  const { client_id: key, at, status } = unsent;
  const how = readingUnsent(unsent, me, conversation.other);
  return { kind: "bubble", key, at, mine: true, status, message: null, unsent, reading: how };
}

/** Neighbours by one author within minutes are a group. */
function group(bubbles) {
  const together = (a, b) =>
    a && b && a.mine === b.mine && dayKey(a.at) >= dayKey(b.at) && Date.parse(b.at) - Date.parse(a.at) < GROUP_WITHIN;
  bubbles.forEach((bubble, index) => {
    bubble.starts = !together(bubbles[index - 1], bubble);
    bubble.ends = !together(bubble, bubbles[index + 1]);
  });
}

/** Words where they tell something: my latest message, and the latest that was read. */
function spell(bubbles) {
  const mine = bubbles.filter((bubble) => bubble.mine);
  for (const bubble of [mine.at(-1), mine.findLast(({ status }) => status === "read")]) {
    if (bubble) bubble.spells = true;
  }
}

function separated(bubbles, unreadAfter) {
  const rows = [];
  let day = "";
  let marked = unreadAfter === null;
  for (const bubble of bubbles) {
    if (!day || dayKey(bubble.at) > day) {
      day = dayKey(bubble.at); // days only go on: one clock set back does not make yesterday come after today
      rows.push({ kind: "day", key: `day-${day}`, at: bubble.at });
    }
    if (!marked && bubble.message && !bubble.mine && bubble.message.seq > unreadAfter) {
      rows.push({ kind: "unread", key: "unread" });
      marked = true;
    }
    rows.push(bubble);
  }
  return rows;
}
