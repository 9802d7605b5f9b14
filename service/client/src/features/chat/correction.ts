/** Under an unfolded bubble: put the translation right by hand, or go back to the automatic one. */

import { announce } from "../../ui/announce.ts";
import { api } from "../../protocol/http.ts";
import { fill, h, set } from "../../ui/dom.ts";
import { direction, explain, t } from "../../i18n/i18n.ts";
import { newId } from "../../protocol/id.ts";
import { inWords } from "../../i18n/languages.ts";
import { numbersDiffer } from "../../text/text.ts";

let counted = 0;

class Correction extends HTMLElement {
  /** @type {{messageId: string, original: string, text: string, lang: string, corrected: boolean,
   *   done: (message: import("../../protocol/types.ts").Message) => void}} */
  what;

  connectedCallback() {
    if (this.line) return;
    this.line = h("div", { class: "correction-line" });
    this.append(this.line);
    if (this.what) this.rest();
  }

  /** @param {Correction["what"]} what */
  about(what) {
    const before = this.what;
    this.what = what;
    if (!this.line || this.form) return;
    if (before?.corrected !== what.corrected || !this.line.childElementCount) this.rest();
  }

  /** The buttons, while nothing is being edited. */
  rest() {
    const had = this.line.contains(document.activeElement);
    const act = (testid, key, does) =>
      h("button", { class: "act", type: "button", testid, on: { click: does } }, t(key));
    fill(
      this.line,
      act("correction", "correction.open", () => this.open()),
      this.what.corrected ? act("correction-undo", "correction.undo", () => this.undo()) : null,
      (this.error = h("p", { class: "error", role: "alert" })),
    );
    if (had) this.first();
  }

  /** The keyboard stays here when what it was on is gone. */
  first() {
    /** @type {HTMLElement} */ (this.line.querySelector("button"))?.focus();
  }

  open() {
    const { text, lang } = this.what;
    const id = `correction-${(counted += 1)}`;
    this.clientId = null;
    this.input = h("textarea", {
      id,
      rows: "2",
      testid: "correction-text",
      lang,
      dir: direction(lang),
      "aria-describedby": `${id}-about`,
    });
    this.input.value = text;
    this.note = h("p", { class: "hint correction-numbers", role: "status", testid: "correction-numbers" });
    this.error = h("p", { class: "error", role: "alert", testid: "correction-error" });
    this.saveButton = h("button", { class: "button small", type: "submit", testid: "correction-save" }, t("correction.save"));
    this.form = h(
      "form",
      { class: "correction-form labelled" },
      h("label", { for: id }, t("correction.label", { language: inWords(lang) })),
      this.input,
      this.note,
      h("p", { class: "hint", id: `${id}-about` }, t("correction.hint")),
      this.error,
      h(
        "div",
        { class: "correction-acts" },
        this.saveButton,
        h(
          "button",
          { class: "button quiet small", type: "button", testid: "correction-cancel", on: { click: () => this.close() } },
          t("correction.cancel"),
        ),
      ),
    );
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.save()));
    this.form.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("input", () => this.changed());
    fill(this.line, this.form);
    this.closest("duo-bubble")?.toggleAttribute("correcting", true);
    this.changed();
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
  }

  close() {
    this.form = null;
    this.closest("duo-bubble")?.toggleAttribute("correcting", false);
    this.rest();
    this.first();
  }

  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") (event.preventDefault(), this.close());
    if (event.key === "Enter" && !event.shiftKey && event.target === this.input) (event.preventDefault(), this.save());
  }

  changed() {
    this.clientId = null;
    this.input.style.blockSize = "auto";
    this.input.style.blockSize = `${this.input.scrollHeight + 2}px`;
    const differ = numbersDiffer(this.what.original, this.input.value);
    const text = differ ? t("correction.numbers") : "";
    if (this.note.textContent !== text) fill(this.note, text);
  }

  async save() {
    const text = this.input.value.trimEnd();
    if (!text || this.busy) return this.input.focus();
    if (text === this.what.text) return this.close();
    this.clientId ??= newId();
    const saved = await this.attempt(() => api.correct(this.what.messageId, text, this.clientId));
    if (!saved) return this.input.focus();
    this.what.done(saved.message);
    announce(t("correction.saved"));
    this.close();
  }

  async undo() {
    const message = await this.attempt(() => api.undoCorrection(this.what.messageId));
    if (!message) return;
    this.what.done(message);
    announce(t("correction.undone"));
  }

  /** @returns {Promise<any>} Null where it was refused: the reason stands beside the text, which stays. */
  async attempt(act) {
    this.busy = true;
    fill(this.error);
    if (this.form) set(this.saveButton, { "aria-busy": "true" });
    try {
      return await act();
    } catch (error) {
      fill(this.error, explain(error.code));
      return null;
    } finally {
      this.busy = false;
      if (this.form) set(this.saveButton, { "aria-busy": null });
    }
  }
}

customElements.define("duo-correction", Correction);

/** @returns {Correction} */
export function correction() {
  return /** @type {Correction} */ (document.createElement("duo-correction"));
}
