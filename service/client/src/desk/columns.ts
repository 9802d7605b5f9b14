/** Open conversations beside each other, as many as there is room for; the others behind a strip of buttons. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { chat, type Chat } from "../features/chat/chat.ts";
import { t } from "../i18n/i18n.ts";
import { defined, StateElement } from "../ui/element.ts";
import { mark } from "../ui/icons.ts";
import { lazily } from "../ui/lazy.ts";
import "./bar.ts";
import type { Bar } from "./bar.ts";
import type { Chats } from "./chats.ts";
import type { Inbox } from "./inbox.ts";
import type { Labels } from "./labels.ts";
import type { Office } from "./office.ts";
import { Looking } from "./looking.ts";
import { drawn } from "./open.ts";
import type { Staff } from "./staff.ts";
import { unreadBadge } from "./unread.ts";

/** From these widths on there is room for two, and for three. */
const WIDE = [matchMedia("(min-width: 68rem)"), matchMedia("(min-width: 92rem)")];

export class Columns extends StateElement {
  static override properties = { carded: { state: true } };

  inbox!: Inbox;
  chats!: Chats;
  office!: Office;
  staff!: Staff;
  labels!: Labels;
  /** Search in the messages of this conversation. */
  search!: (id: string) => void;
  /** The conversation beside which its customer's card is shown. */
  private carded: string | null = null;
  private readonly shown = new Map<string, Chat>();
  private looking!: Looking;
  private readonly resized = () => this.requestUpdate();
  private readonly called = (account: string) => this.office.nameOf(account);

  override connectedCallback(): void {
    super.connectedCallback();
    this.looking = new Looking(this.session);
    for (const one of WIDE) one.addEventListener("change", this.resized);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.looking.at([]);
    this.looking.stop();
    for (const one of WIDE) one.removeEventListener("change", this.resized);
  }

  /** What is drawn is before whoever sits here. */
  override updated(): void {
    this.looking.at(this.drawn);
  }

  private get drawn(): readonly string[] {
    return drawn(this.chats.open, 1 + WIDE.filter(({ matches }) => matches).length);
  }

  override render(): TemplateResult {
    const { open } = this.chats;
    const ids = this.drawn;
    for (const id of [...this.shown.keys()]) if (!ids.includes(id)) this.shown.delete(id);
    if (!ids.length) return instead();
    const several = open.ids.length > 1;
    return html`${open.ids.length > ids.length ? this.strip() : nothing}
      <div class="desk-columns">
        ${repeat(
          ids,
          (id) => id,
          (id) => this.column(id, several),
        )}
      </div>`;
  }

  private column(id: string, several: boolean): TemplateResult {
    const { session, inbox, called } = this;
    const active = this.chats.open.active === id;
    return html`<div
      class="desk-column"
      data-testid="desk-column"
      data-conversation-id=${id}
      ?data-active=${several && active}
      @focusin=${() => this.inHand(id)}
    >
      <duo-desk-bar
        .session=${session}
        .inbox=${inbox}
        .staff=${this.staff}
        .called=${called}
        .others=${this.office.colleagues}
        .conversationId=${id}
        .close=${several ? () => this.close(id) : null}
        .card=${() => this.card(id)}
        .carded=${this.carded === id}
        .looking=${this.looking}
        .labels=${this.labels}
      ></duo-desk-bar>
      <div class="desk-body">${this.chat(id)}${this.carded === id ? this.customer(id) : nothing}</div>
    </div>`;
  }

  private customer(id: string): TemplateResult {
    const leave = () => this.card(id);
    return html`<duo-desk-card
      .inbox=${this.inbox}
      .labels=${this.labels}
      .conversationId=${id}
      .leave=${leave}
    ></duo-desk-card>`;
  }

  /** Show the customer's card beside a conversation, or put it away. */
  card(id: string | null): void {
    this.carded = this.carded === id ? null : id;
    if (this.carded) void lazily(() => import("./card.ts"));
  }

  private chat(id: string): Chat {
    const { session } = this;
    const does = { back: () => void (location.hash = "#/"), search: () => this.search(id) };
    const found = this.shown.get(id) ?? chat({ session, conversationId: id, ...does });
    this.shown.set(id, found);
    return found;
  }

  private strip(): TemplateResult {
    const { ids, active } = this.chats.open;
    const { conversations } = this.session.state;
    const one = (id: string) => {
      const found = conversations.get(id);
      return html`<a
        class="desk-tab"
        href="#/c/${id}"
        data-testid="desk-tab"
        aria-current=${id === active ? "true" : nothing}
        ><bdi>${found?.other.name}</bdi>${unreadBadge(found?.unread ?? 0)}</a
      >`;
    };
    return html`<nav class="desk-strip" aria-label=${t("desk.open_ones")}>${ids.map(one)}</nav>`;
  }

  /** Whoever reads or writes there has it in hand. */
  private inHand(id: string): void {
    if (this.chats.open.active === id) return;
    this.chats.show(id);
    history.replaceState(null, "", `#/c/${id}`);
  }

  close(id: string): void {
    this.chats.close(id);
    const { active } = this.chats.open;
    location.hash = active ? `#/c/${active}` : "#/";
  }

  /** The bar of the conversation in hand. */
  get bar(): Bar | null {
    return this.at(this.chats.open.active)?.querySelector<Bar>("duo-desk-bar") ?? null;
  }

  /** The conversation in hand. */
  get current(): Chat | null {
    return this.shown.get(this.chats.open.active ?? "") ?? null;
  }

  /** Bring the keyboard to the conversation in hand, unless it is there. */
  async arrive(): Promise<void> {
    await this.updateComplete;
    const { active } = this.chats.open;
    if (!this.at(active)?.querySelector("duo-chat")?.contains(document.activeElement))
      await this.current?.arrive();
  }

  private at(id: string | null): HTMLElement | null {
    return this.querySelector(`.desk-column[data-conversation-id="${CSS.escape(id ?? "")}"]`);
  }
}

function instead(): TemplateResult {
  return html`<div class="state">
    ${mark()}
    <h2>${t("desk.choose")}</h2>
    <p>${t("tagline.write")} ${t("tagline.read")}</p>
  </div>`;
}

export const columns = defined("duo-desk-columns", Columns);
