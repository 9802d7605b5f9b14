/** The messages of one conversation: rows kept in step with the state, and a scroll position that never jumps. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../../i18n/i18n.ts";
import type { Conversation, Message, State } from "../../protocol/types.ts";
import { unsentIn } from "../../state/select.ts";
import { isOurs } from "../../state/sides.ts";
import { dayName } from "../../text/time.ts";
import { defined, StateElement, still } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";
import type { Bubble } from "./bubble.ts";
import "./bubble.ts";
import { contextKey, contextOf, type Context } from "./context.ts";
import { finder } from "./finder.ts";
import { Memory } from "./memory.ts";
import { timeline, type Row } from "./timeline.ts";

const NEAR = 48;
const LOAD_WITHIN = 400;
const REFRESH_EVERY = 10_000;
/** The row that the eye rests on, and where it is. */
interface Anchor {
  element: Element;
  at: number;
}

export class Log extends StateElement {
  static override properties = {
    conversationId: { attribute: false },
    pinned: { state: true },
    missed: { state: true },
  };

  conversationId!: string;
  /** Put a message into the composer: to be answered, or to be edited. */
  reply!: (message: Message) => void;
  edit!: (message: Message) => void;
  /** The end is in view, and stays there. */
  pinned = true;
  /** Messages of the other side that came in below the visible part. */
  missed = 0;

  private readonly memory = new Memory();
  private unreadAfter: number | null = null;
  private shown = false;
  inPlace: Promise<void> | null = null;
  private loading = false;
  private lastKey = "";
  private newestSeq: number | null = null;
  private anchor: Anchor | null = null;
  private drawn: readonly unknown[] = [];
  private clockwork: ReturnType<typeof setInterval> | undefined;
  private readonly sizes = new ResizeObserver(() => this.pinned && this.stick());
  private readonly look = () => this.markRead();

  override connectedCallback() {
    super.connectedCallback();
    for (const event of ["focus", "blur"]) addEventListener(event, this.look);
    document.addEventListener("visibilitychange", this.look);
    this.clockwork = setInterval(() => this.refreshPending(), REFRESH_EVERY);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes.disconnect();
    clearInterval(this.clockwork);
    for (const event of ["focus", "blur"]) removeEventListener(event, this.look);
    document.removeEventListener("visibilitychange", this.look);
  }

  override firstUpdated() {
    this.sizes.observe(this.list);
    this.sizes.observe(this.scroller);
  }

  override render() {
    const { state } = this.session;
    const thread = state.threads.get(this.conversationId);
    const conversation = state.conversations.get(this.conversationId);
    const rows = thread?.loaded && conversation ? this.rows(state, conversation) : [];
    const context = conversation ? this.context(conversation, state) : null;
    const older = thread && thread.loaded && thread.from > 1;
    return html`<div
        class="scroller"
        role="log"
        aria-live="off"
        aria-label=${t("chat.messages")}
        tabindex="0"
        data-testid="log"
        @scroll=${this.scrolled}
      >
        <p class="older" aria-hidden="true">${older ? t("chat.loading_older") : nothing}</p>
        <ol class="rows">
          ${repeat(
            rows,
            ({ key }) => key,
            (row) => html`<li class="row ${row.kind}">${content(row, context)}</li>`,
          )}
        </ol>
      </div>
      ${this.jump()}`;
  }

  private jump(): TemplateResult {
    const news = this.missed ? t("chat.new_messages", { count: this.missed }) : null;
    return html`<button
      class="jump ${news ? "" : "plain"}"
      type="button"
      data-testid="new-messages"
      ?hidden=${this.pinned}
      @click=${this.toEnd}
    >
      ${icon("down")}${news ?? html`<span class="unseen">${t("chat.to_end")}</span>`}
    </button>`;
  }

  /** Rows as they stood, where nothing of them has changed: their bubbles are left alone. */
  private rows(state: State, conversation: Conversation): Row[] {
    if (!this.shown) {
      this.unreadAfter = conversation.unread ? conversation.mine.read_seq : null;
    }
    this.mark(state, conversation);
    return this.memory.rows(timeline(state, this.conversationId, this.unreadAfter));
  }

  private context(conversation: Conversation, state: State): Context {
    return this.memory.context(contextKey(conversation, state), () => ({
      ...contextOf(conversation, state, this.session),
      goTo: (id) => this.goTo(id),
      reply: (message) => this.reply(message),
      edit: (message) => this.edit(message),
    }));
  }

  override willUpdate() {
    const { state } = this.session;
    const thread = state.threads.get(this.conversationId);
    const last = end(state, this.conversationId);
    if (last.mine && this.lastKey && last.key !== this.lastKey) this.pinned = true;
    if (thread?.loaded) this.lastKey = last.key;
    this.anchor = this.pinned || !this.hasUpdated ? null : this.resting();
  }

  /** Show a message, also one that is not loaded yet. */
  goTo(id: string): Promise<boolean> {
    this.pinned = false;
    return finder(this.session, this.conversationId, this, id);
  }

