/** Above an open conversation: how it stands, and what an agent may do with it. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../i18n/i18n.ts";
import { codeOf, detailsOf } from "../protocol/http.ts";
import { announce } from "../ui/announce.ts";
import { defined, StateElement } from "../ui/element.ts";
import type { Deed, Ticket } from "./doors.ts";
import { holder, type Inbox } from "./inbox.ts";

/** Each with its key. */
export const KEYS: Readonly<Record<string, Deed>> = { t: "assign", q: "release", e: "resolve", o: "reopen" };

export class Bar extends StateElement {
  static override properties = {
    conversationId: { attribute: false },
    busy: { state: true },
    problem: { state: true },
  };

  inbox!: Inbox;
  conversationId!: string;
  called!: (account: string) => string;
  private busy = false;
  private problem = "";

  override render(): TemplateResult | typeof nothing {
    const ticket = this.inbox.ticket(this.conversationId);
    if (!ticket) return nothing;
    return html`<div class="desk-bar" role="group" aria-label=${t("desk.handling")}>
      <p class="desk-standing" role="status" data-testid="desk-standing" data-state=${ticket.state}>
        ${this.says(ticket)}
      </p>
      ${this.may(ticket).map((deed, index) => this.button(deed, index === 0))}
      <p class="error" role="alert" data-testid="desk-problem">${this.problem}</p>
    </div>`;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("conversationId")) this.problem = "";
  }

  /** By key: what may not be done now does nothing. */
  press(deed: Deed): void {
    const ticket = this.inbox.ticket(this.conversationId);
    if (ticket && this.may(ticket).includes(deed)) void this.act(deed);
  }

  private says(ticket: Ticket): string {
    if (ticket.state !== "open") return t(`desk.state_${ticket.state}`);
    const whose = holder(ticket, this.session.me.id);
    const name = ticket.assignee ? this.called(ticket.assignee) : "";
    return t(`desk.with_${whose}`, { name });
  }

  /** What may be done with it, the likeliest first. */
  private may(ticket: Ticket): Deed[] {
    if (ticket.state === "resolved") return ["reopen"];
    const whose = holder(ticket, this.session.me.id);
    if (whose === "queue") return ["assign", "resolve"];
    return whose === "me" ? ["resolve", "release"] : [];
  }

  private button(deed: Deed, first: boolean): TemplateResult {
    const key = Object.keys(KEYS).find((one) => KEYS[one] === deed) ?? "";
    return html`<button
      class="button ${first ? "" : "quiet"}"
      type="button"
      data-testid="desk-${deed}"
      aria-keyshortcuts=${key}
      title=${`${t(`desk.${deed}`)} (${key.toUpperCase()})`}
      ?disabled=${this.busy}
      @click=${() => void this.act(deed)}
    >
      ${t(`desk.${deed}`)}
    </button>`;
  }

  private async act(deed: Deed): Promise<void> {
    if (this.busy) return;
    [this.busy, this.problem] = [true, ""];
    try {
      await this.inbox.act(this.conversationId, deed);
      announce(t(`desk.${deed}_done`));
    } catch (error) {
      this.problem = this.refused(error);
    } finally {
      this.busy = false;
    }
  }

  private refused(error: unknown): string {
    const code = codeOf(error);
    if (code !== "already_assigned") return explain(code);
    const who = String(detailsOf(error)["assignee"] ?? "");
    return t("error.already_assigned", { name: who ? this.called(who) : "–" });
  }
}

export const bar = defined("duo-desk-bar", Bar);
