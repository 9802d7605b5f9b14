/** The one polite live region. Each text is added once and taken away when it has been read. */

import { direction } from "../i18n/i18n.ts";
import { h } from "./dom.ts";
import { straight } from "../text/text.ts";

const STAYS = 8000;
let region: HTMLElement | null = null;

export function announce(text: string, lang?: string) {
  region ??= document.body.appendChild(
    h("div", { class: "unseen", "aria-live": "polite", "aria-relevant": "additions", testid: "announcer" }),
  );
  const line = h("p", { lang: lang ?? null, dir: lang ? direction(lang) : null }, straight(text));
  region.append(line);
  setTimeout(() => line.remove(), STAYS);
}