  /** What was drawn may be taller than before, also by what bubbles draw after this. */
  override updated() {
    const { state } = this.session;
    const thread = state.threads.get(this.conversationId);
    const conversation = state.conversations.get(this.conversationId);
    if (!thread?.loaded || !conversation) return;
    for (const { row } of this.bubbles()) if (row.quote?.unknown) this.session.acts.quote(row.quote.id);
    const drawn = [thread, conversation, state.unsent, state.me, state.languages.worker, state.quoted];
    if (drawn.every((one, index) => one === this.drawn[index])) return;
    this.drawn = drawn;
    const { anchor } = this;
    const first = !this.shown;
    this.shown = true;
    this.inPlace = this.bubblesDrawn().then(() => this.placed(first, anchor, thread.messages.at(-1)));
  }

  private async bubblesDrawn(): Promise<void> {
    await Promise.all(this.bubbles().map((one) => one.updateComplete));
  }

  async settled(): Promise<void> {
    await new Promise((drawn) => setTimeout(drawn));
    await this.updateComplete.then(() => this.bubblesDrawn());
  }

  private placed(first: boolean, anchor: Anchor | null, newest: Message | undefined): void {
    if (first) this.begin();
    else if (this.pinned) this.stick();
    else this.hold(anchor);
    this.count(newest);
    this.markRead();
  }

  private get scroller(): HTMLElement {
    return this.querySelector(".scroller") as HTMLElement;
  }

  private get list(): HTMLElement {
    return this.querySelector(".rows") as HTMLElement;
  }

  private bubbles(): Bubble[] {
    return [...this.list.querySelectorAll<Bubble>("duo-bubble")];
  }

  /** The first look: at what is unread, else at the end. */
  private begin(): void {
    this.stick();
    const mark = this.list.querySelector(".unread");
    if (!mark || mark.getBoundingClientRect().top >= this.scroller.getBoundingClientRect().top) return;
    mark.scrollIntoView({ block: "start" });
    this.scrolled();
  }

  private stick(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  private toEnd(): void {
    const { scroller } = this;
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: still() ? "auto" : "smooth" });
    scroller.focus({ preventScroll: true });
  }

  private resting(): Anchor | null {
    const top = this.scroller.getBoundingClientRect().top;
    for (const element of this.list.children) {
      const box = element.getBoundingClientRect();
      if (box.bottom > top && element.classList.contains("bubble")) return { element, at: box.top };
    }
    return null;
  }

  private hold(anchor: Anchor | null): void {
    if (!anchor?.element.isConnected) return;
    const moved = anchor.element.getBoundingClientRect().top - anchor.at;
    if (Math.abs(moved) >= 0.5) this.scroller.scrollTop += moved;
  }

  private scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.pinned = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.pinned) this.missed = 0;
    if (scrollTop < LOAD_WITHIN) void this.loadOlder();
    this.markRead();
  }

  private async loadOlder(): Promise<void> {
    const thread = this.session.state.threads.get(this.conversationId);
    if (this.loading || !thread?.loaded || thread.from <= 1) return;
    this.loading = true;
    try {
      await this.session.loadOlder(this.conversationId);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
    this.loading = false;
  }

  /** What comes in while nobody looks is marked as new when somebody does; writing takes the mark away. */
  private mark(state: State, { mine }: Conversation): void {
    const newest = state.threads.get(this.conversationId)?.messages.at(-1);
    if (!newest || newest.seq <= (this.newestSeq ?? Infinity)) return;
    if (newest.author_id === state.me?.id) this.unreadAfter = null;
    else if (!attentive() && (this.newestSeq ?? 0) <= mine.read_seq) this.unreadAfter = mine.read_seq;
  }

  /** New messages of the other side that came in below the visible part. */
  private count(newest: Message | undefined): void {
    const before = this.newestSeq;
    const news = before && newest && newest.seq > before && newest.author_id !== this.session.me.id;
    if (news && !this.pinned) this.missed += newest.seq - before;
    this.newestSeq = newest?.seq ?? 0;
  }

  /** Read is what an attentive reader has had on the screen. */
  private markRead(): void {
    if (!this.shown || !attentive()) return;
    const bottom = this.scroller.getBoundingClientRect().bottom;
    const theirs = this.bubbles().filter(({ dataset }) => dataset["side"] === "theirs");
    const seen = theirs.findLast((one) => one.getBoundingClientRect().top + 12 < bottom);
    if (seen) this.session.read(this.conversationId, Number(seen.dataset["seq"]));
  }

  /** "Translating…" turns into "will follow" with time. */
  private refreshPending(): void {
    for (const one of this.bubbles()) if (one.row.reading.standing === "pending") one.requestUpdate();
  }
}

function content(row: Row, context: Context | null): TemplateResult {
  if (row.kind === "bubble") return html`<duo-bubble .row=${row} .context=${context}></duo-bubble>`;
  return html`<span>${row.kind === "day" ? dayName(row.at) : t("chat.unread_mark")}</span>`;
}

/** Key of the last row that will be, and whether it is mine. */
function end(state: State, id: string): { key: string; mine: boolean } {
  const unsent = unsentIn(state, id).at(-1);
  if (unsent) return { key: unsent.client_id, mine: true };
  const last = state.threads.get(id)?.messages.at(-1);
  const mine = last !== undefined && isOurs(last, state.me, state.conversations.get(id));
  return { key: (mine ? last?.client_id : last?.id) ?? "none", mine };
}

/** @returns Somebody is looking at this page. */
function attentive(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

export const log = defined("duo-log", Log);
