/** A moment to come, or gone by: its day and its hour. */

import { region } from "../../i18n/i18n.ts";

const FORM: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short" };

/** @param at RFC 3339. @returns "7 Dec 2026, 14:02" */
export function when(at: string): string {
  return new Intl.DateTimeFormat(region(), FORM).format(new Date(at));
}
