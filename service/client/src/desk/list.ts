/** One list of the desk: who waits, for how long, in which language and what mood. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { reading } from "../features/chat/reading.ts";
import { trend } from "../features/chat/trend.ts";
import { direction, explain, t } from "../i18n/i18n.ts";
import { nameOf } from "../i18n/languages.ts";
import type { Conversation, Me } from "../protocol/types.ts";
import { isOurs } from "../state/sides.ts";
import { straight } from "../text/text.ts";
import { short } from "../text/time.ts";
import { avatar } from "../ui/avatar.ts";
import { defined, StateElement } from "../ui/element.ts";
import { icon } from "../ui/icons.ts";
import type { Ticket } from "./doors.ts";
import { dueBadge } from "./due.ts";
import type { Inbox } from "./inbox.ts";
import type { Labels } from "./labels.ts";
import { tagChip } from "./tag.ts";
import { unreadBadge } from "./unread.ts";
import { waited } from "./waiting.ts";

/** Waiting times are told anew so often, in ms. */
const TICK = 20_000;

export class List extends StateElement {
  static override properties = { chosen: { attribute: false } };

  inbox!: Inbox;
  labels!: Labels;
  chosen: string | null = null;
  /** Name of a colleague. */
  called!: (account: string) => string;
  /** Open one beside those that are open. */
  beside!: (id: string) => void;
  private clockwork: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.clockwork = setInterval(() => this.requestUpdate(), TICK);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.clockwork);
  }

  override render(): TemplateResult {
    const { inbox } = this;
    const { shown, extent } = inbox;
    const lines = repeat(
      shown,
      ({ conversation }) => conversation.id,
      (one) => html`<li class="desk-line">${this.line(one)}${this.besides(one)}</li>`,
    );
    const more = html`<button
      class="link"
      type="button"
      data-testid="desk-more"
      @click=${() => void inbox.more()}
    >
      ${t("desk.more")}
    </button>`;
    return html`<ul class="conversations" aria-label=${t(`desk.view_${inbox.view}`)}>
        ${lines}
      </ul>
      ${shown.length ? nothing : this.instead()} ${extent.next ? more : nothing}`;
  }

  /** Where nothing is in it: why. */
  private instead(): TemplateResult {
    const { extent, view } = this.inbox;
    if (extent.status === "loading")
      return html`<p class="desk-empty" role="status" data-testid="desk-loading">${t("state.loading")}</p>`;
    if (extent.status === "ready")
      return html`<p class="desk-empty" data-testid="desk-empty">${t(`desk.empty_${view}`)}</p>`;
    return html`<div class="desk-empty" role="alert" data-testid="desk-failed">
      <p>${explain(extent.code)}</p>
      <button class="button quiet" type="button" @click=${() => void this.inbox.load()}>
        ${t("bubble.try_again")}
      </button>
    </div>`;
  }

  private line(ticket: Ticket): TemplateResult {
    const { conversation, assignee, waiting_since: since } = ticket;
    const { id, other, organisation, unread, last_message: last, created_at } = conversation;
    const at = last?.posted_at ?? created_at;
    const { me } = this.session.state;
    const time = since
      ? html`<span class="desk-waits" data-testid="desk-waits"
          >${t("desk.waits", { time: waited(since) })}</span
        >`
      : html`<time datetime=${at}>${short(at)}</time>`;
    return html`<a
      class="conversation"
      href="#/c/${id}"
      data-testid="ticket"
      data-conversation-id=${id}
      data-state=${ticket.state}
      data-unread=${unread}
      aria-current=${this.chosen === id ? "true" : nothing}
      >${avatar(other)}<span class="line-name"><bdi>${other.name}</bdi></span
      ><span class="line-time">${time}</span
      ><span class="line-text">${me ? excerpt(conversation, me) : nothing}</span>${unreadBadge(unread)}
      <span class="desk-about"
        ><span class="speaks">${nameOf(other.language)}</span
        >${dueBadge(ticket)}${assignee ? this.whose(assignee) : nothing}<bdi>${organisation?.name}</bdi>${trend(conversation.mood)}${this.labels
          .named(organisation?.id ?? "", ticket.tags)
          .map(tagChip)}</span
      ></a
    >`;
  }

  private besides({ conversation: { id, other } }: Ticket): TemplateResult {
    const label = t("desk.beside_of", { name: other.name });
    return html`<button
      class="round desk-beside"
      type="button"
      data-testid="desk-beside"
      aria-label=${label}
      title=${label}
      @click=${() => this.beside(id)}
    >
      ${icon("plus")}
    </button>`;
  }

  /** The conversation of the line that has the keyboard, else of the one that is chosen; null: there is none. */
  get at(): string | null {
    const line = document.activeElement?.closest<HTMLElement>("[data-testid=ticket]");
    return line?.dataset["conversationId"] ?? this.chosen;
  }

  /** The next line, or the one before, has the keyboard: Enter opens it. @param opens It is opened at once. */
  step(by: number, opens: boolean): void {
    const lines = [...this.querySelectorAll<HTMLElement>("[data-testid=ticket]")];
    const here = lines.indexOf(document.activeElement as HTMLElement);
    const open = lines.findIndex((one) => one.getAttribute("aria-current"));
    const from = here >= 0 ? here : open;
    const line = lines[Math.max(0, Math.min(lines.length - 1, from + by))];
    if (opens) line?.click();
    else line?.focus();
  }

  private whose(account: string): TemplateResult {
    const mine = account === this.session.me.id;
    return html`<bdi data-testid="desk-whose">${mine ? t("list.you") : this.called(account)}</bdi>`;
  }
}

/** The last that was said, in my language where that is possible. */
function excerpt(conversation: Conversation, me: Me): TemplateResult | typeof nothing {
  const { last_message: last, other } = conversation;
  if (!last) return nothing;
  const ours = isOurs(last, me, conversation);
  const { lead } = reading(last, me, other, ours);
  const text = html`<bdi lang=${lead.lang ?? nothing} dir=${direction(lead.lang)}
    >${straight(lead.text)}</bdi
  >`;
  return last.author_id === me.id ? html`<span>${t("list.you")}: ${text}</span>` : text;
}

export const list = defined("duo-desk-list", List);
