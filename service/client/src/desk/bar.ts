/** Above an open conversation: how it stands, and what an agent may do with it. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../i18n/i18n.ts";
import { codeOf, detailsOf } from "../protocol/http.ts";
import { announce } from "../ui/announce.ts";
import { defined, StateElement } from "../ui/element.ts";
import { icon } from "../ui/icons.ts";
import { MAC } from "../ui/platform.ts";
import type { Ticket } from "./doors.ts";
import type { Inbox } from "./inbox.ts";
import { chord, keyOf, shortcut, type Choice } from "./keys.ts";
import type { Labels } from "./labels.ts";
import "./deeds.ts";
import "./note.ts";
import type { Note } from "./note.ts";
import { dueBadge } from "./due.ts";
import "./hand.ts";
import type { Whither } from "./hand.ts";
import type { Looking } from "./looking.ts";
import type { Colleague } from "./office.ts";
import { SNOOZES, until } from "./snoozes.ts";
import { holder } from "./standing.ts";
import type { Staff } from "./staff.ts";
import { tagChip } from "./tag.ts";

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
    carded: { attribute: false },
    busy: { state: true },
    problem: { state: true },
  };

  inbox!: Inbox;
  staff!: Staff;
  conversationId!: string;
  called!: (account: string) => string;
  /** Who may take it besides me: accounts by id and name. */
  others!: (organisation: string) => readonly Colleague[];
  labels!: Labels;
  looking!: Looking;
  /** Show the customer's card, or put it away. */
  card!: () => void;
  /** It is shown. */
  carded = false;
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
      ${this.lookers()} ${dueBadge(ticket)} ${this.tags(ticket)}
      ${this.may(ticket).map((choice, index) => this.button(choice, index === 0))} ${this.handing(ticket)}
      <duo-desk-note .conversationId=${this.conversationId}></duo-desk-note>
      ${this.customer()}<duo-desk-deeds
        .session=${this.session}
        .offers=${() => this.rarer()}
      ></duo-desk-deeds>
      ${this.closing()}
      <p class="error" role="alert" data-testid="desk-problem">${this.problem}</p>
    </div>`;
  }

  /** Colleagues who have it before them, too. */
  private lookers(): TemplateResult {
    const names = this.looking.others(this.conversationId).map((one) => this.called(one));
    const says = names.length ? t("desk.looking", { names: names.join(", ") }) : "";
    return html`<p class="hint desk-looking" role="status" data-testid="desk-looking">${says}</p>`;
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
    const to = (name: string, whither: Whither) => ({
      label: t("desk.hand_to", { name }),
      key: "",
      run: () => this.hand(whither),
    });
    const where = this.mayHand(ticket);
    const colleagues = where ? this.others(where).map(({ id, name }) => to(name, { to: id })) : [];
    const queues = where ? this.staff.queues(where).map(({ id, name }) => to(name, { queue: id })) : [];
    const noting = { label: t("desk.note"), key: "m", run: () => this.note() };
    return [
      ...choices,
      ...(this.may(ticket).includes("snooze") ? later : []),
      ...queues,
      ...colleagues,
      noting,
    ];
  }

  /** What has no button in a narrow bar. */
  private rarer(): Offer[] {
    const customer = { label: t("card.title"), key: "i", run: this.card };
    const [, ...rest] = this.offers();
    return [customer, ...rest];
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

  /** Where it can be handed on to somebody: the organisation whose it is. */
  private mayHand({ conversation: { organisation }, state, assignee }: Ticket): string | null {
    return state === "open" && assignee === this.session.me.id ? (organisation?.id ?? null) : null;
  }

  private handing(ticket: Ticket): TemplateResult | typeof nothing {
    const organisation = this.mayHand(ticket);
    if (!organisation) return nothing;
    return html`<duo-desk-hand
      .session=${this.session}
      .staff=${this.staff}
      .conversationId=${this.conversationId}
      .organisation=${organisation}
      .colleagues=${this.others}
      .busy=${this.busy}
      .chose=${(whither: Whither) => this.hand(whither)}
    ></duo-desk-hand>`;
  }

  private hand(whither: Whither): void {
    void this.act("transfer", whither);
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

  private tags({ conversation, tags, rating }: Ticket): TemplateResult[] {
    const chips = this.labels.named(conversation.organisation?.id ?? "", tags).map(tagChip);
    const rated = html`<span class="desk-rated" data-testid="desk-rated"
      >${t("desk.rated", { score: rating ?? 0 })}</span
    >`;
    return rating ? [...chips, rated] : chips;
  }

  private customer(): TemplateResult {
    return html`<button
      class="button quiet"
      type="button"
      data-testid="desk-customer"
      aria-expanded=${String(this.carded)}
      aria-keyshortcuts=${shortcut("i", MAC)}
      title="${t("card.title")} (I, ${chord("i", MAC)})"
      @click=${this.card}
    >
      ${t("card.title")}
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

  private async act(choice: Choice | "transfer", body = this.saying(choice)): Promise<void> {
    if (this.busy) return;
    const here = this.contains(document.activeElement);
    [this.busy, this.problem] = [true, ""];
    try {
      await this.inbox.act(this.conversationId, choice === "take_over" ? "assign" : choice, body);
      const handed = "to" in body || "queue" in body;
      announce(t(handed ? "desk.handed_on" : `desk.${choice}_done`));
    } catch (error) {
      this.problem = this.refused(error);
    } finally {
      this.busy = false;
    }
    if (here) await this.remain();
  }

  /** What was pressed may be gone by now: the keyboard stays in the bar. */
  private async remain(): Promise<void> {
    await this.updateComplete;
    if (document.activeElement === document.body) this.querySelector<HTMLElement>(".button")?.focus();
  }

  /** What goes with it: from whom it is taken, until when it is put off. */
  private saying(choice: Choice | "transfer"): object {
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
