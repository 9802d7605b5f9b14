/** Which conversations a list of the desk shows, and in what order. Pure. */

import type { Conversation } from "../protocol/types.ts";
import { serverNow } from "../text/time.ts";
import type { Handling, Ticket, View } from "./doors.ts";

/** A bad mood counts as if one had waited so much longer, in ms; one that turns worse, too. */
const PATIENCE_LOST = 10 * 60_000;

/** Who waits without a promise stands as if an answer within an hour had been promised: as the service has it. */
const UNPROMISED = 60 * 60_000;

/** @returns Whether it belongs into this list. */
export function fits(view: View, { state, assignee }: Handling, me: string): boolean {
  if (view === "resolved") return state === "resolved";
  if (view === "mine") return state !== "resolved" && assignee === me;
  if (view === "waiting") return state === "open" && assignee === null;
  return state !== "resolved";
}

/**
 * What is late first, then what is due next, in the worst mood sooner; where nothing is, and nobody waits, the
 * newest first.
 */
export function urgent(now = serverNow()): (one: Ticket, two: Ticket) => number {
  return (one, two) => {
    const late = isLate(two, now) - isLate(one, now);
    const [a, b] = [due(one), due(two)];
    if (late) return late;
    if (a !== null && b !== null) return a - b;
    if (a !== null || b !== null) return a === null ? 1 : -1;
    return last(two.conversation) - last(one.conversation);
  };
}

/** 1: what was promised has not been kept. */
function isLate({ due_at }: Ticket, now: number): number {
  return due_at && Date.parse(due_at) <= now ? 1 : 0;
}

/** When an answer is due, in ms, as its mood makes it seem; null: none is. */
function due({ conversation: { mood }, waiting_since, due_at }: Ticket): number | null {
  if (!due_at && waiting_since === null) return null;
  const bad = (mood?.level === "bad" ? 1 : 0) + (mood?.direction === "worse" ? 1 : 0);
  const at = due_at ? Date.parse(due_at) : Date.parse(waiting_since ?? "") + UNPROMISED;
  return at - bad * PATIENCE_LOST;
}

/** When something was last said. */
export function last({ last_message, created_at }: Conversation): number {
  return Date.parse(last_message?.posted_at ?? created_at);
}
