/** How many messages are not read yet, as a badge. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";

export function unreadBadge(unread: number): TemplateResult | typeof nothing {
  if (!unread) return nothing;
  return html`<span class="badge"
    ><span aria-hidden="true">${unread > 99 ? "99+" : unread}</span
    ><span class="unseen">${t("list.unread", { count: unread })}</span></span
  >`;
}
