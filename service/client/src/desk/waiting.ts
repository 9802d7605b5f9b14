/** How long somebody waits, in few words. */

import { region } from "../i18n/i18n.ts";
import { serverNow } from "../text/time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @param since RFC 3339. @returns "5 min", "2 hr", "3 days", in the interface's language; a minute at least. */
export function waited(since: string, now = serverNow()): string {
  return lasting(now - Date.parse(since));
}

/** @param time In ms. */
export function lasting(time: number): string {
  const passed = Math.max(MINUTE, time);
  if (passed < HOUR) return amount(passed / MINUTE, "minute");
  return passed < DAY ? amount(passed / HOUR, "hour") : amount(passed / DAY, "day");
}

function amount(value: number, unit: "minute" | "hour" | "day"): string {
  const form = { style: "unit", unit, unitDisplay: "short" } as const;
  return new Intl.NumberFormat(region(), form).format(Math.floor(value));
}
