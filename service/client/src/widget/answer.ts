/** What a bot says besides its text: the article that it quotes, or those among which a visitor may choose. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import type { Message } from "../protocol/types.ts";

/**
 * @param choose Says the title of an article for the visitor: only the last message of all offers any.
 */
export function answer(
  message: Message | null,
  choose: ((title: string) => void) | null,
): TemplateResult | typeof nothing {
  const content = message?.content;
  if (content?.kind !== "answer") return nothing;
  const source = content.source?.title;
  if (source)
    return html`<p class="source" data-testid="source">${t("widget.source", { title: source })}</p>`;
  const offers = content.offers ?? [];
  if (!choose || !offers.length) return nothing;
  return html`<div class="offers" data-testid="offers">
    ${offers.map(
      ({ title }) =>
        html`<button class="button quiet" type="button" @click=${() => choose(title)}>${title}</button>`,
    )}
  </div>`;
}
