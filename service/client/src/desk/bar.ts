/** Above an open conversation: how it stands, and what an agent may do with it. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../i18n/i18n.ts";
import { codeOf, detailsOf } from "../protocol/http.ts";
import { announce } from "../ui/announce.ts";
import { defined, StateElement } from "../ui/element.ts";
import type { Deed, Ticket } from "./doors.ts";
import { holder, type Inbox } from "./inbox.ts";
import "./note.ts";
import type { Colleague } from "./office.ts";

/** What an agent may do, by a button; each with its key. */
export const KEYS: Readonly<Record<string, Choice>> = {
  t: "assign",
  q: "release",
  e: "resolve",
  o: "reopen",
  s: "snooze",
};

type Choice = Deed | "take_over";

/** The hour at which what was put off until tomorrow comes back. */
const MORNING = 9;

export class Bar extends StateElement {
  static override properties = {
    conversationId: { attribute: false },
    busy: { state: true },
    problem: { state: true },
  };

  inbox!: Inbox;
  conversationId!: string;
  called!: (account: string) => string;
  /** Who may take it besides me: accounts by id and name. */
  others!: (organisation: string) => readonly Colleague[];
  private busy = false;
  private problem = "";

  override render(): TemplateResult | typeof nothing {
    const ticket = this.inbox.ticket(this.conversationId);
    if (!ticket) return nothing;
    return html`<div class="desk-bar" role="group" aria-label=${t("desk.handling")}>
      <p class="desk-standing" role="status" data-testid="desk-standing" data-state=${ticket.state}>
        ${this.says(ticket)}
      </p>
      ${this.may(ticket).map((deed, index) => this.button(deed, index === 0))} ${this.colleagues(ticket)}
      <duo-desk-note .conversationId=${this.conversationId}></duo-desk-note>
      <p class="error" role="alert" data-testid="desk-problem">${this.problem}</p>
    </div>`;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("conversationId")) this.problem = "";
  }

  /** By key: what may not be done now does nothing. */
  press(deed: Choice): void {
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
  private may(ticket: Ticket): Choice[] {
    if (ticket.state === "resolved" || ticket.state === "snoozed") return ["reopen"];
    const whose = holder(ticket, this.session.me.id);
    if (whose === "queue") return ["assign", "snooze", "resolve"];
    return whose === "me" ? ["resolve", "snooze", "release"] : ["take_over"];
  }

  /** To whom it can be handed on. */
  private colleagues(ticket: Ticket): TemplateResult | typeof nothing {
    const { organisation } = ticket.conversation;
    const others = organisation ? this.others(organisation.id) : [];
    if (ticket.state !== "open" || holder(ticket, this.session.me.id) !== "me" || !others.length)
      return nothing;
    const chose = ({ target }: Event) => {
      const select = target as HTMLSelectElement;
      const { value: to } = select;
      select.value = "";
      if (to) void this.act("assign", { to });
    };
    const options = others.map(({ id, name }) => html`<option value=${id}>${name}</option>`);
    return html`<select
      class="desk-hand"
      aria-label=${t("desk.hand_on")}
      data-testid="desk-hand"
      @change=${chose}
    >
      <option value="">${t("desk.hand_on")}</option>
      ${options}
    </select>`;
  }

  private button(deed: Choice, first: boolean): TemplateResult {
    const key = Object.keys(KEYS).find((one) => KEYS[one] === deed) ?? "";
    return html`<button
      class="button ${first ? "" : "quiet"}"
      type="button"
      data-testid="desk-${deed}"
      aria-keyshortcuts=${key || nothing}
      title=${key ? `${t(`desk.${deed}`)} (${key.toUpperCase()})` : nothing}
      ?disabled=${this.busy}
      @click=${() => void this.act(deed)}
    >
      ${t(`desk.${deed}`)}
    </button>`;
  }

  private async act(choice: Choice, body: object = this.saying(choice)): Promise<void> {
    if (this.busy) return;
    [this.busy, this.problem] = [true, ""];
    try {
      await this.inbox.act(this.conversationId, choice === "take_over" ? "assign" : choice, body);
      const handed = "to" in body;
      announce(t(handed ? "desk.handed_on" : `desk.${choice}_done`));
    } catch (error) {
      this.problem = this.refused(error);
    } finally {
      this.busy = false;
    }
  }

  /** What goes with it: from whom it is taken, until when it is put off. */
  private saying(choice: Choice): object {
    if (choice === "take_over") return { from: this.inbox.ticket(this.conversationId)?.assignee };
    return choice === "snooze" ? { until: tomorrow() } : {};
  }

  private refused(error: unknown): string {
    const code = codeOf(error);
    if (code !== "already_assigned") return explain(code);
    const who = String(detailsOf(error)["assignee"] ?? "");
    return t("error.already_assigned", { name: who ? this.called(who) : "–" });
  }
}

/** The next morning here, RFC 3339. */
function tomorrow(): string {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(MORNING, 0, 0, 0);
  return at.toISOString();
}

export const bar = defined("duo-desk-bar", Bar);
