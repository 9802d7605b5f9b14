/** The messages of one conversation: rows kept in step with the state, and a scroll position that never jumps. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { locale, t } from "../../i18n/i18n.ts";
import type { Conversation, Message, State, Thread } from "../../protocol/types.ts";
import { unsentIn } from "../../state/select.ts";
import { emptyThread } from "../../state/thread.ts";
import { isOurs } from "../../state/sides.ts";
import { defined, StateElement, still } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";
import type { Bubble } from "./bubble.ts";
import { contextKey, contextOf, type Context } from "./context.ts";
import { madeOf, Memory } from "./memory.ts";
import { Place } from "./place.ts";
import { Count, item } from "./item.ts";
import { attentive, News } from "./news.ts";
import { show } from "./show.ts";
import { timeline, type Row } from "./timeline.ts";

const NEAR = 48;
const LOAD_WITHIN = 400;
const REFRESH_EVERY = 10_000;
export class Log extends StateElement {
  static override properties = {
    conversationId: { attribute: false },
    pinned: { state: true },
    missed: { state: true },
  };

  conversationId!: string;
  /** Put a message into the composer: to be answered, or to be edited. */
  reply!: (message: Message) => void;
  edit!: (message: Message, text?: string) => boolean;
  /** Go to a message, also one that is not loaded yet. */
  goTo!: (id: string) => Promise<boolean>;
  /** The end is in view, and stays there. */
  pinned = true;
  /** Messages of the other side that came in below the visible part. */
  missed = 0;

  private readonly memory = new Memory();
  readonly place = new Place(this);
  rows: readonly Row[] = [];
  private readonly news = new News();
  private shown = false;
  private inPlace: Promise<void> | null = null;
  /** A message is being gone to: how the view stands meanwhile says nothing. */
  private going = false;
  private loading = false;
  private lastKey = "";
  private drawn: readonly unknown[] = [];
  private clockwork: ReturnType<typeof setInterval> | undefined;
  private readonly sizes = new ResizeObserver(() => this.hasUpdated && this.hold());
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
    this.sizes.observe(this.place.list);
    this.sizes.observe(this.place.scroller);
  }

  override willUpdate() {
    const { state } = this.session;
    const thread = this.thread(state);
    const conversation = state.conversations.get(this.conversationId);
    const last = end(state, this.conversationId);
    if (last.mine && this.lastKey && last.key !== this.lastKey) this.pinned = true;
    if (thread?.loaded) this.lastKey = last.key;
    this.rows = thread?.loaded && conversation ? this.rowsOf(state, conversation) : [];
    if (!this.shown) this.place.centre = this.rows.find(({ kind }) => kind === "unread")?.key ?? null;
    else if (this.pinned) this.place.centre = null;
  }

  override render() {
    const { state } = this.session;
    const thread = state.threads.get(this.conversationId);
    const conversation = state.conversations.get(this.conversationId);
    const context = conversation ? this.context(conversation, state) : null;
    const older = thread && thread.loaded && thread.from > 1;
    const count = new Count(thread ?? emptyThread(), unsentIn(state, this.conversationId));
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
            this.place.drawn(this.rows),
            ({ key }) => key,
            (row) => item(row, context, count),
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

  /** What is to be shown: nothing before it is known what of it is unread. */
  private thread(state: State): Thread | undefined {
    return state.early ? undefined : state.threads.get(this.conversationId);
  }

  /** Rows as they stood, where nothing of them has changed: their bubbles are left alone. */
  private rowsOf(state: State, conversation: Conversation): readonly Row[] {
    const { news, conversationId: id } = this;
    if (!this.shown) news.begin(conversation);
    news.mark(state.threads.get(id)?.messages.at(-1), conversation, this.session.me.id);
    return this.memory.rows([...madeOf(state, id), news.after, locale()], () =>
      timeline(state, id, news.after),
    );
  }

  private context(conversation: Conversation, state: State): Context {
    return this.memory.context(contextKey(conversation, state), () => ({
      ...contextOf(conversation, state, this.session),
      goTo: (id) => this.goTo(id),
      reply: (message) => this.reply(message),
      edit: (message, text) => this.edit(message, text),
    }));
  }

  /** What was drawn may be taller than before, also by what bubbles draw after this. */
  override updated() {
    this.place.fit();
    const { state } = this.session;
    const thread = this.thread(state);
    const conversation = state.conversations.get(this.conversationId);
    if (!thread?.loaded || !conversation) return;
    for (const { row } of this.bubbles()) if (row.quote?.unknown) this.session.acts.quote(row.quote.id);
    const drawn = [...madeOf(state, this.conversationId), state.languages.worker];
    const same = drawn.every((one, index) => one === this.drawn[index]);
    this.drawn = drawn;
    const first = !this.shown;
    this.shown = true;
    const news = same ? undefined : thread.messages.at(-1);
    const bubbles = this.bubbles().map((one) => one.updateComplete);
    this.inPlace = Promise.all(bubbles).then(() => this.placed(first, news));
  }

  private placed(first: boolean, newest: Message | undefined): void {
    if (!this.isConnected) return;
    if (first) this.begin();
    else this.hold();
    const come = newest ? this.news.count(newest, this.session.me.id) : 0;
    if (!this.pinned) this.missed += come;
    this.markRead();
  }

  private hold(): void {
    this.place.settle(this.pinned && this.place.hasEnd && !this.going);
  }

  /** All that has come is drawn, and what the eye rests on is where it was. */
  async settled(): Promise<void> {
    await new Promise((drawn) => setTimeout(drawn));
    await this.updateComplete;
    await this.inPlace;
  }

  /** Bring a message that has come into view, and the keyboard to it. @returns False where it is not drawn. */
  show(id: string): Promise<boolean> {
    return show(this, id);
  }

  /** Draw a row, and what is around it; the view does not follow the end any more. */
  async draw({ key }: Row): Promise<void> {
    this.pinned = false;
    this.going = true;
    this.place.centre = key;
    this.requestUpdate();
    await this.settled();
    this.going = false;
  }

  private bubbles(): Bubble[] {
    return [...this.place.list.querySelectorAll<Bubble>("duo-bubble")];
  }

  /** The first look: at what is unread, else at the end. */
  private begin(): void {
    const { list, scroller, hasEnd } = this.place;
    this.place.settle(hasEnd);
    const mark = list.querySelector(".unread");
    if (!mark || (hasEnd && mark.getBoundingClientRect().top >= scroller.getBoundingClientRect().top)) return;
    mark.scrollIntoView({ block: "start" });
    this.scrolled();
  }

  private toEnd(): void {
    const { scroller, hasEnd } = this.place;
    if (!hasEnd) {
      this.pinned = true;
      this.missed = 0;
    }
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: hasEnd && !still() ? "smooth" : "auto" });
    scroller.focus({ preventScroll: true });
  }

  private scrolled(): void {
    if (this.going) return;
    const { scrollTop, scrollHeight, clientHeight } = this.place.scroller;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    this.pinned = this.place.hasEnd && (near || (this.pinned && !this.place.wentUp));
    if (this.pinned) this.missed = 0;
    if (this.place.scrolled(this.pinned)) this.requestUpdate();
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

  /** Read is what an attentive reader has had on the screen. */
  private markRead(): void {
    if (!this.shown || !attentive()) return;
    const bottom = this.place.scroller.getBoundingClientRect().bottom;
    const theirs = this.bubbles().filter(({ dataset }) => dataset["side"] === "theirs");
    const seen = theirs.findLast((one) => one.getBoundingClientRect().top + 12 < bottom);
    if (seen) this.session.read(this.conversationId, Number(seen.dataset["seq"]));
  }

  /** "Translating…" turns into "will follow" with time. */
  private refreshPending(): void {
    for (const one of this.bubbles()) if (one.row.reading.standing === "pending") one.requestUpdate();
  }
}

/** Key of the last row that will be, and whether it is mine. */
function end(state: State, id: string): { key: string; mine: boolean } {
  const unsent = unsentIn(state, id).at(-1);
  if (unsent) return { key: unsent.client_id, mine: true };
  const last = state.threads.get(id)?.messages.at(-1);
  const mine = last !== undefined && isOurs(last, state.me, state.conversations.get(id));
  return { key: (mine ? last?.client_id : last?.id) ?? "none", mine };
}

export const log = defined("duo-log", Log);
