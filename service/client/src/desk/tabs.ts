/** The lists of the desk by name, each with how much is in it. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import type { View } from "./doors.ts";
import type { Inbox } from "./inbox.ts";
import { VIEWS } from "./keys.ts";
import { unreadBadge } from "./unread.ts";

export function tabs(inbox: Inbox): TemplateResult {
  const counted = (view: View) =>
    view === "resolved"
      ? nothing
      : html` <span class="desk-count" data-testid="desk-count-${view}">${inbox.count(view) || ""}</span>`;
  const tab = (view: View) =>
    html`<button
      type="button"
      data-testid="desk-view-${view}"
      aria-pressed=${String(inbox.view === view)}
      @click=${() => inbox.show(view)}
    >
      ${t(`desk.view_${view}`)}${counted(view)}${view === "mine" ? unreadBadge(inbox.unread) : nothing}
    </button>`;
  return html`<div class="desk-tabs" role="group" aria-label=${t("desk.lists")}>${VIEWS.map(tab)}</div>`;
}
