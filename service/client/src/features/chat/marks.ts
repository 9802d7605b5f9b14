/** Numbers, names and negations that did not come through: a list of them, and where they stand in a text. */

import { h, unseen } from "../../ui/dom.ts";
import { t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";

/** @typedef {import("../../protocol/types.ts").Mark} Mark */

/** @param {Mark[]} marks @returns {HTMLElement | null} A list that can be seen and read out. */
export function markList(marks) {
  if (!marks.length) return null;
  const item = (mark) => h("li", { data: { kind: mark.kind, where: mark.where ?? "translation" } }, icon("warning"), said(mark));
  return h("ul", { class: "marks", testid: "marks" }, marks.map(item));
}

/** @param {Mark} mark @returns {string} "Number changed: 30 → 13" */
export function said({ kind, text, became, where }) {
  const what = text && became ? "changed" : text ? "missing" : "added";
  const values = { text: apart(text), became: apart(became ?? "") };
  const line = t(`mark.${kind}_${kind === "negation" && what === "changed" ? "missing" : what}`, values);
  return where === "back" || where === "forth" ? t(`mark.only_${where}`, { what: line }) : line;
}

/**
 * A text, what stands in it instead of something else marked.
 * @param {string} text @param {Mark[]} marks @returns {(Node | string)[]}
 */
export function marked(text, marks) {
  const parts = [];
  let from = 0;
  for (const { at, mark } of places(text, marks)) {
    if (at < from) continue;
    parts.push(text.slice(from, at), h("mark", {}, mark.became, unseen(` (${said(mark)}) `)));
    from = at + mark.became.length;
  }
  return [...parts, text.slice(from)];
}

function places(text, marks) {
  const lower = text.toLowerCase();
  return marks
    .filter(({ became, where }) => became && where !== "forth")
    .map((mark) => ({ mark, at: wordAt(lower, mark.became.toLowerCase()) }))
    .filter(({ at }) => at >= 0)
    .sort((one, two) => one.at - two.at);
}

/** Where a word stands by itself, not within another. */
function wordAt(text, word) {
  const inner = /[\p{L}\p{N}]/u;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!inner.test(text[at - 1] ?? " ") && !inner.test(text[at + word.length] ?? " ")) return at;
  }
  return -1;
}

/** So that a word of another script does not pull its neighbours about. */
function apart(text) {
  return `\u2068${text}\u2069`;
}
