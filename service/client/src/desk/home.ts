/** The desk: lists beside the conversations that are open; on a phone one of the two at a time. */

import { html, nothing, type TemplateResult } from "lit";
import { Announcer } from "../features/chat/announcer.ts";
import "../features/home/connection.ts";
import { withLate } from "../features/late.ts";
import { t } from "../i18n/i18n.ts";
import { api, codeOf } from "../protocol/http.ts";
import type { Conversation, Message } from "../protocol/types.ts";
import { defined, StateElement } from "../ui/element.ts";
import { icon, mark } from "../ui/icons.ts";
import { lazily } from "../ui/lazy.ts";
import { MAC } from "../ui/platform.ts";
import "./availability.ts";
import { Chats } from "./chats.ts";
import type { Columns } from "./columns.ts";
import "./columns.ts";
import { Facets } from "./facets.ts";
import { changed, read, written, type Facet } from "./filter.ts";
import type { Filtering } from "./filtering.ts";
import "./filtering.ts";
import { Inbox } from "./inbox.ts";
import { Labels } from "./labels.ts";
import { Mentioned } from "./mentions.ts";
import { commandOf, type Command } from "./keys.ts";
import type { List } from "./list.ts";
import "./list.ts";
import type { Office } from "./office.ts";
import { beside } from "./open.ts";
import "./setup.ts";
import { Staff } from "./staff.ts";
import { tabs } from "./tabs.ts";
import { unreadBadge } from "./unread.ts";

class Desk extends StateElement {
  static override properties = { channels: { state: true }, chatting: { state: true } };

  office!: Office;
  /** The settings of channels, where they are on the screen. */
  private channels: HTMLElement | null = null;
  /** The address names a conversation: on a phone it is that which is shown. */
  private chatting = false;
  private inbox!: Inbox;
  private chats!: Chats;
  private staff!: Staff;
  private labels!: Labels;
  private facets!: Facets;
  private mentioned!: Mentioned;
  private announcer: Announcer | null = null;
  private readonly route = () => void this.show();
  private readonly pressed = (event: KeyboardEvent) => this.key(event);
  private readonly called = (account: string) => this.office.nameOf(account);
  private readonly openBeside = (id: string) => {
    this.chats.beside(id);
    this.go(id);
  };

  /** In the address, too, so that a reload and a link show the same. */
  private readonly narrow = (facet: Facet | null, value: string) => {
    const filter = facet ? changed(this.inbox.filter, facet, value) : {};
    this.inbox.narrow(filter);
    history.replaceState(null, "", location.pathname + written(filter) + location.hash);
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.inbox = new Inbox(this.session, read(location.search));
    this.chats = new Chats(this.session.me.id, this.inbox);
    this.staff = new Staff(this.session, this.office);
    this.labels = new Labels(this.office);
    this.facets = new Facets(this.office, this.labels, this.staff);
    this.mentioned = new Mentioned(this.session);
    this.announcer = new Announcer(this.session);
    addEventListener("hashchange", this.route);
    addEventListener("keydown", this.pressed);
    void this.inbox.load();
    void this.labels.load();
    for (const id of this.chats.open.ids) void this.known(id);
    void this.show();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.inbox.stop();
    this.staff.stop();
    this.mentioned.stop();
    this.announcer?.stop();
    removeEventListener("hashchange", this.route);
    removeEventListener("keydown", this.pressed);
  }

  override willUpdate(): void {
    this.dataset["view"] = this.chatting || this.channels ? "chat" : "list";
  }

  override render(): TemplateResult {
    const { session, inbox, called, openBeside } = this;
    return html`<duo-connection .session=${session}></duo-connection>
      <main>
        <section class="side">
          <header class="side-head">
            <h1 class="brand">${mark()}<span>${t("desk.title")}</span></h1>
            <duo-desk-availability .session=${session} .staff=${this.staff}></duo-desk-availability>
            <nav class="side-acts" aria-label=${t("desk.title")}>${this.links()}</nav>
          </header>
          <duo-desk-away .session=${session} .staff=${this.staff}></duo-desk-away>
          ${this.office.suspended.map(suspended)} ${tabs(inbox)}
          <duo-desk-filter
            .session=${session}
            .inbox=${inbox}
            .facets=${this.facets}
            .narrow=${this.narrow}
          ></duo-desk-filter>
          <nav aria-label=${t(`desk.view_${inbox.view}`)} id="desk-list">
            ${this.office.manages.length ? html`<duo-desk-setup .office=${this.office}></duo-desk-setup>` : nothing}
            <duo-desk-list
              .session=${session}
              .inbox=${inbox}
              .labels=${this.labels}
              .called=${called}
              .beside=${openBeside}
              .chosen=${this.chats.open.active}
            ></duo-desk-list>
            <p class="hint desk-keys">${t("desk.keys", { palette: MAC ? "⌘K" : "Ctrl+K" })}</p>
          </nav>
        </section>
        <div class="pane">${this.channels ?? this.columns()}</div>
      </main>`;
  }

