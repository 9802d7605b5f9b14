/** How the desk stands with a conversation, as it is pushed, as it is fetched, and which of both holds. Pure. */

import type { Handling, Promised, Ticket } from "./shapes.ts";

/** What of a ticket is pushed as a whole. */
export function standing(one: Handling & Promised): Handling & Promised {
  const { state, assignee, waiting_since, snoozed_until = null } = one;
  const { queue = null, due_at = null, due_kind = null } = one;
  return { state, assignee, waiting_since, snoozed_until, queue, due_at, due_kind };
}

/** Whether two of the same conversation say something else. */
export function differ(one: Ticket, two: Ticket): boolean {
  return said(one) !== said(two);
}

/** One that was fetched, but for what `known` has heard by pushes. */
export function overlaid(fetched: Ticket, known: Ticket): Ticket {
  const { tags = [], rating = null, breached = false } = known;
  return { ...fetched, ...standing(known), tags, rating, breached };
}

function said({ tags, rating, ...more }: Ticket): string {
  return JSON.stringify([standing(more), [...(tags ?? [])].sort(), rating ?? null]);
}

/** @returns Who has it, as the desk says it. */
export function holder({ assignee }: Handling, me: string): "queue" | "me" | "other" {
  if (assignee === null) return "queue";
  return assignee === me ? "me" : "other";
}
