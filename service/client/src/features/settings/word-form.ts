/** The form for a word that is always translated in one way, or never. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { nameOf } from "../../i18n/languages.ts";
import { api, codeOf, detailsOf } from "../../protocol/http.ts";
import { announce } from "../../ui/announce.ts";
import { Form } from "../../ui/form.ts";

const LONGEST = 100;
const FIELDS = new Set(["source", "target", "target_language"]);

export class WordForm extends Form {
  /** It can be for this conversation alone; null: for all of mine. */
  conversationId: string | null = null;
  /** Tags that it can be translated into. */
  languages: readonly string[] = [];
  /** Told that one was added. */
  changed!: () => unknown;

  /** The keyboard begins here. */
  async start(): Promise<void> {
    await this.updateComplete;
    this.control("source").focus();
  }

  override render() {
    return html`<form
      class="words-form settings-part"
      novalidate
      @input=${this.corrected}
      @submit=${this.submitted}
    >
      ${this.text("source", t("words.source"))}
      ${this.text("target", t("words.target"), t("words.target_hint"))} ${this.into()}
      ${this.conversationId ? places() : nothing}
      <p class="error" role="alert" data-testid="words-error">${this.trouble}</p>
      <button class="button" type="submit" data-testid="word-add" aria-busy=${String(this.busy)}>
        ${t("words.add")}
      </button>
    </form>`;
  }

  private text(name: "source" | "target", label: string, hint = ""): TemplateResult {
    const id = `word-${name}`;
    return this.field(
      { name, id, label, hint },
      (ties) =>
        html`<input
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name=${name}
          data-testid=${id}
          dir="auto"
          autocomplete="off"
          maxlength=${LONGEST}
          ?required=${name === "source"}
        />`,
    );
  }

  private into(): TemplateResult {
    return this.field(
      { name: "target_language", id: "word-language", label: t("words.language") },
      (ties) =>
        html`<select
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name="target_language"
          data-testid="word-language"
        >
          <option value="">${t("words.any_language")}</option>
          ${this.languages.map((tag) => html`<option value=${tag}>${nameOf(tag)}</option>`)}
        </select>`,
    );
  }

  private async submitted(event: Event): Promise<void> {
    event.preventDefault();
    const [source, target] = [this.control("source"), this.control("target")];
    if (!source.value.trim()) return this.refuse("source", t("error.missing"));
    const here = this.querySelector<HTMLInputElement>("[name=word-where]:checked")?.value === "here";
    const word = {
      source: source.value,
      target: target.value.trim() || null,
      target_language: this.control("target_language").value || null,
      conversation_id: here ? this.conversationId : null,
    };
    if (!(await this.done(() => api.addWord(word)))) return;
    announce(t("words.added", { word: word.source.trim() }));
    source.value = target.value = "";
    source.focus();
    await this.changed();
  }

  protected override refused(error: unknown): void {
    const field = String(detailsOf(error)["field"]);
    if (codeOf(error) === "invalid_input" && FIELDS.has(field))
      this.blame(field, explain(`invalid_${field}`));
    else super.refused(error);
  }
}

/** For this conversation, or for all of mine. */
function places(): TemplateResult {
  const option = (value: string, chosen: boolean) =>
    html`<label class="option">
      <input
        type="radio"
        name="word-where"
        value=${value}
        ?checked=${chosen}
        data-testid="word-where-${value}"
      />
      <span>${t(`words.${value}`)}</span>
    </label>`;
  return html`<fieldset class="choice">
    <legend>${t("words.where")}</legend>
    <div class="options">${option("here", true)}${option("mine", false)}</div>
  </fieldset>`;
}

customElements.define("duo-word-form", WordForm);
