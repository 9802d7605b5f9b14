/** The desk: lists beside the conversation that is open; on a phone one of the two at a time. */

import { html, nothing, type TemplateResult } from "lit";
import { Announcer } from "../features/chat/announcer.ts";
import { chat, type Chat } from "../features/chat/chat.ts";
import "../features/home/connection.ts";
import { t } from "../i18n/i18n.ts";
import { api } from "../protocol/http.ts";
import { defined, StateElement } from "../ui/element.ts";
import { mark } from "../ui/icons.ts";
import { lazily } from "../ui/lazy.ts";
import { KEYS, type Bar } from "./bar.ts";
import "./bar.ts";
import type { View } from "./doors.ts";
import { Inbox } from "./inbox.ts";
import "./list.ts";
import type { Office } from "./office.ts";

const VIEWS: readonly View[] = ["waiting", "mine", "all", "resolved"];
const STEPS: Record<string, number> = { j: 1, k: -1 };

class Desk extends StateElement {
  static override properties = { open: { state: true }, channels: { state: true } };

  office!: Office;
  /** The conversation on the screen. */
  private open: Chat | null = null;
  /** The settings of channels, where they are on the screen. */
  private channels: HTMLElement | null = null;
  private inbox!: Inbox;
  private announcer: Announcer | null = null;
  private readonly route = () => void this.show();
  private readonly pressed = (event: KeyboardEvent) => this.key(event);
  private readonly called = (account: string) => this.office.nameOf(account);

  override connectedCallback(): void {
    super.connectedCallback();
    this.inbox = new Inbox(this.session);
    this.announcer = new Announcer(this.session);
    addEventListener("hashchange", this.route);
    addEventListener("keydown", this.pressed);
    void this.inbox.load();
    void this.show();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.inbox.stop();
    this.announcer?.stop();
    removeEventListener("hashchange", this.route);
    removeEventListener("keydown", this.pressed);
  }

  override willUpdate(): void {
    this.dataset["view"] = this.open || this.channels ? "chat" : "list";
  }

  override render(): TemplateResult {
    const { session, inbox, open, called } = this;
    return html`<duo-connection .session=${session}></duo-connection>
      <main>
        <section class="side">
          <header class="side-head">
            <h1 class="brand">${mark()}<span>${t("desk.title")}</span></h1>
            <nav class="side-acts" aria-label=${t("desk.title")}>${this.links()}</nav>
          </header>
          ${this.tabs()}
          <nav aria-label=${t(`desk.view_${inbox.view}`)} id="desk-list">
            <duo-desk-list
              .session=${session}
              .inbox=${inbox}
              .called=${called}
              .chosen=${open?.conversationId ?? null}
            ></duo-desk-list>
            <p class="hint desk-keys">${t("desk.keys")}</p>
          </nav>
        </section>
        <div class="pane">${this.pane()}</div>
      </main>`;
  }

  private links(): TemplateResult {
    const manages = this.office.manages.length > 0;
    const channels = html`<a class="link" href="#/channels" data-testid="desk-channels"
      >${t("channel.title")}</a
    >`;
    return html`${manages ? channels : nothing}<a class="link" href="/">${t("list.title")}</a>`;
  }

  private tabs(): TemplateResult {
    const { inbox } = this;
    const tab = (view: View) =>
      html`<button
        type="button"
        data-testid="desk-view-${view}"
        aria-pressed=${String(inbox.view === view)}
        @click=${() => inbox.show(view)}
      >
        ${t(`desk.view_${view}`)}${view === "resolved" ? nothing : html` <span class="desk-count">${inbox.count(view) || ""}</span>`}
      </button>`;
    return html`<div class="desk-tabs" role="group" aria-label=${t("desk.lists")}>${VIEWS.map(tab)}</div>`;
  }

  private pane(): TemplateResult | HTMLElement {
    const { session, inbox, open, called } = this;
    if (this.channels) return this.channels;
    if (!open)
      return html`<div class="state">
        ${mark()}
        <h2>${t("desk.choose")}</h2>
        <p>${t("tagline.write")} ${t("tagline.read")}</p>
      </div>`;
    const id = open.conversationId;
    return html`<duo-desk-bar
        .session=${session}
        .inbox=${inbox}
        .called=${called}
        .others=${this.office.colleagues}
        .conversationId=${id}
      ></duo-desk-bar
      >${open}`;
  }

  /** Show what the address says. */
  private async show(): Promise<void> {
    const settings = location.hash === "#/channels";
    const id = settings ? null : chosen();
    this.channels = settings ? await this.settings() : null;
    const known = id ? await this.known(id) : false;
    if (id && known && !this.inbox.ticket(id)) void this.inbox.also("resolved");
    if (id !== (settings ? null : chosen())) return; // another was chosen meanwhile
    const now = known ? id : null;
    if (this.announcer) this.announcer.open = now;
    if (now === (this.open?.conversationId ?? null)) return;
    const { session } = this;
    const does = { back: () => void (location.hash = "#/"), search: () => void this.search() };
    this.open = now ? chat({ session, conversationId: now, ...does }) : null;
    await this.updateComplete;
    await this.open?.arrive();
  }

  /** One that is linked to may be in no list that was fetched. */
  private async known(id: string): Promise<boolean> {
    if (this.session.state.conversations.has(id)) return true;
    const conversation = await api.conversation(id).catch(() => null);
    if (conversation) this.session.dispatch({ type: "conversation", conversation });
    return conversation !== null;
  }

  private async settings(): Promise<HTMLElement> {
    const { channels } = await lazily(() => import("./channels.ts"));
    return channels({ office: this.office, language: this.session.me.language });
  }

  private async search(): Promise<void> {
    const { openSearch } = await lazily(() => import("../features/settings/dialogs.ts"));
    const scope = this.session.state.conversations.get(this.open?.conversationId ?? "") ?? null;
    openSearch(this.session, (message) => void this.open?.reveal(message), scope, true);
  }

  /** Single letters, as long as nobody writes. */
  private key(event: KeyboardEvent): void {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    const writes = (target as HTMLElement).closest?.("input, textarea, select, dialog, [contenteditable]");
    if (writes || ctrlKey || metaKey || altKey) return;
    const view = VIEWS[Number(key) - 1];
    const [step, deed] = [STEPS[key], KEYS[key]];
    if (view) this.inbox.show(view);
    if (step) this.step(step);
    if (deed) this.querySelector<Bar>("duo-desk-bar")?.press(deed);
    if (view || step || deed) event.preventDefault();
  }

  /** The next line, or the one before, has the keyboard: Enter opens it. */
  private step(by: number): void {
    const lines = [...this.querySelectorAll<HTMLElement>("[data-testid=ticket]")];
    const here = lines.indexOf(document.activeElement as HTMLElement);
    const open = lines.findIndex((one) => one.getAttribute("aria-current"));
    const from = here >= 0 ? here : open;
    lines[Math.max(0, Math.min(lines.length - 1, from + by))]?.focus();
  }
}

/** @returns The conversation in the address. */
function chosen(): string | null {
  return /^#\/c\/([\w-]+)$/.exec(location.hash)?.[1] ?? null;
}

export const home = defined("duo-desk", Desk);
