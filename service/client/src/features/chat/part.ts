/** Parts of a text as they are shown: a link, a sign that would turn letters around, or just letters. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Piece } from "../../text/text.ts";

/** A link says where it leads; a sign that would turn letters around is seen, and turns nothing. */
export function part({ text, href, host, turner }: Piece): string | TemplateResult {
  const label = t("text.turner");
  if (turner) return html`<span class="turner" role="img" aria-label=${label} title=${label}>⇄</span>`;
  if (!href) return text;
  const where = host ? html`<span class="leads-to" data-testid="leads-to"> → ${host}</span>` : nothing;
  const shown = html`<bdi dir="ltr">${text}${where}</bdi>`;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${shown}</a>`;
}
