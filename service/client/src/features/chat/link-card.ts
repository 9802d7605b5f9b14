/** The card of a link: in a bubble, and where it is written. Its picture is ours: the other site is asked by nobody. */

import { html, nothing, type TemplateResult } from "lit";
import { direction } from "../../i18n/i18n.ts";
import type { LinkCard } from "../../protocol/types.ts";
import { addressOf, hostsOf, type Card } from "./card.ts";
import { average } from "./attachment.ts";

/** Pixels of the longer side. */
const LONGEST = 280;

/** @returns What is shown of it; nothing where a message shows no link. */
export function linkCard(card: Card | null | undefined): TemplateResult | typeof nothing {
  if (!card) return nothing;
  const { link, title, description, lang } = card;
  const about = description
    ? html`<span class="link-about" dir=${direction(lang)} lang=${lang ?? nothing}>${description}</span>`
    : nothing;
  const inside = html`${picture(link)}
    <span class="link-words">
      <span class="link-title" dir=${direction(lang)} lang=${lang ?? nothing}>${title}</span>${about}
      <span class="link-host"
        >${link.site ? html`<bdi>${link.site}</bdi> · ` : nothing}<bdi dir="ltr">${hostsOf(link)}</bdi></span
      >
    </span>`;
  const address = addressOf(link);
  if (!address) return html`<span class="link-card" data-testid="link-card">${inside}</span>`;
  return html`<a
    class="link-card"
    data-testid="link-card"
    href=${address}
    target="_blank"
    rel="noopener noreferrer nofollow"
    >${inside}</a
  >`;
}

/** Beside the words that say what it is: without words of its own. */
function picture({ image }: LinkCard): TemplateResult | typeof nothing {
  if (!image) return nothing;
  const { file_id, width, height, blurhash, preview } = image;
  const address = `/api/files/${encodeURIComponent(file_id)}`;
  const scale = Math.min(1, LONGEST / Math.max(width, height, 1));
  const colour = average(blurhash ?? "");
  return html`<img
    loading="lazy"
    decoding="async"
    alt=""
    width=${Math.max(1, Math.round(width * scale))}
    height=${Math.max(1, Math.round(height * scale))}
    .style=${colour ? `background-color: ${colour}` : ""}
    src=${preview ? `${address}/preview` : address}
  />`;
}
