/** What is shown where there is nothing yet, or nothing any more: each says what to do next. */

import { h } from "./dom.ts";
import { direction, t } from "../i18n/i18n.ts";
import { icon, mark } from "./icons.ts";
import { inWords } from "../i18n/languages.ts";

/** Quiet shapes where messages will be. */
export function loading() {
  const shapes = ["theirs", "theirs", "mine", "theirs", "mine"].map((side) => h("i", { data: { side } }));
  return h("div", { class: "skeleton", role: "status", "aria-label": t("state.loading") }, shapes);
}

/** @param {() => void} again */
export function failed(again) {
  return h(
    "div",
    { class: "state", role: "alert" },
    icon("warning"),
    h("p", {}, t("state.failed")),
    h("button", { class: "button quiet", type: "button", on: { click: again } }, t("bubble.try_again")),
  );
}

/** @param {import("../protocol/types.ts").Person} other @param {import("../protocol/types.ts").Me} me */
export function emptyChat(other, me) {
  const same = other.language === me.language;
  const says = same
    ? t("chat.empty_same", { name: other.name, mine: inWords(me.language) })
    : t("chat.empty", { name: other.name, mine: inWords(me.language), theirs: inWords(other.language) });
  return h(
    "div",
    { class: "state" },
    sheets(),
    h("h2", {}, t("chat.empty_title", { name: other.name })),
    h("p", {}, says),
  );
}

/** On wide screens, before a conversation is chosen. @param {import("../protocol/types.ts").Me} me */
export function nothingChosen(me) {
  return h(
    "div",
    { class: "state" },
    mark(),
    h("h2", {}, t("state.choose")),
    h("p", {}, `${t("tagline.write")} ${t("tagline.read")}`),
    handleLine(me),
  );
}

/** First run: nobody to talk to yet. @param {import("../protocol/types.ts").Me} me @param {() => void} find */
export function noConversations(me, find) {
  return h(
    "div",
    { class: "state", testid: "empty-list" },
    sheets(),
    h("h2", {}, t("list.empty_title")),
    h("p", {}, t("list.empty")),
    h("button", { class: "button", type: "button", testid: "empty-find", on: { click: find } }, t("list.find")),
    handleLine(me),
  );
}

/** My handle, ready to be given to somebody. */
function handleLine({ handle }) {
  return h("p", { class: "handle-line" }, t("list.your_handle"), " ", h("strong", { dir: "ltr" }, `@${handle}`));
}

/** Two sheets: the drawing of what the product does. */
function sheets() {
  const line = (size) => h("i", { class: size });
  return h(
    "div",
    { class: "sheets", "aria-hidden": "true" },
    h("span", { class: "sheet-theirs" }, line("long"), line("short")),
    h("span", { class: "sheet-mine" }, line("short"), line("long")),
  );
}

/** The service does not answer. @param {() => void} again */
export function unreachable(again) {
  return h(
    "main",
    { class: "state whole", testid: "unreachable" },
    mark(),
    h("h1", {}, t("state.unreachable")),
    h("p", { role: "status" }, t("state.unreachable_help")),
    h("button", { class: "button", type: "button", on: { click: again } }, t("state.try_now")),
  );
}

/** @param {string} lang @param {string} text */
export function phrase(lang, text) {
  return h("span", { lang, dir: direction(lang) }, text);
}
