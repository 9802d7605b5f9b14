/** Times and days as people read them, in the interface's language and the browser's zone. */

import { region, t } from "../i18n/i18n.ts";

const DAY = 86400000;

/** The service's clock less this machine's, in ms: people set theirs as they like. */
let ahead = 0;

/** @param date The `Date` of an answer. */
export function heardServerTime(date: string | null) {
  const then = date === null ? NaN : Date.parse(date);
  if (!Number.isNaN(then)) ahead = then - Date.now();
}

/** @returns What the service's clock shows, in ms, to about a second. */
export function serverNow(): number {
  return Date.now() + ahead;
}

/** Older than this, in ms, what is still to come by itself is "to follow" rather than "being made". */
const SOON = 20000;

/**
 * @returns In how many ms something sent then is no longer just being worked on; 0: it is not. No more than `SOON`,
 *   however far this machine's clock is behind: who waits for it looks again.
 */
export function soon(at: string): number {
  return Math.min(SOON, Math.max(0, SOON - (serverNow() - Date.parse(at))));
}

/** @returns For how long something takes, in ms: it never goes back, whatever is done to the clock. */
export function elapsed(): number {
  return performance.now();
}

/** @param at RFC 3339. @returns "14:02" */
export function clock(at: string): string {
  return new Intl.DateTimeFormat(region(), { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** @returns The local day, as a key: "2026-03-01". A later day is a greater key. */
export function dayKey(at: string): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** @returns "Today", "Yesterday", "Monday, 3 March" */
export function dayName(at: string, now = new Date()): string {
  const days = daysAgo(at, now);
  if (days === 0) return t("time.today");
  if (days === 1) return t("time.yesterday");
  const year = new Date(at).getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(region(), { weekday: "long", day: "numeric", month: "long", year }).format(
    new Date(at),
  );
}

/** @returns The shortest that is still clear: "14:02", "Mon", "3 Mar" */
export function short(at: string, now = new Date()): string {
  const days = daysAgo(at, now);
  if (days <= 0) return clock(at);
  if (days === 1) return t("time.yesterday");
  const form: Intl.DateTimeFormatOptions =
    days < 7 ? { weekday: "short" } : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(region(), form).format(new Date(at));
}

/** @returns "last seen 14:02", or "" where unknown. */
export function lastSeen(at: string | null): string {
  return at ? t("person.last_seen", { when: short(at) }) : "";
}

function daysAgo(at: string, now: Date): number {
  const start = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((start(now) - start(new Date(at))) / DAY);
}
