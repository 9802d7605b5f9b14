/** My conversations, newest activity first; each line in my language. */

import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { direction, locale, t } from "../../i18n/i18n.ts";
import type { Conversation, List, Me, Message, State } from "../../protocol/types.ts";
import { withDeeds } from "../../state/deeds.ts";
import { byActivity, requests, unsentIn } from "../../state/select.ts";
import { isOurs } from "../../state/sides.ts";
import { straight } from "../../text/text.ts";
import { short } from "../../text/time.ts";
import { avatar } from "../../ui/avatar.ts";
import { defined, StateElement } from "../../ui/element.ts";
import { noConversations } from "../../ui/states.ts";
import { isMuted } from "../chat/muted.ts";
import { reading } from "../chat/reading.ts";
import { trend } from "../chat/trend.ts";

/** From so many on, rows that are out of sight are not laid out. */
const LONG = 200;
/** How far below what is seen the next page is asked for. */
const AHEAD = "600px 0px";
/** As ARIA has it: of how many, nobody knows. */
const UNKNOWN = -1;

export class Conversations extends StateElement {
  static override properties = {
    chosen: { attribute: false },
    busy: { state: true },
    failed: { state: true },
  };

  chosen: string | null = null;
  /** Start to look for a person. */
  find!: () => void;

  /** The next page is on its way. */
  busy = false;
  /** The list whose next page did not come. */
  failed: List | null = null;
  private sight: IntersectionObserver | null = null;

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.sight?.disconnect();
  }

  override willUpdate() {
    const { state } = this.session;
    this.classList.toggle("waiting", !state.ready);
    if (this.failed !== state.list) this.failed = null;
  }

  /** The next page comes before its place is scrolled to; watched anew, it says at once whether it is near. */
  override updated() {
    this.sight?.disconnect();
    const button = this.querySelector(".list-more");
    if (!button || this.busy || this.failed) return;
    const root = this.closest("nav");
    const near = (entries: IntersectionObserverEntry[]) =>
      entries.some((one) => one.isIntersecting) && void this.more();
    this.sight = new IntersectionObserver(near, { root, rootMargin: AHEAD });
    this.sight.observe(button);
  }

  override render() {
    const { state } = this.session;
    const [talks, asked] = [byActivity(state), requests(state)];
    const nobody = state.ready && !talks.length && !asked.length && state.me;
    return html`<section class="requests" data-testid="requests" ?hidden=${!asked.length}>
        <h2 class="list-title" id="requests-title">
          ${t("requests.title")} <span class="badge">${asked.length}</span>
        </h2>
        <ul class="conversations" aria-labelledby="requests-title">
          ${this.items(asked, state)}
        </ul>
      </section>
      <ul class="conversations ${talks.length > LONG ? "long" : ""}">
        ${this.items(talks, state)}
      </ul>
      ${state.list.next === null ? nothing : this.rest()}
      <div class="placeholder" ?hidden=${!nobody}>
        ${nobody ? noConversations(nobody, this.find) : nothing}
      </div>`;
  }

  private items(conversations: Conversation[], state: State) {
    const whole = state.list.next === null;
    const day = new Date().toDateString(); // times are told by the day
    const row = (one: Conversation, place: number) => {
      const waits = unsentIn(state, one.id).at(-1);
      const typed = state.typing.has(one.id);
      const seen = [one, waits, typed, this.chosen === one.id, state.deeds, state.me, day, locale()];
      return html`<li aria-posinset=${whole ? nothing : place + 1} aria-setsize=${whole ? nothing : UNKNOWN}>
        ${guard(seen, () => this.line(one, state))}
      </li>`;
    };
    return repeat(conversations, ({ id }) => id, row);
  }

  /** What shows that there are more, and has them come. */
  private rest(): TemplateResult {
    return html`<button
      class="button quiet list-more"
      type="button"
      data-testid="list-more"
      aria-busy=${String(this.busy)}
      @click=${() => void this.more()}
    >
      ${t(this.failed ? "bubble.try_again" : "search.more")}
    </button>`;
  }

  /** Where the keyboard was here, it goes on with the first that comes. */
  private async more(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const [before, here] = [this.rows().length, this.querySelector(".list-more:focus") !== null];
    try {
      await this.session.roll.more();
      this.failed = null;
    } catch {
      this.failed = this.session.state.list;
    } finally {
      this.busy = false;
    }
    await this.updateComplete;
    const { activeElement: now } = document;
    if (here && (now === document.body || now?.matches(".list-more"))) this.rows()[before]?.focus();
  }

  private rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(":scope > .conversations .conversation")];
  }

  private line(conversation: Conversation, state: State): TemplateResult {
    const { id, other, organisation, muted, unread, last_message: last } = conversation;
    const at = unsentIn(state, id).at(-1)?.at ?? last?.posted_at ?? conversation.created_at;
    const whose = html`<span class="hint"> · <bdi>${organisation?.name}</bdi></span>`;
    const online = html`<span class="unseen">, ${t("person.online")}</span>`;
    return html`<a
      class="conversation"
      href="#/c/${id}"
      data-testid="conversation-item"
      data-conversation-id=${id}
      data-unread=${unread}
      data-muted=${String(muted)}
      aria-current=${this.chosen === id ? "true" : nothing}
      >${avatar(other)}<span class="line-name"
        ><bdi>${other.name}</bdi>${organisation ? whose : nothing}${other.online ? online : nothing}${
          muted ? isMuted() : nothing
        }</span
      ><time class="line-time" datetime=${at}>${short(at)}</time
      ><span class="line-text">${excerpt(conversation, state)}</span
      >${trend(conversation.mood)}${badge(unread)}</a
    >`;
  }
}

function badge(unread: number): TemplateResult | typeof nothing {
  if (!unread) return nothing;
  const count = html`<span aria-hidden="true">${unread > 99 ? "99+" : unread}</span>`;
  return html`<span class="badge"
    >${count}<span class="unseen">${t("list.unread", { count: unread })}</span></span
  >`;
}

/** The last that was said, or what is going on. */
function excerpt(conversation: Conversation, state: State): TemplateResult | typeof nothing {
  const { id, last_message: last } = conversation;
  if (state.typing.has(id)) return html`<span class="is-typing">${t("list.typing")}</span>`;
  const unsent = unsentIn(state, id).at(-1);
  if (unsent) {
    const failed = unsent.status === "failed";
    const how = t(failed ? "delivery.failed" : "list.you");
    return html`<span class=${failed ? "is-failed" : nothing}>${how}: <bdi>${unsent.text}</bdi></span>`;
  }
  if (!last) return html`<span class="is-new">${t("list.say_hello")}</span>`;
  return state.me ? lastLine(conversation, withDeeds(last, state), state.me) : nothing;
}

function lastLine(conversation: Conversation, last: Message, me: Me): TemplateResult {
  const { other } = conversation;
  const { lead } = reading(last, me, other, isOurs(last, me, conversation));
  const text = html`<bdi lang=${lead.lang ?? nothing} dir=${direction(lead.lang)}
    >${straight(lead.text)}</bdi
  >`;
  return last.author_id === me.id ? html`<span>${t("list.you")}: ${text}</span>` : text;
}

export const conversations = defined("duo-conversations", Conversations);
