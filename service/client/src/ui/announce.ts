/** The one polite live region. Each text is added once and taken away when it has been read. */

import { html, nothing } from "lit";
import { direction } from "../i18n/i18n.ts";
import { made } from "./element.ts";
import { straight } from "../text/text.ts";

const STAYS = 8000;
let region: HTMLElement | null = null;

export function announce(text: string, lang?: string) {
  region ??= document.body.appendChild(
    made(
      html`<div class="unseen" aria-live="polite" aria-relevant="additions" data-testid="announcer"></div>`,
    ),
  );
  const dir = lang ? direction(lang) : nothing;
  const line = made(html`<p lang=${lang ?? nothing} dir=${dir}>${straight(text)}</p>`);
  region.append(line);
  setTimeout(() => line.remove(), STAYS);
}
