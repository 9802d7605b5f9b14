/** Until when something may be put off, from now on. Pure but for the clock. */

const HOUR = 60 * 60_000;
/** The hour at which what was put off until another day comes back. */
const MORNING = 9;
const MONDAY = 1;

export type Snooze = "hour" | "tomorrow" | "monday";

export const SNOOZES: readonly Snooze[] = ["hour", "tomorrow", "monday"];

/** @returns When that is, RFC 3339. */
export function until(which: Snooze, now = new Date()): string {
  if (which === "hour") return new Date(now.getTime() + HOUR).toISOString();
  const days = which === "tomorrow" ? 1 : (MONDAY - now.getDay() + 7) % 7 || 7;
  const at = new Date(now);
  at.setDate(at.getDate() + days);
  at.setHours(MORNING, 0, 0, 0);
  return at.toISOString();
}
