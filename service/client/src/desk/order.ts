/** Which conversations a list of the desk shows, and in what order. Pure. */

import type { Conversation } from "../protocol/types.ts";
import type { Handling, Ticket, View } from "./doors.ts";
import { breached } from "./due.ts";

/** A bad mood counts as if one had waited so much longer, in ms; one that turns worse, too. */
const PATIENCE_LOST = 10 * 60_000;

/** @returns Whether it belongs into this list. */
export function fits(view: View, { state, assignee }: Handling, me: string): boolean {
  if (view === "resolved") return state === "resolved";
  if (view === "mine") return state !== "resolved" && assignee === me;
  if (view === "waiting") return state === "open" && assignee === null;
  return state !== "resolved";
}

/** The most urgent first: what is late; who waits longest, in the worst mood; who waits for nothing, the newest first. */
export function urgent(one: Ticket, two: Ticket): number {
  const late = Number(breached(two)) - Number(breached(one));
  if (late) return late;
  const [a, b] = [since(one), since(two)];
  if (a !== null && b !== null) return a - b;
  if (a !== null || b !== null) return a === null ? 1 : -1;
  return last(two.conversation) - last(one.conversation);
}

/** Since when it waits, in ms, as its mood makes it seem; null: it does not. */
function since({ conversation: { mood }, waiting_since }: Ticket): number | null {
  if (waiting_since === null) return null;
  const bad = (mood?.level === "bad" ? 1 : 0) + (mood?.direction === "worse" ? 1 : 0);
  return Date.parse(waiting_since) - bad * PATIENCE_LOST;
}

/** When something was last said. */
export function last({ last_message, created_at }: Conversation): number {
  return Date.parse(last_message?.posted_at ?? created_at);
}
