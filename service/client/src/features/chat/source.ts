/** Below what a bot has said: the article that it quotes. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Message } from "../../protocol/types.ts";

export function source(message: Message | null): TemplateResult | typeof nothing {
  const content = message?.content;
  const title = content?.kind === "answer" ? content.source?.title : null;
  if (!title) return nothing;
  return html`<p class="tone" data-testid="bubble-source">${t("bubble.source", { title })}</p>`;
}
