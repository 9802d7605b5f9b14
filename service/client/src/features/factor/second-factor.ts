/** Two steps to sign in: off, being set up, its recovery codes, on. In the account, and where an organisation asks for it. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Enrolment, SecondFactor } from "../../protocol/generated.ts";
import { announce } from "../../ui/announce.ts";
import { codeInput } from "./code-field.ts";
import { codesShown } from "./codes.ts";
import { factor } from "./doors.ts";
import { Proving } from "./proving.ts";
import { when } from "./when.ts";
import { speakFactor } from "./words.ts";

export class Factor extends Proving {
  static override properties = {
    ...Proving.properties,
    stands: { state: true },
    begun: { state: true },
    codes: { state: true },
  };

  protected override secretName = "factor";
  /** What an app is to be given; null: nothing was begun. */
  begun: Enrolment | null = null;
  /** Recovery codes that are shown this once. */
  codes: readonly string[] | null = null;
  /** On a page of its own, not in a dialog. */
  whole = false;
  /** Told that it was switched on or off: other sessions are over. */
  changed: () => void = () => {};

  override connectedCallback() {
    super.connectedCallback();
    void this.tried(() => speakFactor().then(() => this.load()));
  }

  async load(): Promise<void> {
    await this.learn();
  }

  override render() {
    if (!this.stands) return html`<p class="error" role="alert">${this.trouble}</p>`;
    const title = t("factor.title");
    const heading = this.whole
      ? html`<h2 tabindex="-1">${title}</h2>`
      : html`<h3 tabindex="-1">${title}</h3>`;
    return html`${heading} ${this.step(this.stands)}`;
  }

  private step(stands: SecondFactor): TemplateResult {
    if (this.codes) return this.kept(this.codes);
    if (this.begun) return this.setting(this.begun);
    return stands.on ? this.on(stands) : this.off();
  }

  private off(): TemplateResult {
    return this.form(
      "begin",
      html`<p class="hint">${t("factor.what")}</p> ${this.proofs()}`,
      html`<button class="button quiet" type="submit" data-testid="factor-begin"
        >${t("factor.begin")}</button
      >`,
    );
  }

  private setting({ secret, uri, picture: { size, path } }: Enrolment): TemplateResult {
    const parts = secret.match(/.{1,4}/g) ?? [];
    const cancel = () => void this.shows(() => (this.begun = null));
    return this.form(
      "confirm",
      html`<p>${t("factor.scan")}</p>
        <svg class="qr" role="img" aria-label=${t("factor.picture")} viewBox="0 0 ${size} ${size}">
          <path fill="#fff" d="M0 0h${size}v${size}h-${size}z"></path>
          <path fill="#000" d=${path}></path>
        </svg>
        <p class="hint">${t("factor.secret")}</p>
        <p><code class="secret" dir="ltr" data-testid="factor-secret">${parts.join(" ")}</code></p>
        <p><a class="link" href=${uri}>${t("factor.open")}</a></p>
        ${this.code(true)}`,
      html`<button class="button" type="submit" data-testid="factor-confirm" aria-busy=${String(this.busy)}>
          ${t("factor.confirm")}
        </button>
        <button class="button quiet" type="button" data-testid="factor-cancel" @click=${cancel}>
          ${t("factor.cancel")}
        </button>`,
    );
  }

  private kept(codes: readonly string[]): TemplateResult {
    return codesShown(codes, () => void this.shows(() => (this.codes = null)).then(() => this.changed()));
  }

  private on({ since, recovery_left: count }: SecondFactor): TemplateResult {
    return this.form(
      "change",
      html`<p class="good" data-testid="factor-on">${t("factor.on", { when: since ? when(since) : "" })}</p>
        <p class="hint">${t("factor.left", { count })}</p>
        ${this.password()} ${this.code()}`,
      html`<button class="button quiet" type="submit" value="renew" data-testid="factor-renew">
          ${t("factor.renew")}
        </button>
        <button class="button danger" type="submit" value="off" data-testid="factor-off">
          ${t("factor.off")}
        </button>`,
    );
  }

  private form(step: "begin" | "confirm" | "change", fields: TemplateResult, acts: TemplateResult) {
    const submitted = (event: SubmitEvent) => {
      event.preventDefault();
      void this[step]((event.submitter as HTMLButtonElement | null)?.value ?? "");
    };
    return html`<form class="form" novalidate @input=${this.corrected} @submit=${submitted}>
      ${fields}
      <p class="hint">${step === "begin" ? nothing : t("account.password_hint")}</p>
      <p class="error" role="alert" data-testid="factor-error">${this.trouble}</p>
      <div class="acts">${acts}</div>
    </form>`;
  }

  private password(): TemplateResult | typeof nothing {
    if (!this.ways?.password) return nothing;
    return this.secret({
      name: "factor",
      label: t("welcome.password"),
      autocomplete: "current-password",
    });
  }

  private get typed(): string {
    return this.ways?.password ? this.control("factor").value : "";
  }

  private code(digits = false): TemplateResult {
    const hint = digits ? "" : t("factor.code_hint");
    return this.field({ name: "code", id: "factor-code", label: t("factor.code"), hint }, (ties) =>
      codeInput(ties, digits),
    );
  }

  protected async begin(): Promise<void> {
    if (this.lacks(...this.needed)) return;
    const begin = async () => {
      const begun = await factor.begin(await this.proof());
      await this.shows(() => (this.begun = begun));
    };
    await this.done(begin);
  }

  protected async confirm(): Promise<void> {
    if (this.lacks("code")) return;
    const { value } = this.control("code");
    await this.done(() => factor.confirm(value).then((made) => this.made(made.codes, "factor.on_done")));
  }

  protected async change(wish: string): Promise<void> {
    if (this.lacks(...this.needed, "code")) return;
    const [password, code] = [this.typed, this.control("code").value];
    if (wish !== "off") {
      await this.done(() => factor.renew(password, code).then((made) => this.made(made.codes)));
      return;
    }
    if (!(await this.done(() => factor.remove(password, code)))) return;
    await this.shows(() => undefined);
    announce(t("factor.off_done"));
    this.changed();
  }

  private async made(codes: readonly string[], said = ""): Promise<void> {
    await this.shows(() => {
      this.begun = null;
      this.codes = codes;
    });
    if (said) announce(t(said));
  }

  /** Another step, told from its beginning to who hears the page. */
  private async shows(change: () => void): Promise<void> {
    change();
    this.wrong = {};
    await this.load();
    await this.updateComplete;
    this.querySelector<HTMLElement>("h2, h3")?.focus();
  }
}

customElements.define("duo-second-factor", Factor);
