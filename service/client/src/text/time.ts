/** Times and days as people read them, in the interface's language and the browser's zone. */

import { region, t } from "../i18n/i18n.ts";

const DAY = 86400000;

/** The service's clock less this machine's, in ms: people set theirs as they like. */
let ahead = 0;

/** @param {string | null} date The `Date` of an answer. */
export function heardServerTime(date) {
  const then = date === null ? NaN : Date.parse(date);
  if (!Number.isNaN(then)) ahead = then - Date.now();
}

/** @returns {number} What the service's clock shows, in ms, to about a second. */
export function serverNow() {
  return Date.now() + ahead;
}

/** @returns {number} For how long something takes, in ms: it never goes back, whatever is done to the clock. */
export function elapsed() {
  return performance.now();
}

/** @param {string} at RFC 3339. @returns {string} "14:02" */
export function clock(at) {
  return new Intl.DateTimeFormat(region(), { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** @param {string} at @returns {string} The local day, as a key: "2026-03-01". A later day is a greater key. */
export function dayKey(at) {
  const date = new Date(at);
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** @param {string} at @returns {string} "Today", "Yesterday", "Monday, 3 March" */
export function dayName(at, now = new Date()) {
  const days = daysAgo(at, now);
  if (days === 0) return t("time.today");
  if (days === 1) return t("time.yesterday");
  const year = new Date(at).getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(region(), { weekday: "long", day: "numeric", month: "long", year }).format(
    new Date(at),
  );
}

/** @param {string} at @returns {string} The shortest that is still clear: "14:02", "Mon", "3 Mar" */
export function short(at, now = new Date()) {
  const days = daysAgo(at, now);
  if (days <= 0) return clock(at);
  if (days === 1) return t("time.yesterday");
  /** @type {Intl.DateTimeFormatOptions} */
  const form = days < 7 ? { weekday: "short" } : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(region(), form).format(new Date(at));
}

/** @param {string | null} at @returns {string} "last seen 14:02", or "" where unknown. */
export function lastSeen(at) {
  return at ? t("person.last_seen", { when: short(at) }) : "";
}

function daysAgo(at, now) {
  const start = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((start(now) - start(new Date(at))) / DAY);
}
