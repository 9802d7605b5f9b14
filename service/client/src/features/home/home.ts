/** Signed in: the conversations beside the chat; on a phone one of the two at a time. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Conversation, Message } from "../../protocol/types.ts";
import { defined, StateElement } from "../../ui/element.ts";
import { icon, mark } from "../../ui/icons.ts";
import { MAC } from "../../ui/platform.ts";
import { nothingChosen } from "../../ui/states.ts";
import { Announcer } from "../chat/announcer.ts";
import { chat, type Chat } from "../chat/chat.ts";
import { withLate } from "../late.ts";
import "./connection.ts";
import "./conversations.ts";
import type { Find } from "./find.ts";
import "./find.ts";
import { showUnread } from "./title.ts";

/** Who draws everything anew after a change of language. */
export interface Host {
  relabel: () => Promise<void>;
}

class Home extends StateElement {
  static override properties = { view: { state: true }, seeking: { state: true } };

  host!: Host;
  /** The conversation on the screen. */
  view: Chat | null = null;
  /** A person is being looked for. */
  seeking = false;
  private announcer: Announcer | null = null;
  private readonly route = () => this.show();
  private readonly pressed = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (key.toLowerCase() !== "k" || altKey || shiftKey || !(MAC ? metaKey && !ctrlKey : ctrlKey)) return;
    event.preventDefault();
    void this.openSearch();
  };

  override connectedCallback() {
    super.connectedCallback();
    this.announcer = new Announcer(this.session);
    addEventListener("hashchange", this.route);
    addEventListener("keydown", this.pressed);
    this.show();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.route);
    removeEventListener("keydown", this.pressed);
    this.announcer?.stop();
    showUnread(0);
  }

  override willUpdate() {
    this.dataset["view"] = this.view ? "chat" : "list";
  }

  override updated() {
    const { state } = this.session;
    showUnread(state);
    const wanted = chosen();
    if (!state.ready || !wanted || this.view) return;
    if (state.conversations.has(wanted)) queueMicrotask(this.route);
    else if (state.link.status === "live") void this.session.roll.learn(wanted);
  }

  override render() {
    const { session, view } = this;
    const find = () => this.querySelector<Find>("duo-find")?.start();
    const found = (id: string) => void (location.hash = `#/c/${id}`);
    const searching = (on: boolean) => void (this.seeking = on);
    const open = view?.conversationId ?? null;
    return html`<duo-connection .session=${session}></duo-connection>
      <main>
        <section class="side ${this.seeking ? "searching" : ""}">
          ${this.head()}
          <duo-find .session=${session} .found=${found} .searching=${searching}></duo-find>
          <nav aria-label=${t("list.title")}>
            <duo-conversations .session=${session} .chosen=${open} .find=${find}></duo-conversations>
          </nav>
        </section>
        <div class="pane">${view ?? nothingChosen(session.me)}</div>
      </main>`;
  }

  private head(): TemplateResult {
    const label = t("settings.title");
    const open = () => void this.openSettings();
    return html`<header class="side-head">
      <h1 class="brand">${mark()}<span>Duologue</span></h1>
      <div class="side-acts">
        <button
          class="round"
          type="button"
          data-testid="search-open"
          aria-keyshortcuts=${MAC ? "Meta+K" : "Control+K"}
          aria-label=${t("search.title")}
          title=${`${t("search.title")} (${MAC ? "⌘" : "Ctrl+"}K)`}
          @click=${() => void this.openSearch()}
        >
          ${icon("search")}
        </button>
        <button
          class="round"
          type="button"
          data-testid="settings-open"
          aria-label=${label}
          title=${label}
          @click=${open}
        >
          ${icon("settings")}
        </button>
      </div>
    </header>`;
  }

  /** @param within In the conversation on the screen alone. */
  private async openSearch(within = false): Promise<void> {
    const { session } = this;
    const chosen = (message: Message, conversation: Conversation) => void this.reveal(message, conversation);
    await withLate(({ openSearch }) => {
      const scope = session.state.conversations.get(this.view?.conversationId ?? "") ?? null;
      openSearch(session, chosen, scope, within);
    });
  }

  /** Open the conversation at this message; one that I had left is in my list again. */
  private async reveal(message: Message, conversation: Conversation): Promise<void> {
    const { session } = this;
    const { id, other, away } = conversation;
    if (!session.state.conversations.has(id)) session.dispatch({ type: "conversation", conversation });
    const { hash } = location;
    if (away) await session.startWith(other.handle).catch(() => {});
    if (hash !== location.hash) return; // another was opened meanwhile
    if (chosen() !== id) history.pushState(null, "", `#/c/${id}`);
    this.show();
    await this.updateComplete;
    await this.view?.reveal(message);
  }

  private async openSettings(): Promise<void> {
    await withLate(({ openSettings }) => openSettings(this.session, this.host));
  }

  /** Show what the address says. */
  private show(): void {
    const { session } = this;
    const id = chosen();
    const known = id && session.state.conversations.has(id) ? id : null;
    const left = this.view?.conversationId ?? null;
    if (this.announcer) this.announcer.open = known;
    if (known && known === left) return;
    const does = { back: () => this.back(known ?? ""), search: () => void this.openSearch(true) };
    this.view = known ? chat({ session, conversationId: known, ...does }) : null;
    if (this.view && session.state.ready) void this.arrive(this.view);
    if (!known && left) void this.returned(left);
  }

  private async arrive(view: Chat): Promise<void> {
    await this.updateComplete;
    await view.arrive();
  }

  /** The keyboard goes where it came from. */
  private async returned(id: string): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>(`[data-conversation-id="${CSS.escape(id)}"]`)?.focus();
  }

  /** Leave this conversation; what was asked for while it was open may answer when another is. */
  private back(from: string): void {
    if (chosen() !== from) return; // another is being opened
    history.pushState(null, "", location.pathname);
    this.show();
  }
}

/** @returns The conversation in the address. */
function chosen(): string | null {
  return /^#\/c\/([\w-]+)$/.exec(location.hash)?.[1] ?? null;
}

export const home = defined("duo-home", Home);
