/** Under an unfolded bubble: put the translation right by hand, or go back to the automatic one. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { direction, explain, t } from "../../i18n/i18n.ts";
import { inWords } from "../../i18n/languages.ts";
import { api, codeOf } from "../../protocol/http.ts";
import { newId } from "../../protocol/id.ts";
import type { Message } from "../../protocol/types.ts";
import { numbersDiffer } from "../../text/text.ts";
import { announce } from "../../ui/announce.ts";
import { LightElement } from "../../ui/element.ts";

let counted = 0;

class Correction extends LightElement {
  static override properties = {
    text: { attribute: false },
    language: { attribute: false },
    corrected: { attribute: false },
    editing: { state: true },
    busy: { state: true },
    differ: { state: true },
    error: { state: true },
  };

  messageId = "";
  original = "";
  text = "";
  language = "";
  corrected = false;
  done!: (message: Message) => void;
  editing = false;
  busy = false;
  differ = false;
  error = "";
  /** The same for each try of one text. */
  private clientId: string | null = null;
  private readonly inputId = `correction-${(counted += 1)}`;

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has("editing")) this.closest("duo-bubble")?.toggleAttribute("correcting", this.editing);
  }

  override render() {
    return html`<div class="correction-line">${this.editing ? this.form() : this.buttons()}</div>`;
  }

  private buttons(): TemplateResult {
    const act = (testid: string, key: string, does: () => void) =>
      html`<button class="act" type="button" data-testid=${testid} @click=${does}>${t(key)}</button>`;
    return html`${act("correction", "correction.open", this.open)}
      ${this.corrected ? act("correction-undo", "correction.undo", this.undo) : nothing}
      <p class="error" role="alert">${this.error}</p>`;
  }

  private form(): TemplateResult {
    const id = this.inputId;
    return html`<form class="correction-form labelled" @submit=${this.submitted} @keydown=${this.pressed}>
      <label for=${id}>${t("correction.label", { language: inWords(this.language) })}</label>
      <textarea
        id=${id}
        rows="2"
        data-testid="correction-text"
        lang=${this.language}
        dir=${direction(this.language)}
        aria-describedby="${id}-about"
        @input=${this.changed}
      ></textarea>
      <p class="hint correction-numbers" role="status" data-testid="correction-numbers">
        ${this.differ ? t("correction.numbers") : nothing}
      </p>
      <p class="hint" id="${id}-about">${t("correction.hint")}</p>
      <p class="error" role="alert" data-testid="correction-error">${this.error}</p>
      ${this.acts()}
    </form>`;
  }

  private acts(): TemplateResult {
    const busy = this.busy ? "true" : nothing;
    return html`<div class="correction-acts">
      <button class="button small" type="submit" data-testid="correction-save" aria-busy=${busy}>
        ${t("correction.save")}
      </button>
      <button class="button quiet small" type="button" data-testid="correction-cancel" @click=${this.close}>
        ${t("correction.cancel")}
      </button>
    </div>`;
  }

  private get input(): HTMLTextAreaElement {
    return this.querySelector("textarea") as HTMLTextAreaElement;
  }

  /** The keyboard stays here when what it was on is gone. */
  private first(): void {
    this.querySelector("button")?.focus();
  }

  private async open(): Promise<void> {
    this.clientId = null;
    this.error = "";
    this.editing = true;
    await this.updateComplete;
    const { input, text } = this;
    input.value = text;
    this.changed();
    input.focus();
    input.setSelectionRange(text.length, text.length);
  }

  private async close(): Promise<void> {
    this.editing = false;
    this.error = "";
    await this.updateComplete;
    this.first();
  }

  private submitted(event: Event): void {
    event.preventDefault();
    void this.save();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Escape") (event.preventDefault(), void this.close());
    if (event.key === "Enter" && !event.shiftKey && event.target === this.input) this.submitted(event);
  }

  private changed(): void {
    const { input } = this;
    this.clientId = null;
    input.style.blockSize = "auto";
    input.style.blockSize = `${input.scrollHeight + 2}px`;
    this.differ = numbersDiffer(this.original, input.value);
  }

  private async save(): Promise<void> {
    const text = this.input.value.trimEnd();
    if (!text || this.busy) return this.input.focus();
    if (text === this.text) return this.close();
    const clientId = (this.clientId ??= newId());
    const saved = await this.attempt(() => api.correct(this.messageId, text, clientId));
    if (!saved) return this.input.focus();
    this.done(saved.message);
    announce(t("correction.saved"));
    await this.close();
  }

  private async undo(): Promise<void> {
    const message = await this.attempt(() => api.undoCorrection(this.messageId));
    if (!message) return;
    this.done(message);
    announce(t("correction.undone"));
    await this.updateComplete;
    this.first();
  }

  /** @returns Null where it was refused: the reason stands beside the text, which stays. */
  private async attempt<T>(act: () => Promise<T>): Promise<T | null> {
    this.busy = true;
    this.error = "";
    try {
      return await act();
    } catch (error) {
      this.error = explain(codeOf(error));
      return null;
    } finally {
      this.busy = false;
    }
  }
}

customElements.define("duo-correction", Correction);
