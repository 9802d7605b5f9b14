/** The last line of a bubble: the fold, how the translation stands, sentiment, time, how far it got. */

import { h, unseen } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { inWords, nameOf } from "../../i18n/languages.ts";
import { clock, serverNow } from "../../text/time.ts";

/** @typedef {import("./timeline.ts").Row} Row */

/** Older than this, a translation that is still pending is "to follow" rather than "being made". */
const SOON = 20000;

/** @param {any} bubble The <duo-bubble>. @param {Row} row @returns {Node[]} */
export function foot(bubble, row) {
  const parts = [
    fold(bubble, row),
    translation(bubble, row),
    sentiment(row.reading.sentiment),
    row.status === "failed" ? again(bubble, row) : null,
    row.status === "sending" && row.unsent?.code ? standingText("pending", t("delivery.waits")) : null,
  ].filter(Boolean);
  return [...parts, stamp(row, !parts.length)].filter(Boolean);
}

/** Time and how far it got, at the end of the line; no line for a tick alone within a group. */
function stamp(row, alone) {
  const ends = row.ends || row.spells || row.status === "failed";
  if (!ends && !row.mine) return null;
  if (!ends && alone && row.status !== "sending") return h("span", { class: "unseen" }, delivery(row));
  const time = ends ? h("time", { datetime: row.at, "aria-hidden": "true" }, clock(row.at)) : null;
  return h("span", { class: "stamp" }, time, row.mine ? delivery(row) : null);
}

/** The button that shows the other half. @param {any} bubble @param {Row} row */
function fold(bubble, { mine, reading }) {
  if (!reading.other) return null;
  const language = nameOf(mine ? reading.target : reading.source);
  const label = mine ? t("bubble.reads", { name: bubble.context.name, language }) : t("bubble.original", { language });
  return h(
    "button",
    {
      class: "fold",
      type: "button",
      testid: "bubble-toggle",
      "aria-expanded": String(bubble.unfolded),
      "aria-controls": bubble.behind.id,
      "aria-label": label,
      title: label,
      on: { click: () => bubble.toggle() },
    },
    icon("fold"),
    h("span", {}, language),
  );
}

/** How the translation stands, where there is something to say. */
function translation(bubble, row) {
  const { reading, message } = row;
  const { standing, rough, unsure, leftOut } = reading;
  if (standing === "done" && reading.corrected) return standingText("corrected", correctedBy(bubble, reading.corrected));
  if (standing === "done" && unsure) return explained("unsure", t("bubble.unsure"), t("bubble.unsure_help"));
  if (standing === "done" && leftOut?.length)
    return explained("left-out", t("bubble.left_out", { words: leftOut.join(", ") }), t("bubble.left_out_help"));
  if (standing === "done") return rough ? standingText("rough", t("bubble.rough")) : null;
  if (standing === "pending" || bubble.asked)
    return standingText("pending", t(follows(bubble, row) ? "bubble.will_follow" : "bubble.translating"));
  if (standing === "unsupported") return unsupported(bubble, reading);
  if (standing === "failed") return retryable(bubble, message, t("bubble.translation_failed"), t("bubble.try_again"));
  if (standing === "missing") return retryable(bubble, message, null, t("bubble.translate"));
  return null;
}

/** @param {any} bubble @param {Row} row @returns {boolean} The translation is not being made just now: it will come when it can. */
export function follows(bubble, { at }) {
  return bubble.context.worker === "absent" || serverNow() - Date.parse(at) > SOON;
}

function correctedBy(bubble, who) {
  return who === "me" ? t("correction.by_me") : t("correction.by", { name: bubble.context.name });
}

/** A word for all; the whole of it for who hovers, or does not see the bubble. */
function explained(name, text, help) {
  const mark = standingText(name, text);
  mark.title = help;
  mark.append(unseen(`: ${help}`));
  return mark;
}

function standingText(name, text) {
  return h("span", { class: `standing standing-${name}`, testid: "translation-state" }, text);
}

function unsupported(bubble, { source, target }) {
  const text = t("bubble.unsupported", { source: inWords(source), target: inWords(target) });
  return h(
    "span",
    { class: "standing standing-unsupported", testid: "translation-state" },
    h(
      "button",
      {
        class: "fold",
        type: "button",
        testid: "bubble-toggle",
        "aria-expanded": String(bubble.unfolded),
        "aria-controls": bubble.behind.id,
        on: { click: () => bubble.toggle() },
      },
      icon("fold"),
      h("span", {}, text),
    ),
  );
}

function retryable(bubble, message, text, action) {
  return h(
    "span",
    { class: "standing standing-failed", testid: "translation-state" },
    text ? h("span", {}, text) : null,
    h(
      "button",
      {
        class: "act",
        type: "button",
        testid: "translation-retry",
        on: { click: () => message && bubble.translateAgain() },
      },
      action,
    ),
  );
}

/** A small curve, up or down, and words for those who do not see it. */
function sentiment(label) {
  if (!label) return null;
  const text = t(`sentiment.${label}`);
  return h(
    "span",
    { class: `sentiment sentiment-${label}`, testid: "sentiment", title: text, data: { label } },
    icon(label),
    unseen(text),
  );
}

function delivery({ status, spells }) {
  const text = t(`delivery.${status}`);
  const words = spells || status === "failed" ? h("span", {}, text) : unseen(text);
  return h("span", { class: `delivery delivery-${status}`, testid: "delivery", title: text }, words, icon(status));
}

/** Why it was not sent, and what can be done. @param {any} bubble @param {Row} row */
function again(bubble, { unsent }) {
  const act = (testid, text, does) => h("button", { class: "act", type: "button", testid, on: { click: does } }, text);
  return h(
    "span",
    { class: "again" },
    unsent.code ? h("span", {}, explain(unsent.code)) : null,
    act("send-retry", t("bubble.try_again"), () => bubble.context.retry(unsent.client_id)),
    act("send-discard", t("bubble.discard"), () => bubble.context.discard(unsent.client_id)),
  );
}
