/** Search in my messages, as one types: a sheet at the side, the whole screen on a phone. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { api, codeOf } from "../../protocol/http.ts";
import type { Conversation, Message } from "../../protocol/types.ts";
import type { Session } from "../../state/session.ts";
import { announce } from "../../ui/announce.ts";
import { defined, StateElement } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";
import { sheet } from "../../ui/sheet.ts";
import { hit } from "./hit.ts";
import { words } from "./match.ts";

/** How long the hands rest before it is searched, in ms. */
const PAUSE = 250;
const LONGEST = 200;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Told which message was chosen, and its conversation. */
export type Chosen = (message: Message, conversation: Conversation) => void;

type Standing = "idle" | "busy" | "done" | "failed";

export class SearchPanel extends StateElement {
  static override properties = {
    standing: { state: true },
    found: { state: true },
    within: { state: true },
  };

  choose!: Chosen;
  /** The conversation that it can be bounded to. */
  scope: Conversation | null = null;
  within = false;
  standing: Standing = "idle";
  found: readonly Message[] = [];
  private text = "";
  private code = "";
  private next: number | null = null;
  /** Counts what was asked: an answer to anything but the latest is dropped. */
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Those that are in no list of mine: left, ignored, blocked. */
  private readonly others = new Map<string, Conversation>();

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.asked += 1;
  }

  override render() {
    return html`<div class="search-top">
        <search class="search">
          ${icon("search")}
          <input
            type="search"
            data-testid="search-input"
            placeholder=${t("search.title")}
            aria-label=${t("search.title")}
            autocomplete="off"
            spellcheck="false"
            dir="auto"
            maxlength=${LONGEST}
            @input=${this.typed}
            @keydown=${this.pressed}
          />
        </search>
        ${this.scope ? this.bound(this.scope) : nothing}
      </div>
      <p class="search-status" role="status" data-testid="search-status">${this.status()}</p>
      ${this.standing === "failed" ? this.failure() : nothing}
      <ul
        class="hits"
        aria-label=${t("search.results")}
        aria-busy=${String(this.standing === "busy")}
        @keydown=${this.moved}
      >
        ${this.found.map((one) => this.item(one))}
      </ul>
      ${this.more()}`;
  }

  private bound({ other }: Conversation): TemplateResult {
    return html`<label class="search-within"
      ><input
        type="checkbox"
        data-testid="search-within"
        .checked=${this.within}
        @change=${this.rebound}
      /><span>${t("search.within", { name: other.name })}</span></label
    >`;
  }

  private status(): string {
    if (this.standing === "idle") return t("search.hint");
    if (this.standing === "failed") return "";
    if (this.standing === "busy" && !this.found.length) return t("search.busy");
    if (!this.found.length) return t("search.none");
    return t(this.next === null ? "search.count" : "search.newest", { count: this.found.length });
  }

  private failure(): TemplateResult {
    const again = () => void this.look(this.found.length ? this.next : null);
    return html`<div class="search-failed" role="alert" data-testid="search-failed">
      <p class="error">${explain(this.code)}</p>
      <button class="button quiet" type="button" @click=${again}>${t("bubble.try_again")}</button>
    </div>`;
  }

  private more(): TemplateResult | typeof nothing {
    if (this.next === null || !this.found.length || this.standing === "failed") return nothing;
    return html`<button
      class="button quiet search-more"
      type="button"
      data-testid="search-more"
      aria-busy=${String(this.standing === "busy")}
      @click=${() => void this.page()}
    >
      ${t("search.more")}
    </button>`;
  }

  private item(message: Message): TemplateResult | typeof nothing {
    const conversation = this.conversationOf(message);
    if (!conversation) return nothing;
    const choose = () => this.choose(message, conversation);
    return html`<li>${hit(message, conversation, this.session.me, words(this.text), choose)}</li>`;
  }

  private conversationOf({ conversation_id: id }: Message): Conversation | undefined {
    return this.session.state.conversations.get(id) ?? this.others.get(id);
  }

  private get input(): HTMLInputElement {
    return this.querySelector("input[type=search]") as HTMLInputElement;
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.asked += 1;
    const text = this.input.value.trim();
    if (!words(text).length) return this.show("idle", []);
    this.timer = setTimeout(() => void this.look(null), PAUSE);
  }

  private rebound(event: Event): void {
    this.within = (event.target as HTMLInputElement).checked;
    this.typed();
  }

  /** @param before Where the next page begins; null: from the newest on. */
  private async look(before: number | null): Promise<void> {
    const turn = (this.asked += 1);
    const text = before === null ? this.input.value.trim() : this.text;
    this.standing = "busy";
    try {
      const id = this.within ? (this.scope?.id ?? null) : null;
      const { messages = [], next = null } = await api.search(text, id, before);
      await this.meet(messages);
      if (turn !== this.asked) return;
      this.text = text;
      this.next = next;
      this.show("done", before === null ? messages : [...this.found, ...messages]);
    } catch (error) {
      if (turn !== this.asked) return;
      this.code = codeOf(error);
      this.show("failed", before === null ? [] : this.found);
    }
  }

  private show(standing: Standing, found: readonly Message[]): void {
    this.standing = standing;
    this.found = found;
    if (!found.length) this.next = null;
  }

  /** The next page; the keyboard goes on with its first message. */
  private async page(): Promise<void> {
    const shown = this.found.length;
    await this.look(this.next);
    await this.updateComplete;
    this.hits()[shown]?.focus();
    if (this.standing === "done") announce(this.status());
  }

  /** Learn with whom a message was that is in no list of mine. What cannot be told is left out. */
  private async meet(messages: readonly Message[]): Promise<void> {
    const known = (one: Message) => this.conversationOf(one) !== undefined;
    const ids = new Set(messages.filter((one) => !known(one)).map((one) => one.conversation_id));
    const learn = async (id: string) => void this.others.set(id, await api.conversation(id));
    await Promise.all([...ids].map((id) => learn(id).catch(() => {})));
  }

  private hits(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".hit")];
  }

  private pressed(event: KeyboardEvent): void {
    const [first] = this.hits();
    if (event.key === "ArrowDown" && first) (event.preventDefault(), first.focus());
    if (event.key === "Enter" && first && this.standing === "done" && !event.isComposing)
      (event.preventDefault(), first.click());
  }

  /** Arrow keys walk through what was found. */
  private moved(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const all = this.hits();
    const next = all.indexOf(document.activeElement as HTMLElement) + step;
    if (next < 0) this.input.focus();
    else all[Math.min(next, all.length - 1)]?.focus();
  }
}

const panel = defined("duo-search", SearchPanel);

/** @param scope The conversation on the screen. @param within Search in that one alone. */
export function openSearch(
  session: Session,
  chosen: Chosen,
  scope: Conversation | null = null,
  within = false,
): void {
  if (document.querySelector("dialog[open]")) return;
  const { dialog, body } = sheet("search-sheet", t("search.title"));
  const choose: Chosen = (message, conversation) => {
    dialog.close();
    chosen(message, conversation);
  };
  const element = panel({ session, choose, scope, within });
  body.append(element);
  dialog.showModal();
  void element.updateComplete.then(() => element.querySelector("input")?.focus());
}
