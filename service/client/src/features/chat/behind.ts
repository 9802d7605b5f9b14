/** What a message shows besides its text, in the other side's language: behind it, with the text. */

import { html, nothing, type TemplateResult } from "lit";
import { direction } from "../../i18n/i18n.ts";
import type { Reading } from "./reading.ts";

/** Whether there is anything of it. */
export function showsBehind({ alt, card }: Reading): boolean {
  return Boolean(alt?.other ?? card?.other);
}

/** What a file shows, or a link leads to. */
export function shownBehind({ alt, card }: Reading): TemplateResult {
  return html`${alt?.other ? line("alt-other", alt.other.text, alt.other.lang) : nothing}${
    card?.other
      ? html`${line("link-other", card.other.title, card.other.lang)}${
          card.other.description ? line("link-other", card.other.description, card.other.lang) : nothing
        }`
      : nothing
  }`;
}

function line(testid: string, text: string, lang: string | null): TemplateResult {
  return html`<p data-testid=${testid} lang=${lang ?? nothing} dir=${direction(lang)}>${text}</p>`;
}
