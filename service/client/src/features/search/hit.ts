/** A message that was found: with whom, when, and the text that I read, what was searched for marked in it. */

import { html, nothing, type TemplateResult } from "lit";
import { direction, t } from "../../i18n/i18n.ts";
import { nameOf } from "../../i18n/languages.ts";
import type { Conversation, Me, Message } from "../../protocol/types.ts";
import { isOurs } from "../../state/sides.ts";
import { straight } from "../../text/text.ts";
import { short } from "../../text/time.ts";
import { avatar } from "../../ui/avatar.ts";
import { reading } from "../chat/reading.ts";
import { excerpt, hasAll, hits } from "./match.ts";

interface Said {
  text: string;
  lang: string | null;
}

export function hit(
  message: Message,
  conversation: Conversation,
  me: Me,
  wanted: readonly string[],
  choose: () => void,
): TemplateResult {
  const { other } = conversation;
  const mine = isOurs(message, me, conversation);
  const { lead, other: behind } = reading(message, me, other, mine);
  const elsewhere = behind && !hasAll(lead.text, wanted) && hits(behind.text, wanted).length ? behind : null;
  const from = message.author_id === me.id ? html`<span class="hint">${t("list.you")}: </span>` : nothing;
  return html`<button
    class="hit"
    type="button"
    data-testid="search-hit"
    data-conversation-id=${conversation.id}
    data-seq=${message.seq}
    @click=${choose}
  >
    ${avatar(other)}<span class="line-name"><bdi>${other.name}</bdi></span
    ><time class="line-time" datetime=${message.posted_at}>${short(message.posted_at)}</time
    ><span class="hit-text">${from}${marked(lead, wanted)}</span
    >${elsewhere ? behindIt(elsewhere, wanted) : nothing}
  </button>`;
}

/** The words stand in the other language: that text, too. */
function behindIt(said: Said, wanted: readonly string[]): TemplateResult {
  const language = said.lang ? html`<span class="hint">${nameOf(said.lang)}: </span>` : nothing;
  return html`<span class="hit-text hit-behind">${language}${marked(said, wanted)}</span>`;
}

function marked({ text, lang }: Said, wanted: readonly string[]): TemplateResult {
  const pieces = excerpt(text, hits(text, wanted)).map((one) =>
    one.hit ? html`<mark class="found-here">${straight(one.text)}</mark>` : straight(one.text),
  );
  return html`<bdi lang=${lang ?? nothing} dir=${direction(lang)}>${pieces}</bdi>`;
}
