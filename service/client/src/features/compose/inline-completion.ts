/** The next words while typing: grey behind the caret, and on a phone as buttons above the keyboard. */

import { announce } from "../../ui/announce.ts";
import { fill, h, set } from "../../ui/dom.ts";
import { direction, t } from "../../i18n/i18n.ts";
import { prefs } from "../../state/keep.ts";
import { Writer } from "./typing/writer.ts";
import { place } from "./typing/words.ts";

const SHOWN = 3;
/** After so many times the key needs no explanation. */
const TAUGHT = 3;
const CLOSERS = ".,!?;:…)";
/** Marks that French sets apart from the word. */
const APART = "!?;:";

/**
 * Offer next words in a text field.
 * @param {object} where
 * @param {HTMLTextAreaElement} where.input @param {string} where.me @param {() => string[]} where.languages
 * @returns {InlineCompletion}
 */
export const inlineCompletion = (where) => new InlineCompletion(where);

class InlineCompletion {
  constructor({ input, me, languages }) {
    this.input = input;
    this.writer = new Writer(me, languages);
    /** @type {import("./typing/predict.ts").Prediction[]} */
    this.offered = [];
    this.spaced = false;
    this.typed = h("span", { class: "completion-typed" });
    this.rest = h("span", { class: "completion-rest", testid: "completion" });
    this.key = h("kbd", { class: "completion-key" }, "Tab");
    /** Lies over the text field. */
    this.layer = h("div", { class: "completion", "aria-hidden": "true", hidden: true }, this.typed, this.rest, this.key);
    /** Stands above it. */
    this.row = h("div", { class: "next-words", role: "group", "aria-label": t("typing.title"), hidden: true });
    this.listen();
  }

  listen() {
    const { input, row } = this;
    input.setAttribute("aria-autocomplete", "inline");
    input.addEventListener("focus", () => this.wake());
    input.addEventListener("blur", ({ relatedTarget }) => row.contains(relatedTarget) || this.left());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("beforeinput", (event) => this.before(event));
    input.addEventListener("compositionstart", () => this.clear());
    input.addEventListener("compositionend", () => this.look());
    input.addEventListener("scroll", () => (this.layer.scrollTop = input.scrollTop));
    for (const event of ["keyup", "pointerup", "select"]) input.addEventListener(event, () => this.moved());
    row.addEventListener("pointerdown", (event) => event.preventDefault()); // the keyboard stays open
  }

  /** The field has the keyboard: get the model. */
  async wake() {
    if (!on()) return;
    this.writer.refresh();
    await this.writer.wake();
    if (document.activeElement === this.input) this.look();
  }

  /** What is being pressed must not move away from under the pointer: the row goes once that is let go. */
  left() {
    if (!document.querySelector(":active")) return this.rested();
    const ended = new AbortController();
    const up = () => {
      ended.abort();
      setTimeout(() => document.activeElement === this.input || this.left());
    };
    for (const event of ["pointerup", "pointercancel"]) addEventListener(event, up, { signal: ended.signal, capture: true });
  }

  rested() {
    this.clear();
    this.row.hidden = true;
  }

  /** The text has changed. @param {InputEvent} [event] */
  look(event) {
    const { input } = this;
    if (!on() || event?.isComposing || document.activeElement !== input || !atEnd(input)) return this.clear();
    const { language, predictions } = this.writer.predict(input.value, SHOWN, () => this.look());
    this.language = language;
    this.show(predictions);
  }

  /** The caret may have left the end. */
  moved() {
    if (this.offered.length && !atEnd(this.input)) this.clear();
  }

  /** @param {import("./typing/predict.ts").Prediction[]} predictions */
  show(predictions) {
    this.offered = predictions;
    this.row.hidden = !this.writer.ready.size;
    fill(this.row, predictions.map((one, at) => this.button(one, at)));
    const [best] = predictions;
    this.layer.hidden = !best;
    if (!best) return;
    const begun = place(this.input.value)?.begun ?? "";
    const plain = best.text.startsWith(begun);
    fill(this.typed, this.input.value);
    fill(this.rest, plain ? best.text.slice(begun.length) : ` → ${best.text}`);
    this.key.hidden = prefs.read().tabs >= TAUGHT;
    set(this.layer, { dir: direction(this.language), lang: this.language });
    this.layer.style.blockSize = `${this.input.offsetHeight}px`;
    this.layer.scrollTop = this.input.scrollTop;
    if (this.layer.scrollHeight > this.input.scrollHeight + 1) this.layer.hidden = true; // it would need a line more
  }

  button({ text }, at) {
    return h(
      "button",
      { class: "next-word", type: "button", testid: "next-word", lang: this.language, on: { click: () => this.accept(at) } },
      text,
    );
  }

  clear() {
    if (this.offered.length) this.show([]);
  }

  pressed(event) {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || this.layer.hidden) return;
    if (event.key === "Tab") {
      prefs.write({ tabs: Math.min(TAUGHT, (prefs.read().tabs ?? 0) + 1) });
      this.accept(0);
    } else if (event.key === "Escape") this.clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Write a prediction, and a space after it. */
  accept(at) {
    const { text } = this.offered[at];
    const begun = place(this.input.value)?.begun ?? "";
    this.input.focus({ preventScroll: true });
    const end = this.input.value.length;
    this.write(`${text} `, end - begun.length, end);
    this.spaced = true;
    announce(text, this.language);
  }

  /** As if it were typed, so that undo takes it back. */
  write(text, from, to) {
    this.input.setSelectionRange(from, to);
    if (document.execCommand("insertText", false, text)) return;
    this.input.setRangeText(text, from, to, "end");
    this.input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  }

  /** A mark takes back the space that came with a word; a space typed out of habit is not a second one. */
  before(event) {
    const spaced = this.spaced && atEnd(this.input) && this.input.value.endsWith(" ");
    this.spaced = false;
    if (!spaced || event.isComposing || event.inputType !== "insertText" || !event.data) return;
    if (event.data === " ") event.preventDefault();
    else if (CLOSERS.includes(event.data) && !(this.language === "fr" && APART.includes(event.data))) {
      event.preventDefault();
      this.write(event.data, this.input.value.length - 1, this.input.value.length);
    }
  }

  /** The text was sent. @param {string} text */
  sent(text) {
    if (on()) this.writer.learn(text);
    this.clear();
  }
}

/** @returns {boolean} */
function on() {
  return prefs.read().typing !== "off";
}

function atEnd({ selectionStart, selectionEnd, value }) {
  return selectionStart === value.length && selectionEnd === value.length;
}
