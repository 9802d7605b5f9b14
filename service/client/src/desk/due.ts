/** What was promised of a conversation, and how long that is. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { serverNow } from "../text/time.ts";
import type { Ticket } from "./doors.ts";
import { lasting } from "./waiting.ts";

/** @returns Whether what was promised was not kept. */
function breached({ due_at, breached: said = false }: Ticket, now = serverNow()): boolean {
  return said || (Boolean(due_at) && Date.parse(due_at ?? "") <= now);
}

/** "due in 5 min", "overdue by 2 hr". */
export function dueBadge(ticket: Ticket): TemplateResult | typeof nothing {
  const { due_at, due_kind } = ticket;
  if (!due_at || !due_kind) return nothing;
  const late = breached(ticket);
  const time = lasting(Math.abs(Date.parse(due_at) - serverNow()));
  return html`<span
    class="desk-due"
    data-testid="desk-due"
    data-breached=${String(late)}
    title=${t(`desk.due_${due_kind}`)}
    >${t(late ? "desk.overdue" : "desk.due", { time })}<span class="unseen"
      >, ${t(`desk.due_${due_kind}`)}</span
    ></span
  >`;
}
