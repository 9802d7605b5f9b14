/** How long a recording lasts, as people say it. */

import { region } from "../i18n/i18n.ts";

/** @returns "1:05", in the digits of the reader. */
export function clockOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const digits = (value: number, least: number) =>
    new Intl.NumberFormat(region(), { minimumIntegerDigits: least, useGrouping: false }).format(value);
  return `${digits(Math.floor(whole / 60), 1)}:${digits(whole % 60, 2)}`;
}
