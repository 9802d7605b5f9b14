/** Fields of what is promised to who waits: by an organisation, or by one of its queues. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Promises } from "../shapes.ts";
import { textField, ticks, type Read } from "./listing.ts";

const MINUTES = ["first_response_minutes", "next_response_minutes", "resolution_minutes"] as const;

const NOTHING: Promises = {
  first_response_minutes: null,
  next_response_minutes: null,
  resolution_minutes: null,
  clock: "calendar",
  warn_minutes: 0,
};

/** @param promises Null: nothing is promised. */
export function promiseFields(promises: Promises | null | undefined): TemplateResult {
  const found = promises ?? NOTHING;
  const text = (value: number | null) => (value === null ? "" : String(value));
  return html`${MINUTES.map((name) => textField(name, t(`promises.${name}`), text(found[name]), { type: "number" }))}
  ${textField("warn_minutes", t("promises.warn_minutes"), text(found.warn_minutes), { type: "number" })}
  ${ticks("clock", t("promises.clock"), [["business", t("promises.business")]], [found.clock])}`;
}

/** What stands in these fields. */
export function promisesIn(read: Read): Promises {
  const minutes = (name: string) => (read(name) ? Number(read(name)) : null);
  return {
    first_response_minutes: minutes("first_response_minutes"),
    next_response_minutes: minutes("next_response_minutes"),
    resolution_minutes: minutes("resolution_minutes"),
    warn_minutes: minutes("warn_minutes") ?? 0,
    clock: read("clock") === "business" ? "business" : "calendar",
  };
}
