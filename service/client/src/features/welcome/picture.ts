/** What it is for, beside the way in: two people, two languages, the reader's in front. */

import { html, type TemplateResult } from "lit";
import { direction, locale, t } from "../../i18n/i18n.ts";
import { mark } from "../../ui/icons.ts";

/** The same line in each interface language. */
const SAMPLE: Record<string, string> = {
  en: "Shall we say six, at the old bridge?",
  pt: "Às seis, na ponte velha?",
  es: "¿Quedamos a las seis, en el puente viejo?",
  fr: "On dit six heures, au vieux pont ?",
  de: "Um sechs, an der alten Brücke?",
  it: "Alle sei, al vecchio ponte?",
  nl: "Om zes uur, bij de oude brug?",
  ar: "نلتقي في السادسة عند الجسر القديم؟",
};
const ANSWER: Record<string, string> = {
  en: "Perfect. I’ll bring the coffee.",
  pt: "Perfeito. Eu levo o café.",
  es: "Perfecto. Yo llevo el café.",
  fr: "Parfait. J’apporte le café.",
  de: "Perfekt. Ich bringe Kaffee mit.",
  it: "Perfetto. Porto io il caffè.",
  nl: "Perfect. Ik neem koffie mee.",
  ar: "ممتاز. سأحضر القهوة.",
};

export function picture(): TemplateResult {
  const mine = locale();
  const theirs = mine === "pt" ? "en" : "pt";
  const half = (kind: string, tag: string, text = "") =>
    html`<span class=${kind} lang=${tag} dir=${direction(tag)}>${text}</span>`;
  const pair = (whose: string, said: Record<string, string>) =>
    html`<div class="pair ${whose}">
      ${half("half-front", mine, said[mine])}${half("half-behind", theirs, said[theirs])}
    </div>`;
  return html`<aside class="picture" aria-label="Duologue">
    <p class="brand">${mark()}<span>Duologue</span></p>
    <p class="tagline"><span>${t("tagline.write")}</span> <span>${t("tagline.read")}</span></p>
    <div class="scene" aria-hidden="true">${pair("theirs", SAMPLE)}${pair("mine", ANSWER)}</div>
  </aside>`;
}
