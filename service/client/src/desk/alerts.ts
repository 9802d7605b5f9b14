/** Something is due soon, or late: said where it is mine, or nobody's. */

import { t } from "../i18n/i18n.ts";
import { announce } from "../ui/announce.ts";
import type { Pushed, Ticket } from "./shapes.ts";

/** @param ticket What is known of the conversation; null: nothing yet. @param me My account. */
export function alerted({ assignee, alert }: Pushed, ticket: Ticket | null, me: string): void {
  if (!alert || !ticket || (assignee !== null && assignee !== me)) return;
  announce(t(`desk.alert_${alert}`, { name: ticket.conversation.other.name }));
}
