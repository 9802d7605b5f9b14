/** Under an unfolded bubble: put the translation right by hand, or go back to the automatic one. */

import { announce } from "../core/announce.js";
import { api } from "../core/api.js";
import { fill, h, set } from "../core/dom.js";
import { direction, explain, t } from "../core/i18n.js";
import { newId } from "../core/id.js";
import { inWords } from "../core/languages.js";
import { numbersDiffer } from "../core/text.js";

let counted = 0;

class Mend extends HTMLElement {
  /** @type {{messageId: string, original: string, text: string, lang: string, mended: boolean,
   *   done: (message: import("../core/types.js").Message) => void}} */
  what;

  connectedCallback() {
    if (this.line) return;
    this.line = h("div", { class: "mend-line" });
    this.append(this.line);
    if (this.what) this.rest();
  }

  /** @param {Mend["what"]} what */
  about(what) {
    const before = this.what;
    this.what = what;
    if (!this.line || this.form) return;
    if (before?.mended !== what.mended || !this.line.childElementCount) this.rest();
  }

  /** The buttons, while nothing is being edited. */
  rest() {
    const had = this.line.contains(document.activeElement);
    const act = (testid, key, does) =>
      h("button", { class: "act", type: "button", testid, on: { click: does } }, t(key));
    fill(
      this.line,
      act("mend", "mend.open", () => this.open()),
      this.what.mended ? act("mend-undo", "mend.undo", () => this.undo()) : null,
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
    const id = `mend-${(counted += 1)}`;
    this.clientId = null;
    this.input = h("textarea", {
      id,
      rows: "2",
      testid: "mend-text",
      lang,
      dir: direction(lang),
      "aria-describedby": `${id}-about`,
    });
    this.input.value = text;
    this.note = h("p", { class: "hint mend-numbers", role: "status", testid: "mend-numbers" });
    this.error = h("p", { class: "error", role: "alert", testid: "mend-error" });
    this.saveButton = h("button", { class: "button small", type: "submit", testid: "mend-save" }, t("mend.save"));
    this.form = h(
      "form",
      { class: "mend-form labelled" },
      h("label", { for: id }, t("mend.label", { language: inWords(lang) })),
      this.input,
      this.note,
      h("p", { class: "hint", id: `${id}-about` }, t("mend.hint")),
      this.error,
      h(
        "div",
        { class: "mend-acts" },
        this.saveButton,
        h(
          "button",
          { class: "button quiet small", type: "button", testid: "mend-cancel", on: { click: () => this.close() } },
          t("mend.cancel"),
        ),
      ),
    );
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.save()));
    this.form.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("input", () => this.changed());
    fill(this.line, this.form);
    this.closest("duo-bubble")?.toggleAttribute("mending", true);
    this.changed();
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
  }

  close() {
    this.form = null;
    this.closest("duo-bubble")?.toggleAttribute("mending", false);
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
    const text = differ ? t("mend.numbers") : "";
    if (this.note.textContent !== text) fill(this.note, text);
  }

  async save() {
    const text = this.input.value.trimEnd();
    if (!text || this.busy) return this.input.focus();
    if (text === this.what.text) return this.close();
    this.clientId ??= newId();
    const saved = await this.attempt(() => api.mend(this.what.messageId, text, this.clientId));
    if (!saved) return this.input.focus();
    this.what.done(saved.message);
    announce(t("mend.saved"));
    this.close();
  }

  async undo() {
    const message = await this.attempt(() => api.takeBackMend(this.what.messageId));
    if (!message) return;
    this.what.done(message);
    announce(t("mend.undone"));
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

customElements.define("duo-mend", Mend);

/** @returns {Mend} */
export function mend() {
  return /** @type {Mend} */ (document.createElement("duo-mend"));
}
