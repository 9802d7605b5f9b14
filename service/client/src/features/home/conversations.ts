/** My conversations, newest activity first; each line in my language. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { direction, t } from "../../i18n/i18n.ts";
import type { Conversation, Me, Message, State } from "../../protocol/types.ts";
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

export class Conversations extends StateElement {
  static override properties = { chosen: { attribute: false } };

  chosen: string | null = null;
  /** Start to look for a person. */
  find!: () => void;

  override willUpdate() {
    this.classList.toggle("waiting", !this.session.state.ready);
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
      <ul class="conversations">
        ${this.items(talks, state)}
      </ul>
      <div class="placeholder" ?hidden=${!nobody}>
        ${nobody ? noConversations(nobody, this.find) : nothing}
      </div>`;
  }

  private items(conversations: Conversation[], state: State) {
    return repeat(
      conversations,
      ({ id }) => id,
      (one) => html`<li>${this.line(one, state)}</li>`,
    );
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
