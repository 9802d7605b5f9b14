/** One row of the log: a message, a day, where the unread ones begin, or room for rows that are not drawn. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { dayName } from "../../text/time.ts";
import "./bubble.ts";
import type { Context } from "./context.ts";
import type { Row } from "./timeline.ts";
import type { Gap } from "./window.ts";

export function item(row: Row | Gap, context: Context | null): TemplateResult {
  if (row.kind === "gap") return html`<li class="gap" aria-hidden="true"></li>`;
  if (row.kind === "bubble")
    return html`<li class="row bubble"><duo-bubble .row=${row} .context=${context}></duo-bubble></li>`;
  const says = row.kind === "day" ? dayName(row.at) : t("chat.unread_mark");
  return html`<li class="row ${row.kind}"><span>${says}</span></li>`;
}
