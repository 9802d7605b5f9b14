/** The chat as a list of rows, from the state: days, the unread mark, messages in groups, unsent ones last. Pure. */

/** Between messages: a new day, or where the unread ones begin. */
export interface MarkRow {
  kind: "day" | "unread";
  key: string;
  /** Of a day. */
  at: string;
}

export interface BubbleRow {
  kind: "bubble";
  /** Stable: a message keeps it from sending to stored. */
  key: string;
  at: string;
  mine: boolean;
  /** On my side, by another of the organisation. */
  colleague: boolean;
  /** First of a group. */
  starts: boolean;
  /** Last of a group: it shows the time. */
  ends: boolean;
  status: "received" | "sending" | "failed" | "sent" | "delivered" | "read";
  /** Says its status in words. */
  spells: boolean;
  message: Message | null;
  unsent: Unsent | null;
  /** What I did to it, and is not confirmed or was refused. */
  deed: Deed | null;
  reading: Reading;
  /** What it quotes; the same object as long as that has not changed. */
  quote: Quoted | null;
}

export type Row = MarkRow | BubbleRow;

import { deedOf, withDeeds } from "../../state/deeds.ts";
import { isOurs } from "../../state/sides.ts";
import { dayKey } from "../../text/time.ts";
import { delivery, unsentIn } from "../../state/select.ts";
import { reading, readingUnsent, type Reading } from "./reading.ts";
import { quoted, type Quoted } from "./quoted.ts";
import type { Conversation, Deed, Me, Message, State, Unsent } from "../../protocol/types.ts";

/** Until its neighbours are known. */
const ALONE = { starts: true, ends: true, spells: false };

const GROUP_WITHIN = 5 * 60000;

/** @param unreadAfter Seq after which the unread mark stands, if any. */
export function timeline(state: State, id: string, unreadAfter: number | null): Row[] {
  const conversation = state.conversations.get(id);
  const messages = state.threads.get(id)?.messages ?? [];
  if (!conversation || !state.me) return [];
  const { me } = state;
  const bubbles = [
    ...messages.map((message) => stored(message, conversation, me, state)),
    ...unsentIn(state, id).map((entry) => waiting(entry, conversation, me, state)),
  ];
  group(bubbles);
  spell(bubbles);
  return separated(bubbles, unreadAfter);
}

function stored(said: Message, conversation: Conversation, me: Me, state: State): BubbleRow {
  const message = withDeeds(said, state);
  const mine = isOurs(message, me, conversation);
  return {
    kind: "bubble",
    key: mine ? message.client_id : message.id,
    at: message.posted_at,
    mine,
    colleague: mine && message.author_id !== me.id,
    status: mine ? delivery(conversation, message) : "received",
    ...ALONE,
    message,
    unsent: null,
    deed: deedOf(state, message.id),
    reading: reading(message, me, conversation.other, mine),
    quote: quoted(state, conversation, me, message.content.reply_to),
  };
}

function waiting(unsent: Unsent, conversation: Conversation, me: Me, state: State): BubbleRow {
  const { client_id: key, at, status } = unsent;
  const how = readingUnsent(unsent, me, conversation.other);
  const base = { kind: "bubble", key, at, mine: true, colleague: false, status, ...ALONE } as const;
  const quote = quoted(state, conversation, me, unsent.reply_to);
  return { ...base, message: null, unsent, deed: null, reading: how, quote };
}

/** Neighbours by one author within minutes are a group. */
function group(bubbles: BubbleRow[]) {
  const together = (a: BubbleRow | undefined, b: BubbleRow | undefined) =>
    a !== undefined &&
    b !== undefined &&
    a.mine === b.mine &&
    dayKey(a.at) >= dayKey(b.at) &&
    Date.parse(b.at) - Date.parse(a.at) < GROUP_WITHIN;
  bubbles.forEach((bubble, index) => {
    bubble.starts = !together(bubbles[index - 1], bubble);
    bubble.ends = !together(bubble, bubbles[index + 1]);
  });
}

/** Words where they tell something: my latest message, and the latest that was read. */
function spell(bubbles: BubbleRow[]) {
  const mine = bubbles.filter((bubble) => bubble.mine);
  for (const bubble of [mine.at(-1), mine.findLast(({ status }) => status === "read")]) {
    if (bubble) bubble.spells = true;
  }
}

function separated(bubbles: BubbleRow[], unreadAfter: number | null): Row[] {
  const rows: Row[] = [];
  let day = "";
  let marked = unreadAfter === null;
  for (const bubble of bubbles) {
    if (!day || dayKey(bubble.at) > day) {
      day = dayKey(bubble.at); // days only go on: one clock set back does not make yesterday come after today
      rows.push({ kind: "day", key: `day-${day}`, at: bubble.at });
    }
    if (!marked && bubble.message && !bubble.mine && bubble.message.seq > (unreadAfter ?? 0)) {
      rows.push({ kind: "unread", key: "unread", at: bubble.at });
      marked = true;
    }
    rows.push(bubble);
  }
  return rows;
}
