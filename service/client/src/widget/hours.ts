/** That nobody answers just now, and when somebody does again. */

import { html, nothing, type TemplateResult } from "lit";
import { region, t } from "../i18n/i18n.ts";
import { serverNow } from "../text/time.ts";
import type { Look } from "./doors.ts";

type Hours = Pick<Look, "open_now" | "opens_at">;

/** When it opens, as people say it; no day: today. */
export interface Opening {
  readonly day: string | null;
  readonly time: string;
}

const DAY = 86_400_000;

/** Nothing where the business is open, or has set no hours. */
export function closed(look: Hours): TemplateResult | typeof nothing {
  const opens = opening(look);
  if (!opens) return nothing;
  return html`<li class="greeting closed" data-testid="closed"
    >${says(opens)} ${t("widget.write_anyway")}</li
  >`;
}

function says(opens: Opening | "unknown"): string {
  if (opens === "unknown") return t("widget.closed");
  const { day, time } = opens;
  return day ? t("widget.closed_until", { day, time }) : t("widget.closed_today", { time });
}

/** @param zone IANA; without one the browser's own. @returns Null: it is open, or has opened since it was asked. */
export function opening(
  { open_now, opens_at }: Hours,
  now = serverNow(),
  locale = region(),
  zone?: string,
): Opening | "unknown" | null {
  if (open_now !== false) return null;
  if (!opens_at) return "unknown";
  const at = Date.parse(opens_at);
  if (at <= now) return null;
  const said = (form: Intl.DateTimeFormatOptions, when = at) =>
    new Intl.DateTimeFormat(locale, zone ? { ...form, timeZone: zone } : form).format(when);
  const time = said({ hour: "numeric", minute: "2-digit" });
  if (said({ dateStyle: "short" }) === said({ dateStyle: "short" }, now)) return { day: null, time };
  const far = at - now > 6 * DAY ? ({ day: "numeric", month: "long" } as const) : {};
  return { day: said({ weekday: "long", ...far }), time };
}
