/** Sign up and sign in: one page, and a picture of what it is for. */

import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { explain, explainField, locale, speak, t } from "../../i18n/i18n.ts";
import type { Languages } from "../../protocol/generated.ts";
import { api, codeOf, detailsOf } from "../../protocol/http.ts";
import type { Me } from "../../protocol/types.ts";
import { lastLanguage } from "../../state/keep.ts";
import { defined } from "../../ui/element.ts";
import { Form } from "../../ui/form.ts";
import { languageOptions } from "../../ui/language-select.ts";
import { hasPasskeys } from "../factor/possible.ts";
import type { Step } from "../factor/second-step.ts";
import { late } from "../late.ts";
import { picture } from "./picture.ts";

/** Which field an error belongs to, where the service does not name one. */
const FIELD_OF: Record<string, string> = {
  handle_taken: "handle",
  handle_reserved: "handle",
  wrong_password: "password",
  wrong_code: "code",
};

/** What is typed. */
type Text = "handle" | "name" | "password";

const FIELDS = { in: ["handle", "password"], code: ["code"], up: ["handle", "name", "password", "language"] };

class Welcome extends Form {
  static override properties = {
    ...Form.properties,
    mode: { state: true },
    step: { state: true },
    service: { state: true },
    tongue: { state: true },
  };

  mode: "in" | "up" = lastLanguage.read() ? "in" : "up";
  /** Draws the second step, where handle and password fit and a code is asked for. */
  step: Step | null = null;
  /** What the account is proven with there. */
  ways: readonly string[] = [];
  service: Languages | null = null;
  /** My language, once it was chosen. */
  tongue: string | null = null;
  entered!: (me: Me) => void;
  /** A sentence shown above the form. */
  notice = "";
  /** What was typed stays when the mode changes. */
  private readonly typed: Record<Text, string> = { handle: "", name: "", password: "" };

  override connectedCallback() {
    super.connectedCallback();
    api.languages().then(
      (service) => (this.service = service),
      () => {},
    );
  }

  override render() {
    if (this.step) return html`${picture()}${this.step(this)}`;
    const up = this.mode === "up";
    return html`${picture()}
      <main class="enter">
        <h1>${t(up ? "welcome.up_title" : "welcome.in_title")}</h1>
        ${this.notice ? html`<p class="notice" role="status">${this.notice}</p>` : nothing}
        ${keyed(this.mode, this.form(up))} ${up || !hasPasskeys ? nothing : this.otherWay()}
        ${this.service?.provider ? this.elsewhere(this.service.provider) : nothing}
        <p class="other">
          ${t(up ? "welcome.have" : "welcome.have_not")}
          <button
            class="link"
            type="button"
            data-testid=${up ? "to-signin" : "to-signup"}
            @click=${this.turned}
          >
            ${t(up ? "welcome.in" : "welcome.up")}
          </button>
        </p>
      </main>`;
  }

  /** Each mode has fields of its own: whoever keeps passwords looks at them when they come. */
  private form(up: boolean): TemplateResult {
    const password = up ? "new-password" : "current-password";
    return html`<form
      class="form"
      data-testid=${up ? "signup-form" : "signin-form"}
      novalidate
      @input=${this.corrected}
      @submit=${this.submitted}
    >
      ${this.text("handle", t("welcome.handle"), "username", up ? t("welcome.handle_hint") : "")}
      ${up ? this.text("name", t("welcome.name"), "name") : nothing}
      ${this.text("password", t("welcome.password"), password, up ? t("welcome.password_hint") : "")}
      ${up ? this.language() : nothing}
      <p class="error" role="alert" data-testid="form-error">${this.trouble}</p>
      <button class="button wide" type="submit" data-testid="submit" aria-busy=${String(this.busy)}>
        ${t(up ? "welcome.up" : "welcome.in")}
      </button>
    </form>`;
  }

  private otherWay(): TemplateResult {
    return html`<button
      class="button quiet wide"
      type="button"
      data-testid="passkey-in"
      @click=${() => this.passkey()}
    >
      ${t("welcome.passkey")}
    </button>`;
  }

