/** The menu in the head of a chat: what is rarely needed, and on a phone also what has no room beside the name. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { codeOf } from "../../protocol/http.ts";
import type { Conversation } from "../../protocol/types.ts";
import { announce } from "../../ui/announce.ts";
import { defined, StateElement } from "../../ui/element.ts";
import { icon, type IconName } from "../../ui/icons.ts";
import { lazily } from "../../ui/lazy.ts";

/** What the chat does itself. */
export interface Acts {
  search: () => void;
  words: () => void;
  replies: () => void;
  block: () => void;
  /** The conversation was left. */
  left: () => void;
}

interface Item {
  name: string;
  icon: IconName;
  label: string;
  does: () => void;
  /** It has a button of its own where there is room. */
  narrow?: boolean;
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

export class More extends StateElement {
  static override properties = {
    conversationId: { attribute: false },
    open: { state: true },
  };

  conversationId!: string;
  acts!: Acts;
  open = false;
  private readonly elsewhere = ({ target }: Event) => {
    if (this.open && !this.contains(target as Node)) this.open = false;
  };

  override connectedCallback() {
    super.connectedCallback();
    document.addEventListener("pointerdown", this.elsewhere);
    document.addEventListener("focusin", this.elsewhere);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.elsewhere);
    document.removeEventListener("focusin", this.elsewhere);
  }

  private get conversation(): Conversation | undefined {
    return this.session.state.conversations.get(this.conversationId);
  }

  override render() {
    const { conversation, open } = this;
    if (!conversation) return nothing;
    const items = open ? this.items(conversation).map((one) => this.item(one)) : nothing;
    return html`<button
        class="round"
        type="button"
        data-testid="chat-menu"
        aria-haspopup="menu"
        aria-expanded=${String(open)}
        aria-label=${t("more.title")}
        title=${t("more.title")}
        @click=${() => void this.toggle()}
        @keydown=${(event: KeyboardEvent) => this.begun(event)}
      >
        ${icon("more")}
      </button>
      <div
        class="drop"
        role="menu"
        aria-label=${t("more.title")}
        ?hidden=${!open}
        @keydown=${(event: KeyboardEvent) => this.moved(event)}
      >
        ${items}
      </div>`;
  }

  private item({ name, icon: sign, label, does, narrow }: Item): TemplateResult {
    const act = () => {
      this.close();
      does();
    };
    return html`<button
      class="drop-item ${narrow ? "narrow" : ""}"
      type="button"
      role="menuitem"
      tabindex="-1"
      data-testid=${name}
      @click=${act}
    >
      ${icon(sign)}<span>${label}</span>
    </button>`;
  }

  private items({ state, organisation, muted, suggestions, other }: Conversation): Item[] {
    const { search, words, replies, block } = this.acts;
    const accepted = state === "accepted";
    const direct = !organisation;
    const all: (Item | false)[] = [
      { name: "menu-search", icon: "search", label: t("more.search"), does: search },
      accepted && { name: "menu-words", icon: "words", label: t("words.open"), does: words, narrow: true },
      {
        name: "menu-replies",
        icon: "replies",
        label: t(suggestions ? "more.replies_off" : "more.replies_on"),
        does: replies,
        narrow: true,
      },
      {
        name: "mute",
        icon: "muted",
        label: t(muted ? "more.unmute" : "more.mute"),
        does: () => void this.mute(!muted),
      },
      direct && { name: "leave", icon: "leave", label: t("more.leave"), does: () => void this.leave() },
      direct &&
        !other.deleted && {
          name: "report",
          icon: "warning",
          label: t("report.title", { name: other.name }),
          does: () => void this.report(),
        },
      accepted &&
        direct && {
          name: "block",
          icon: "block",
          label: t("requests.block_name", { name: other.name }),
          does: block,
        },
    ];
    return all.filter((one) => one !== false);
  }

  private async mute(muted: boolean): Promise<void> {
    try {
      await this.session.changeConversation(this.conversationId, { muted });
      announce(t(muted ? "more.muted" : "more.unmuted"));
    } catch (error) {
      announce(explain(codeOf(error)));
    }
  }

  private async leave(): Promise<void> {
    const { openLeaving } = await lazily(() => import("../settings/dialogs.ts"));
    openLeaving(this.session, this.conversationId, this.acts.left);
  }

  private async report(): Promise<void> {
    const { openReport } = await lazily(() => import("../settings/dialogs.ts"));
    openReport(this.session, this.conversationId);
  }

  private async toggle(): Promise<void> {
    this.open = !this.open;
    await this.updateComplete;
    this.choices()[0]?.focus();
  }

  /** Closed, with the keyboard where it was. */
  private close(): void {
    this.open = false;
    this.querySelector<HTMLElement>("button")?.focus();
  }

  private begun(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" || this.open) return;
    event.preventDefault();
    void this.toggle();
  }

  private moved(event: KeyboardEvent): void {
    const choices = this.choices();
    const here = choices.indexOf(document.activeElement as HTMLElement);
    const ends: Record<string, number> = { Home: 0, End: choices.length - 1 };
    const step = STEPS[event.key];
    const next = step ? (here + step + choices.length) % choices.length : ends[event.key];
    if (event.key === "Escape" || next !== undefined) event.preventDefault();
    if (event.key === "Escape") this.close();
    if (event.key === "Tab") this.open = false;
    if (next !== undefined) choices[next]?.focus();
  }

  /** Those that show. */
  private choices(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".drop-item")].filter((one) => one.offsetParent);
  }
}

export const more = defined("duo-more", More);
