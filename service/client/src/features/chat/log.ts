/** The messages of one conversation: rows kept in step with the state, and a scroll position that never jumps. */

import { fill, h, still, unseen } from "../../ui/dom.ts";
import { t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { dayName } from "../../text/time.ts";
import { define, View } from "../../ui/view.ts";
import { timeline } from "./timeline.ts";
import { bubble } from "./bubble.ts";

const NEAR = 48;
const LOAD_WITHIN = 400;

class Log extends View {
  /** @type {string} */
  conversationId;

  build() {
    /** @type {Map<string, HTMLElement>} */
    this.rows = new Map();
    this.pinned = true;
    this.unreadAfter = null;
    this.missed = 0;
    this.older = h("p", { class: "older", "aria-hidden": "true" });
    this.list = h("ol", { class: "rows" });
    this.scroller = h(
      "div",
      {
        class: "scroller",
        role: "log",
        "aria-live": "off",
        "aria-label": t("chat.messages"),
        tabindex: "0",
        testid: "log",
      },
      this.older,
      this.list,
    );
    this.jump = h("button", {
      class: "jump",
      type: "button",
      testid: "new-messages",
      hidden: true,
      on: { click: () => this.toEnd() },
    });
    this.append(this.scroller, this.jump);
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.sizes = new ResizeObserver(() => this.pinned && this.stick());
    this.sizes.observe(this.list);
    this.sizes.observe(this.scroller);
    this.look = () => this.markRead();
    for (const event of ["focus", "blur"]) addEventListener(event, this.look);
    document.addEventListener("visibilitychange", this.look);
    this.clockwork = setInterval(() => this.refreshPending(), 10000);
  }

  closed() {
    this.sizes.disconnect();
    clearInterval(this.clockwork);
    for (const event of ["focus", "blur"]) removeEventListener(event, this.look);
    document.removeEventListener("visibilitychange", this.look);
  }

  update(state) {
    const thread = state.threads.get(this.conversationId);
    const conversation = state.conversations.get(this.conversationId);
    if (!thread?.loaded || !conversation) return;
    const seen = [thread, conversation, state.unsent, state.me, state.languages.worker];
    if (this.seen?.every((one, index) => one === seen[index])) return;
    this.seen = seen;
    const first = !this.shown;
    if (first) this.unreadAfter = conversation.unread ? conversation.mine.read_seq : null;
    this.shown = true;
    const anchor = this.pinned ? null : this.anchor();
    const newest = thread.messages.at(-1);
    this.mark(newest, conversation, state.me.id);
    const rows = timeline(state, this.conversationId, this.unreadAfter);
    this.draw(rows, conversation, state);
    this.follow(rows.at(-1));
    if (first) this.begin();
    else if (this.pinned) this.stick();
    else this.hold(anchor);
    this.count(newest, state.me.id);
    fill(this.older, thread.from > 1 ? t("chat.loading_older") : "");
    this.markRead();
  }

  /** Rows into the list, in order, each made once. */
  draw(rows, conversation, state) {
    const context = {
      name: conversation.other.name,
      organisation: conversation.organisation?.name ?? "",
      worker: state.languages.worker,
      retry: (id) => this.session.sender.retry(id),
      discard: (id) => this.session.sender.discard(id),
      changed: (message) =>
        this.session.dispatch({
          type: "enriched",
          conversation_id: message.conversation_id,
          rev: message.rev,
          message,
        }),
      ask: (frame) => this.session.asks.ask(frame),
    };
    const wanted = new Set(rows.map(({ key }) => key));
    for (const [key, element] of this.rows) {
      if (!wanted.has(key)) (this.rows.delete(key), element.remove());
    }
    let place = this.list.firstElementChild;
    for (const row of rows) {
      const element = this.rows.get(row.key) ?? this.make(row, context);
      this.show(element, row, context);
      if (element === place) place = place.nextElementSibling;
      else this.list.insertBefore(element, place);
    }
  }

  make(row, context) {
    const element = h("li", { class: `row ${row.kind}` });
    if (row.kind === "bubble") element.append(bubble(context));
    this.rows.set(row.key, element);
    return element;
  }

  show(element, row, context) {
    if (row.kind === "bubble") {
      const one = element.firstElementChild;
      one.context = context;
      one.show(row);
    } else {
      const text = row.kind === "day" ? dayName(row.at) : t("chat.unread_mark");
      if (element.textContent !== text) fill(element, h("span", {}, text));
    }
  }

  /** The first look: at what is unread, else at the end. */
  begin() {
    this.stick();
    const mark = this.rows.get("unread");
    if (!mark || mark.getBoundingClientRect().top >= this.scroller.getBoundingClientRect().top) return;
    mark.scrollIntoView({ block: "start" });
    this.scrolled();
  }

  stick() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  toEnd() {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: still() ? "auto" : "smooth" });
    this.scroller.focus({ preventScroll: true });
  }

  /** The row that the eye rests on, and where it is. */
  anchor() {
    const top = this.scroller.getBoundingClientRect().top;
    for (const element of this.list.children) {
      const box = element.getBoundingClientRect();
      if (box.bottom > top && element.classList.contains("bubble")) return { element, at: box.top };
    }
    return null;
  }

  hold(anchor) {
    if (!anchor?.element.isConnected) return;
    const moved = anchor.element.getBoundingClientRect().top - anchor.at;
    if (Math.abs(moved) >= 0.5) this.scroller.scrollTop += moved;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.pinned = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.pinned) this.missed = 0;
    this.offerJump();
    if (scrollTop < LOAD_WITHIN) this.loadOlder();
    this.markRead();
  }

  async loadOlder() {
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
  mark(newest, { mine }, me) {
    if (!newest || newest.seq <= (this.newestSeq ?? Infinity)) return;
    if (newest.author_id === me) this.unreadAfter = null;
    else if (!attentive() && this.newestSeq <= mine.read_seq) this.unreadAfter = mine.read_seq;
  }

  /** What I send, I want to see. */
  follow(last) {
    if (last?.mine && this.lastKey && last.key !== this.lastKey) this.pinned = true;
    this.lastKey = last?.key ?? "none";
  }

  /** New messages of the other side that came in below the visible part. */
  count(newest, me) {
    const news = this.newestSeq && newest && newest.seq > this.newestSeq && newest.author_id !== me;
    if (news && !this.pinned) this.missed += newest.seq - this.newestSeq;
    this.newestSeq = newest?.seq ?? 0;
    this.offerJump();
  }

  offerJump() {
    const hidden = this.pinned;
    if (this.jump.hidden === hidden && this.jumpShows === this.missed) return;
    this.jump.hidden = hidden;
    this.jumpShows = this.missed;
    const text = this.missed ? t("chat.new_messages", { count: this.missed }) : unseen(t("chat.to_end"));
    this.jump.classList.toggle("plain", !this.missed);
    fill(this.jump, icon("down"), text);
  }

  /** Read is what an attentive reader has had on the screen. */
  markRead() {
    if (!this.shown || !attentive()) return;
    const bottom = this.scroller.getBoundingClientRect().bottom;
    const bubbles = [...this.list.querySelectorAll("duo-bubble[data-side=theirs]")];
    const seen = bubbles.findLast((one) => one.getBoundingClientRect().top + 12 < bottom);
    if (seen) this.session.read(this.conversationId, Number(seen.dataset.seq));
  }

  /** "Translating…" turns into "will follow" with time. */
  refreshPending() {
    for (const one of this.list.querySelectorAll("duo-bubble[data-translation=pending]")) one.draw(one.row);
  }
}

/** @returns {boolean} Somebody is looking at this page. */
function attentive() {
  return document.visibilityState === "visible" && document.hasFocus();
}

export const log = define("duo-log", Log);
