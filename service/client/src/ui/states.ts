/** What is shown where there is nothing yet, or nothing any more: each says what to do next. */

import { html, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { inWords } from "../i18n/languages.ts";
import type { Me, Person } from "../protocol/types.ts";
import { icon, mark } from "./icons.ts";

/** Quiet shapes where messages will be. */
export function loading(): TemplateResult {
  const shapes = ["theirs", "theirs", "mine", "theirs", "mine"].map(
    (side) => html`<i data-side=${side}></i>`,
  );
  return html`<div class="skeleton" role="status" aria-label=${t("state.loading")}>${shapes}</div>`;
}

export function failed(again: () => void): TemplateResult {
  return html`<div class="state" role="alert">
    ${icon("warning")}
    <p>${t("state.failed")}</p>
    <button class="button quiet" type="button" @click=${again}>${t("bubble.try_again")}</button>
  </div>`;
}

export function emptyChat(other: Person, me: Me): TemplateResult {
  const values = { name: other.name, mine: inWords(me.language), theirs: inWords(other.language) };
  const says = t(other.language === me.language ? "chat.empty_same" : "chat.empty", values);
  return html`<div class="state">
    ${sheets()}
    <h2>${t("chat.empty_title", { name: other.name })}</h2>
    <p>${says}</p>
  </div>`;
}

/** On wide screens, before a conversation is chosen. */
export function nothingChosen(me: Me): TemplateResult {
  return html`<div class="state">
    ${mark()}
    <h2>${t("state.choose")}</h2>
    <p>${t("tagline.write")} ${t("tagline.read")}</p>
    ${handleLine(me)}
  </div>`;
}

/** First run: nobody to talk to yet. */
export function noConversations(me: Me, find: () => void): TemplateResult {
  return html`<div class="state" data-testid="empty-list">
    ${sheets()}
    <h2>${t("list.empty_title")}</h2>
    <p>${t("list.empty")}</p>
    <button class="button" type="button" data-testid="empty-find" @click=${find}>${t("list.find")}</button>
    ${handleLine(me)}
  </div>`;
}

/** My handle, ready to be given to somebody. */
export function handleLine({ handle }: Me): TemplateResult {
  return html`<p class="handle-line">${t("list.your_handle")} <strong dir="ltr">@${handle}</strong></p>`;
}

/** Two sheets: the drawing of what the product does. */
function sheets(): TemplateResult {
  return html`<div class="sheets" aria-hidden="true">
    <span class="sheet-theirs"><i class="long"></i><i class="short"></i></span
    ><span class="sheet-mine"><i class="short"></i><i class="long"></i></span>
  </div>`;
}

/** The service does not answer. */
export function unreachable(again: () => void): TemplateResult {
  return html`<main class="state whole" data-testid="unreachable">
    ${mark()}
    <h1>${t("state.unreachable")}</h1>
    <p role="status">${t("state.unreachable_help")}</p>
    <button class="button" type="button" @click=${again}>${t("state.try_now")}</button>
  </main>`;
}
