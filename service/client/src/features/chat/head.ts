/** The head of a chat: the way back, who it is with and how they are, and what can be switched or opened there. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { nameOf } from "../../i18n/languages.ts";
import type { Conversation } from "../../protocol/types.ts";
import type { Session } from "../../state/session.ts";
import { lastSeen } from "../../text/time.ts";
import { avatar } from "../../ui/avatar.ts";
import { icon, type IconName } from "../../ui/icons.ts";
import type { Acts } from "./more.ts";
import "./more.ts";
import { isMuted } from "./muted.ts";
import { trend } from "./trend.ts";

/** @param back Leads to the list. */
export function head(
  session: Session,
  conversation: Conversation,
  acts: Acts,
  back: () => void,
): TemplateResult {
  const { id, other, muted, suggestions: on, state: stands } = conversation;
  const words = round("words", "words-open", "words-button", t("words.open"), acts.words);
  return html`<header class="chat-head">
    ${round("back", "back", "back", t("chat.back"), back)}
    <span class="face">${avatar(other)}</span>
    <div class="who">
      <h1 class="name" tabindex="-1" data-testid="chat-name">
        <bdi>${other.name}</bdi>${muted ? isMuted() : nothing}
      </h1>
      ${about(conversation)}
    </div>
    ${stands === "accepted" ? words : nothing}
    <button
      class="round switch"
      type="button"
      data-testid="suggestions-switch"
      aria-pressed=${String(on)}
      aria-label=${t("suggestions.title")}
      title=${t(on ? "suggestions.on" : "suggestions.off")}
      @click=${acts.replies}
    >
      ${icon("replies")}
    </button>
    <duo-more .session=${session} .conversationId=${id} .acts=${acts}></duo-more>
  </header>`;
}

/** The line under the name: language, whose conversation it is, whether they are there, how they feel. */
function about({ other, organisation, mood }: Conversation): TemplateResult {
  const presence = other.online ? t("person.online") : lastSeen(other.last_seen_at);
  const whose = html`<span class="for-organisation" data-testid="organisation"
    ><bdi>${organisation?.name}</bdi></span
  >`;
  const there = html`<span class="presence" data-online=${String(other.online)}>${presence}</span>`;
  return html`<p class="about">
    <span class="speaks" lang=${document.documentElement.lang}>${nameOf(other.language)}</span
    >${organisation ? whose : nothing}${presence ? there : nothing}${trend(mood)}
  </p>`;
}

/** A round button of the head. */
function round(
  name: IconName,
  testid: string,
  more: string,
  label: string,
  does: () => void,
): TemplateResult {
  return html`<button
    class="round ${more}"
    type="button"
    data-testid=${testid}
    aria-label=${label}
    title=${name === "back" ? nothing : label}
    @click=${does}
  >
    ${icon(name)}
  </button>`;
}
