/** Numbers, names and negations that did not come through: a list of them, and where they stand in a text. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import type { Mark } from "../../protocol/types.ts";

/** A list that can be seen and read out. */
export function markList(marks: Mark[]): TemplateResult | typeof nothing {
  if (!marks.length) return nothing;
  return html`<ul class="marks" data-testid="marks">
    ${marks.map((mark) => html`<li data-kind=${mark.kind} data-where=${mark.where}>${[icon("warning"), said(mark)]}</li>`)}
  </ul>`;
}

/** @returns "Number changed: 30 → 13" */
export function said({ kind, text, became, where }: Mark): string {
  const what = text && became ? "changed" : text ? "missing" : "added";
  const values = { text: apart(text), became: apart(became ?? "") };
  const line = t(`mark.${kind}_${kind === "negation" && what === "changed" ? "missing" : what}`, values);
  return where === "back" || where === "forth" ? t(`mark.only_${where}`, { what: line }) : line;
}

/** A text, what stands in it instead of something else marked. */
export function marked(text: string, marks: Mark[]): (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let from = 0;
  for (const { at, mark } of places(text, marks)) {
    if (at < from) continue;
    const explained = html`<span class="unseen"> (${said(mark)}) </span>`;
    parts.push(text.slice(from, at), html`<mark>${mark.became}${explained}</mark>`);
    from = at + mark.became.length;
  }
  return [...parts, text.slice(from)];
}

function places(text: string, marks: Mark[]) {
  const lower = text.toLowerCase();
  return marks
    .flatMap((mark) => (mark.became && mark.where !== "forth" ? [{ ...mark, became: mark.became }] : []))
    .map((mark) => ({ mark, at: wordAt(lower, mark.became.toLowerCase()) }))
    .filter(({ at }) => at >= 0)
    .sort((one, two) => one.at - two.at);
}

/** Where a word stands by itself, not within another. */
function wordAt(text: string, word: string) {
  const inner = /[\p{L}\p{N}]/u;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!inner.test(text[at - 1] ?? " ") && !inner.test(text[at + word.length] ?? " ")) return at;
  }
  return -1;
}

/** So that a word of another script does not pull its neighbours about. */
function apart(text: string) {
  return `\u2068${text}\u2069`;
}
