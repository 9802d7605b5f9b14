/** The next words while typing: grey behind the caret, and on a phone as buttons above the keyboard. */

import { html, nothing, render, type TemplateResult } from "lit";
import { announce } from "../../ui/announce.ts";
import { direction } from "../../i18n/i18n.ts";
import { ownWords, prefs } from "../../state/keep.ts";
import { idle } from "../../ui/lazy.ts";
import type { Prediction } from "./autocomplete/predict.ts";
import type { Writer } from "./autocomplete/writer.ts";

const SHOWN = 3;
/** After so many times the key needs no explanation. */
const TAUGHT = 3;
const CLOSERS = ".,!?;:…)";
/** Marks that French sets apart from the word. */
const APART = "!?;:";

/** Offer next words in a text field. */
interface Where {
  input: HTMLTextAreaElement;
  /** Lies over the text field. */
  layer: HTMLElement;
  /** Stands above it. */
  row: HTMLElement;
  me: string;
  languages: () => string[];
}

export const inlineCompletion = (where: Where): InlineCompletion => new InlineCompletion(where);

export class InlineCompletion {
  input: HTMLTextAreaElement;
  /** What predicts; null: it has not come yet. */
  private writer: Writer | null = null;
  private readonly me: string;
  private readonly languages: () => string[];
  spaced: boolean;
  layer: HTMLElement;
  row: HTMLElement;
  language = "";
  offered: Prediction[];

  constructor({ input, layer, row, me, languages }: Where) {
    this.input = input;
    this.me = me;
    this.languages = languages;
    this.offered = [];
    this.spaced = false;
    this.layer = layer;
    this.row = row;
    this.listen();
  }

  listen() {
    const { input, row } = this;
    input.setAttribute("aria-autocomplete", "inline");
    input.addEventListener("focus", () => this.wake());
    input.addEventListener(
      "blur",
      ({ relatedTarget }) => row.contains(relatedTarget as Node | null) || this.left(),
    );
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
    const writer = await this.fetched();
    writer?.refresh();
    await writer?.wake();
    if (document.activeElement === this.input) this.look();
  }

  /** Fetched once the page idles. Null where it is not to be had: the next time it is asked for again. */
  private async fetched(): Promise<Writer | null> {
    if (this.writer) return this.writer;
    await idle();
    const code = await import("./autocomplete/writer.ts").catch(() => null);
    if (code) this.writer ??= new code.Writer(this.me, this.languages, ownWords);
    return this.writer;
  }

  /** What is being pressed must not move away from under the pointer: the row goes once that is let go. */
  left() {
    if (!document.querySelector(":active")) return this.rested();
    const ended = new AbortController();
    const up = () => {
      ended.abort();
      setTimeout(() => document.activeElement === this.input || this.left());
    };
    for (const event of ["pointerup", "pointercancel"])
      addEventListener(event, up, { signal: ended.signal, capture: true });
  }

  rested() {
    this.clear();
    this.row.hidden = true;
  }

  /** The text has changed. */
  look(event?: InputEvent) {
    const { input, writer } = this;
    if (!writer || !on() || event?.isComposing || document.activeElement !== input || !atEnd(input))
      return this.clear();
    const { language, predictions } = writer.predict(input.value, SHOWN, () => this.look());
    this.language = language;
    this.show(predictions);
  }

  /** The caret may have left the end. */
  moved() {
    if (this.offered.length && !atEnd(this.input)) this.clear();
  }

  show(predictions: Prediction[]) {
    this.offered = predictions;
    this.row.hidden = !this.writer?.ready.size || !(predictions.length || this.holds());
    render(
      predictions.map((one, at) => this.button(one, at)),
      this.row,
    );
    const [best] = predictions;
    this.layer.hidden = !best;
    if (!best) return;
    render(this.words(best), this.layer);
    this.layer.dir = direction(this.language);
    this.layer.lang = this.language;
    this.layer.style.blockSize = `${this.input.offsetHeight}px`;
    this.layer.scrollTop = this.input.scrollTop;
    if (this.layer.scrollHeight > this.input.scrollHeight + 1) this.layer.hidden = true; // it would need a line more
  }

  /** Words come and go as one types: the row that has shown some stays until the field is empty, and nothing jumps. */
  private holds(): boolean {
    return !this.row.hidden && this.input.value !== "";
  }

  private begun(): string {
    return this.writer?.begun(this.input.value) ?? "";
  }

  /** What is typed, unseen, and behind it what may follow. */
  private words({ text }: Prediction): TemplateResult {
    const begun = this.begun();
    const rest = text.startsWith(begun) ? text.slice(begun.length) : ` → ${text}`;
    const taught = (prefs.read().tabs ?? 0) >= TAUGHT;
    const key = taught ? nothing : html`<kbd class="completion-key">Tab</kbd>`;
    return html`<span class="completion-typed">${this.input.value}</span
      ><span class="completion-rest" data-testid="completion">${rest}</span>${key}`;
  }

  private button({ text }: Prediction, at: number): TemplateResult {
    return html`<button
      class="next-word"
      type="button"
      data-testid="next-word"
      lang=${this.language}
      @click=${() => this.accept(at)}
      >${text}</button
    >`;
  }

  clear() {
    if (this.offered.length) this.show([]);
  }

  pressed(event: KeyboardEvent) {
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
  accept(at: number) {
    const text = this.offered[at]?.text;
    if (text === undefined) return;
    const begun = this.begun();
    this.input.focus({ preventScroll: true });
    const end = this.input.value.length;
    this.write(`${text} `, end - begun.length, end);
    this.spaced = true;
    announce(text, this.language);
  }

  /** As if it were typed, so that undo takes it back. */
  write(text: string, from: number, to: number) {
    this.input.setSelectionRange(from, to);
    if (document.execCommand("insertText", false, text)) return;
    this.input.setRangeText(text, from, to, "end");
    this.input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  }

  /** A mark takes back the space that came with a word; a space typed out of habit is not a second one. */
  before(event: InputEvent) {
    const spaced = this.spaced && atEnd(this.input) && this.input.value.endsWith(" ");
    this.spaced = false;
    if (!spaced || event.isComposing || event.inputType !== "insertText" || !event.data) return;
    if (event.data === " ") event.preventDefault();
    else if (CLOSERS.includes(event.data) && !(this.language === "fr" && APART.includes(event.data))) {
      event.preventDefault();
      this.write(event.data, this.input.value.length - 1, this.input.value.length);
    }
  }

  /** The text was sent. */
  sent(text: string) {
    if (on()) void this.fetched().then((writer) => writer?.learn(text));
    this.clear();
  }
}

function on(): boolean {
  return prefs.read().typing !== "off";
}

function atEnd({ selectionStart, selectionEnd, value }: HTMLTextAreaElement) {
  return selectionStart === value.length && selectionEnd === value.length;
}
