/** Above an open conversation: how it stands, and what an agent may do with it. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../i18n/i18n.ts";
import { codeOf, detailsOf } from "../protocol/http.ts";
import { announce } from "../ui/announce.ts";
import { defined, StateElement } from "../ui/element.ts";
import { icon } from "../ui/icons.ts";
import { MAC } from "../ui/platform.ts";
import type { Ticket } from "./doors.ts";
import { holder, type Inbox } from "./inbox.ts";
import { chord, keyOf, shortcut, type Choice } from "./keys.ts";
import "./note.ts";
import type { Note } from "./note.ts";
import type { Colleague } from "./office.ts";
import { SNOOZES, until } from "./snoozes.ts";

/** Something that may be done with the conversation now. */
export interface Offer {
  readonly label: string;
  /** The letter that does it; "": none. */
  readonly key: string;
  readonly run: () => void;
}

export class Bar extends StateElement {
  static override properties = {
    conversationId: { attribute: false },
    close: { attribute: false },
    busy: { state: true },
    problem: { state: true },
  };

  inbox!: Inbox;
  conversationId!: string;
  called!: (account: string) => string;
  /** Who may take it besides me: accounts by id and name. */
  others!: (organisation: string) => readonly Colleague[];
  /** Put the conversation away; null: it is the only one. */
  close: (() => void) | null = null;
  private busy = false;
  private problem = "";

  override render(): TemplateResult | typeof nothing {
    const ticket = this.inbox.ticket(this.conversationId);
    if (!ticket) return this.close ? html`<div class="desk-bar">${this.closing()}</div>` : nothing;
    const { name } = ticket.conversation.other;
    return html`<div class="desk-bar" role="group" aria-label=${t("desk.handling_of", { name })}>
      <p class="desk-standing" role="status" data-testid="desk-standing" data-state=${ticket.state}>
        ${this.says(ticket)}
      </p>
      ${this.may(ticket).map((choice, index) => this.button(choice, index === 0))} ${this.colleagues(ticket)}
      <duo-desk-note .conversationId=${this.conversationId}></duo-desk-note>
      ${this.closing()}
      <p class="error" role="alert" data-testid="desk-problem">${this.problem}</p>
    </div>`;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("conversationId")) this.problem = "";
  }

  /** By key: what may not be done now does nothing. */
  press(choice: Choice): void {
    const ticket = this.inbox.ticket(this.conversationId);
    const may = ticket ? this.may(ticket) : [];
    const meant = choice === "assign" && may.includes("take_over") ? "take_over" : choice;
    if (may.includes(meant)) void this.act(meant);
  }

  /** By key: a note is begun. */
  note(): void {
    void this.querySelector<Note>("duo-desk-note")?.turn();
  }

  /** All that may be done with it now, the likeliest first. */
  offers(): Offer[] {
    const ticket = this.inbox.ticket(this.conversationId);
    if (!ticket) return [];
    const choices = this.may(ticket).flatMap((choice) => (choice === "snooze" ? [] : [this.offer(choice)]));
    const later = SNOOZES.map((which) => ({
      label: t(`desk.until_${which}`),
      key: which === "tomorrow" ? keyOf("snooze") : "",
      run: () => void this.act("snooze", { until: until(which) }),
    }));
    const handing = this.mayHand(ticket).map(({ id, name }) => ({
      label: t("desk.hand_to", { name }),
      key: "",
      run: () => void this.act("assign", { to: id }),
    }));
    const noting = { label: t("desk.note"), key: "m", run: () => this.note() };
    return [...choices, ...(this.may(ticket).includes("snooze") ? later : []), ...handing, noting];
  }

  private offer(choice: Choice): Offer {
    return { label: t(`desk.${choice}`), key: keyOf(choice), run: () => void this.act(choice) };
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
  private mayHand(ticket: Ticket): readonly Colleague[] {
    const { organisation } = ticket.conversation;
    const mine = ticket.state === "open" && holder(ticket, this.session.me.id) === "me";
    return mine && organisation ? this.others(organisation.id) : [];
  }

  private colleagues(ticket: Ticket): TemplateResult | typeof nothing {
    const others = this.mayHand(ticket);
    if (!others.length) return nothing;
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

  private button(choice: Choice, first: boolean): TemplateResult {
    const key = keyOf(choice);
    return html`<button
      class="button ${first ? "" : "quiet"}"
      type="button"
      data-testid="desk-${choice}"
      aria-keyshortcuts=${shortcut(key, MAC)}
      title="${t(`desk.${choice}`)} (${key.toUpperCase()}, ${chord(key, MAC)})"
      ?disabled=${this.busy}
      @click=${() => void this.act(choice)}
    >
      ${t(`desk.${choice}`)}
    </button>`;
  }

  private closing(): TemplateResult | typeof nothing {
    if (!this.close) return nothing;
    const label = t("desk.close");
    return html`<button
      class="round desk-close"
      type="button"
      data-testid="desk-close"
      aria-keyshortcuts=${shortcut("x", MAC)}
      aria-label=${label}
      title="${label} (X, ${chord("x", MAC)})"
      @click=${this.close}
    >
      ${icon("close")}
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
    return choice === "snooze" ? { until: until("tomorrow") } : {};
  }

  private refused(error: unknown): string {
    const code = codeOf(error);
    if (code !== "already_assigned") return explain(code);
    const who = String(detailsOf(error)["assignee"] ?? "");
    return t("error.already_assigned", { name: who ? this.called(who) : "–" });
  }
}

export const bar = defined("duo-desk-bar", Bar);
