/** A tag as it shows: its name, beside a spot of its colour. */

import { html, svg, type TemplateResult } from "lit";
import type { Tag } from "./doors.ts";

export function tagChip({ name, colour }: Tag): TemplateResult {
  return html`<span class="desk-tag" data-testid="desk-tag">${spot(colour)}<bdi>${name}</bdi></span>`;
}

/** Drawn: the page's policy lets no element have a style of its own. */
export function spot(colour: string): TemplateResult {
  return html`<svg viewBox="0 0 10 10" class="desk-spot" aria-hidden="true">
    ${svg`<circle cx="5" cy="5" r="5" fill=${colour}></circle>`}
  </svg>`;
}
