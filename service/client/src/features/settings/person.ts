/** In the settings: my name and my language. */

import { html } from "lit";
import { explain, explainField, t } from "../../i18n/i18n.ts";
import { codeOf, detailsOf } from "../../protocol/http.ts";
import { lastLanguage } from "../../state/keep.ts";
import type { Session } from "../../state/session.ts";
import { announce } from "../../ui/announce.ts";
import { Form } from "../../ui/form.ts";
import { languageOptions } from "../../ui/language-select.ts";
import { handleLine } from "../../ui/states.ts";

const GENDERS = ["", "feminine", "masculine"] as const;

class Person extends Form {
  session!: Session;
  /** Called when the language is another: this is closed, and everything drawn anew. */
  relabel!: () => Promise<void>;

  override render() {
    return html`${handleLine(this.session.me)} ${this.name()} ${this.language()} ${this.gender()}`;
  }

  private name() {
    const about = { name: "name", id: "settings-name", label: t("welcome.name") };
    return this.field(
      about,
      (ties) =>
        html`<input
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name="name"
          data-testid="settings-name"
          autocomplete="name"
          dir="auto"
          maxlength="64"
          value=${this.session.me.name}
          @input=${this.corrected}
          @change=${this.renamed}
        />`,
    );
  }

  private language() {
    const { me, state } = this.session;
    const [label, hint] = [t("welcome.language"), t("settings.language_hint")];
    return this.field(
      { name: "language", id: "settings-language", label, hint },
      (ties) =>
        html`<select
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name="language"
          data-testid="settings-language"
          @input=${this.corrected}
          @change=${this.translated}
        >
          ${languageOptions(state.languages, me.language)}
        </select>`,
    );
  }

  /** Nobody else sees it: it is heard in what translations make of "I am tired". */
  private gender() {
    const said = this.session.me.gender ?? "";
    const [label, hint] = [t("settings.gender"), t("settings.gender_hint")];
    return this.field(
      { name: "gender", id: "settings-gender", label, hint },
      (ties) =>
        html`<select
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name="gender"
          data-testid="settings-gender"
          @input=${this.corrected}
          @change=${this.spokenOf}
        >
          ${GENDERS.map(
            (one) =>
              html`<option value=${one} ?selected=${one === said}
                >${t(`settings.gender_${one || "none"}`)}</option
              >`,
          )}
        </select>`,
    );
  }

  private spokenOf(): void {
    void this.keep("gender", this.control("gender").value || null);
  }

  private renamed(): void {
    void this.keep("name", this.control("name").value.trim());
  }

  private async translated(): Promise<void> {
    const language = this.control("language").value;
    if (!(await this.keep("language", language))) return;
    lastLanguage.write(language);
    await this.relabel();
  }

  /** @returns Whether it was kept. */
  private async keep(name: "name" | "language" | "gender", value: string | null): Promise<boolean> {
    try {
      await this.session.changeMe({ [name]: value });
      announce(t("settings.kept"));
      return true;
    } catch (error) {
      const code = codeOf(error);
      this.blame(name, code === "invalid_input" ? explainField(name, detailsOf(error)) : explain(code));
      return false;
    }
  }
}

customElements.define("duo-person", Person);