  private links(): TemplateResult {
    const manages = this.office.manages.length > 0;
    const channels = html`<a class="link" href="#/channels" data-testid="desk-channels"
        >${t("channel.title")}</a
      ><a class="link" href="#/settings/hours" data-testid="desk-settings">${t("settings.desk")}</a>`;
    const label = t("palette.title");
    const { unread } = this.mentioned;
    const named = html`<button
      class="link"
      type="button"
      data-testid="desk-mentions"
      @click=${() => void this.mentioned.open(this.called, (id) => this.go(id))}
    >
      ${t("mentions.short")}${unreadBadge(unread)}
    </button>`;
    return html`${unread ? named : nothing}${manages ? channels : nothing}<a class="link" href="/"
        >${t("list.title")}</a
      ><button
        class="round"
        type="button"
        data-testid="desk-palette"
        aria-keyshortcuts=${MAC ? "Meta+K" : "Control+K"}
        aria-label=${label}
        title="${label} (${MAC ? "⌘" : "Ctrl+"}K)"
        @click=${() => void this.palette()}
      >
        ${icon("search")}
      </button>`;
  }

  private columns(): TemplateResult {
    const { session, inbox, chats, office } = this;
    return html`<duo-desk-columns
      .session=${session}
      .inbox=${inbox}
      .chats=${chats}
      .office=${office}
      .staff=${this.staff}
      .labels=${this.labels}
      .search=${(id: string) => void this.search(id)}
    ></duo-desk-columns>`;
  }

  /** Show what the address says. */
  private async show(): Promise<void> {
    const { hash } = location;
    const id = chosen();
    const settings = await this.settings(hash);
    const known = id ? await this.known(id) : false;
    if (hash !== location.hash) return; // another was chosen meanwhile
    this.channels = settings;
    this.chatting = known;
    if (this.announcer) this.announcer.open = known ? id : null;
    if (!id || !known) return;
    this.chats.show(id);
    await this.updateComplete;
    await this.opened?.arrive();
  }

  /** One that is linked to may be in no list that was fetched. */
  private async known(id: string): Promise<boolean> {
    if (this.inbox.ticket(id)) return true;
    try {
      await this.inbox.learn(id);
    } catch (error) {
      if (codeOf(error) === "not_yours") this.chats.close(id);
      await this.session.answers.ask(() => api.conversation(id)).catch(() => null);
    }
    return this.session.state.conversations.has(id);
  }

  /** The page of settings that an address names; null: it names none. */
  private async settings(hash: string): Promise<HTMLElement | null> {
    const given = { office: this.office, language: this.session.me.language };
    if (hash === "#/channels") return (await lazily(() => import("./channels.ts"))).channels(given);
    if (!hash.startsWith("#/settings/") || !this.office.manages.length) return null;
    const { pageOf, settingsPages, speakSettings } = await lazily(() => import("./settings/shell.ts"));
    await lazily(speakSettings);
    const name = pageOf(hash);
    return name ? settingsPages({ ...given, name, asks: this.session.asks }) : null;
  }

  /** @param id Search in that conversation alone; null: in all. */
  private async search(id: string | null): Promise<void> {
    const { session } = this;
    const chosen = (message: Message, conversation: Conversation) => void this.reveal(message, conversation);
    await withLate(({ openSearch }) => {
      const scope = session.state.conversations.get(id ?? this.chats.open.active ?? "") ?? null;
      openSearch(session, chosen, scope, id !== null);
    });
  }

  private async reveal(message: Message, { id }: Conversation): Promise<void> {
    if (chosen() !== id) history.pushState(null, "", `#/c/${id}`);
    await this.show();
    const current = this.opened?.current;
    if (current?.conversationId === id) await current.reveal(message);
  }

  private async palette(): Promise<void> {
    const { openPalette } = await lazily(() => import("./palette.ts"));
    const { session, inbox } = this;
    openPalette({
      session,
      inbox,
      bar: this.opened?.bar ?? null,
      chat: this.opened?.current ?? null,
      go: (id) => this.go(id),
      does: (command) => this.does(command),
      search: () => void this.search(null),
      facets: this.facets,
      narrow: this.narrow,
    });
  }

  private async help(): Promise<void> {
    const { openKeys } = await lazily(() => import("./palette.ts"));
    openKeys();
  }

  private get opened(): Columns | null {
    return this.querySelector<Columns>("duo-desk-columns");
  }

  private go(id: string): void {
    location.hash = `#/c/${id}`;
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (document.querySelector("dialog[open]")) return;
    const writes = Boolean(target.closest?.("input, textarea, select, [contenteditable]"));
    const command = commandOf(event, writes, MAC);
    if (!command) return;
    event.preventDefault();
    this.does(command, event.altKey);
  }

  /** @param opens Where it goes to a line, that is opened, too. */
  private does(command: Command, opens = false): void {
    const { open } = this.chats;
    const { opened } = this;
    const list = this.querySelector<List>("duo-desk-list");
    if (command.does === "choose") opened?.bar?.press(command.choice);
    else if (command.does === "view") this.inbox.show(command.view);
    else if (command.does === "step") list?.step(command.by, opens);
    else if (command.does === "note") opened?.bar?.note();
    else if (command.does === "card") opened?.card(open.active);
    else if (command.does === "filter") void this.querySelector<Filtering>("duo-desk-filter")?.open();
    else if (command.does === "palette") void this.palette();
    else if (command.does === "help") void this.help();
    else if (command.does === "beside" && list?.at) this.openBeside(list.at);
    else if (command.does === "close" && open.active) opened?.close(open.active);
    else if (command.does === "other" && open.ids.length) this.go(beside(open, 1) ?? "");
  }
}

function suspended(name: string): TemplateResult {
  return html`<p class="strip" role="status" data-testid="desk-suspended"
    ><bdi>${name}</bdi>: ${t("error.organisation_suspended")}</p
  >`;
}

/** @returns The conversation in the address. */
function chosen(): string | null {
  return /^#\/c\/([\w-]+)$/.exec(location.hash)?.[1] ?? null;
}

export const home = defined("duo-desk", Desk);