  /** @param name Of the identity provider. */
  private elsewhere(name: string): TemplateResult {
    return html`<button
      class="button quiet wide"
      type="button"
      data-testid="provider-in"
      @click=${() => this.goElsewhere()}
    >
      ${t("welcome.provider", { name })}
    </button>`;
  }

  private async goElsewhere(): Promise<void> {
    const language = this.tongue ?? lastLanguage.read() ?? locale();
    const back = location.pathname === "/desk" ? "/desk" : "/";
    await this.done(async () => location.assign((await api.elsewhere({ language, back })).url));
  }

  private text(name: Text, label: string, autocomplete: AutoFill, hint = ""): TemplateResult {
    const handle = name === "handle";
    const typed = ({ target }: Event) => (this.typed[name] = (target as HTMLInputElement).value);
    return this.field(
      { name, id: name, label, hint },
      (ties) =>
        html`<input
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name=${name}
          type=${name === "password" ? "password" : "text"}
          data-testid="field-${name}"
          autocomplete=${autocomplete}
          required
          maxlength=${handle ? 33 : 256}
          dir=${name === "name" ? "auto" : "ltr"}
          autocapitalize=${handle ? "none" : nothing}
          spellcheck=${handle ? "false" : nothing}
          .value=${this.typed[name]}
          @input=${typed}
        />`,
    );
  }

  private language(): TemplateResult {
    return this.field(
      { name: "language", id: "language", label: t("welcome.language"), hint: t("welcome.language_hint") },
      (ties) =>
        html`<select
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name="language"
          data-testid="field-language"
          @change=${this.chose}
        >
          ${languageOptions(this.service, this.tongue ?? lastLanguage.read())}
        </select>`,
    );
  }

  /** My language is also the interface's, where it speaks it. */
  private async chose(): Promise<void> {
    const tongue = this.control("language").value;
    await speak([tongue, ...navigator.languages]);
    this.tongue = tongue;
    this.wrong = {};
    this.trouble = "";
  }

  /** From signing in to signing up, and back. */
  private async turned(): Promise<void> {
    this.mode = this.mode === "up" ? "in" : "up";
    this.notice = "";
    this.wrong = {};
    this.trouble = "";
    await this.updateComplete;
    this.querySelector("input")?.focus();
  }

  async submitted(event: Event): Promise<void> {
    event.preventDefault();
    this.wrong = {};
    const missing = this.fields.find((name) => !this.control(name).value.trim());
    if (missing) return this.refuse(missing, t("error.missing"));
    await this.done(async () => this.entered((await this.send()).person));
  }

  private get fields(): readonly string[] {
    return FIELDS[this.step ? "code" : this.mode];
  }

  private send() {
    const { handle: typed, name, password } = this.typed;
    const handle = typed.trim().replace(/^@/, "").toLowerCase();
    const code = this.step ? this.control("code").value : null;
    if (this.mode === "in") return api.signIn(handle, password, code);
    return api.signUp({ handle, name: name.trim(), password, language: this.control("language").value });
  }

  /** In with a passkey alone, whose it is it says itself. */
  async passkey(): Promise<void> {
    await this.done(async () => this.entered((await (await late()).enterWithPasskey()).person));
  }

  private async goOn(): Promise<void> {
    const { secondStep } = await late();
    this.step = await secondStep();
    await this.updateComplete;
    this.control("code").focus();
  }

  protected override refused(error: unknown): void {
    const [code, details] = [codeOf(error), detailsOf(error)];
    if (code === "second_factor_needed") {
      this.ways = String(details["ways"] ?? "code").split(",");
      return void this.tried(() => this.goOn());
    }
    const name = String(details["field"] ?? FIELD_OF[code]);
    if (!this.fields.includes(name)) return super.refused(error);
    this.refuse(name, code === "invalid_input" ? explainField(name, details) : explain(code));
  }
}

export const welcome = defined("duo-welcome", Welcome);
