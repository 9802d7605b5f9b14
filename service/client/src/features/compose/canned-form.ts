/** The form for an answer that I keep. */

import { html, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { api, codeOf, detailsOf } from "../../protocol/http.ts";
import type { Session } from "../../state/session.ts";
import { announce } from "../../ui/announce.ts";
import { Form } from "../../ui/form.ts";
import { languageOptions } from "../../ui/language-select.ts";

const FIELDS = new Set(["shortcut", "text", "language"]);

export class CannedForm extends Form {
  session!: Session;
  /** Told that one was added. */
  changed!: () => Promise<void>;

  /** The keyboard begins here. */
  start(): void {
    this.control("shortcut").focus();
  }

  override render() {
    return html`<form class="canned-form" novalidate @input=${this.corrected} @submit=${this.submitted}>
      ${this.shortcut()} ${this.text()} ${this.language()}
      <p class="error" role="alert" data-testid="canned-error">${this.trouble}</p>
      <button class="button quiet" type="submit" data-testid="canned-add" aria-busy=${String(this.busy)}>
        ${t("correction.save")}
      </button>
    </form>`;
  }

  private shortcut(): TemplateResult {
    const [label, hint] = [t("canned.shortcut"), t("canned.shortcut_hint")];
    return this.field(
      { name: "shortcut", id: "canned-shortcut", label, hint },
      (ties) =>
        html`<input
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name="shortcut"
          data-testid="canned-shortcut"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          maxlength="41"
        />`,
    );
  }

  private text(): TemplateResult {
    return this.field(
      { name: "text", id: "canned-text", label: t("canned.text") },
      (ties) =>
        html`<textarea
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name="text"
          data-testid="canned-text"
          rows="2"
          dir="auto"
          maxlength="1000"
        ></textarea>`,
    );
  }

  private language(): TemplateResult {
    const { me, state } = this.session;
    return this.field(
      { name: "language", id: "canned-language", label: t("canned.language") },
      (ties) =>
        html`<select
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name="language"
          data-testid="canned-language"
        >
          ${languageOptions(state.languages, me.language)}
        </select>`,
    );
  }

  private async submitted(event: Event): Promise<void> {
    event.preventDefault();
    const [shortcut, text] = [this.control("shortcut"), this.control("text")];
    const language = this.control("language").value;
    const add = async () => {
      const added = await api.addCanned({ shortcut: shortcut.value, text: text.value, language });
      announce(t("canned.added", { shortcut: added.shortcut }));
    };
    if (!(await this.done(add))) return;
    shortcut.value = text.value = "";
    this.start();
    await this.changed();
  }

  protected override refused(error: unknown): void {
    const field = String(detailsOf(error)["field"]);
    if (codeOf(error) === "invalid_input" && FIELDS.has(field))
      this.blame(field, explain(`invalid_${field}`));
    else super.refused(error);
  }
}

customElements.define("duo-canned-form", CannedForm);
