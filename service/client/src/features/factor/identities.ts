/** In the account: who I am at the identity provider, adding it, and taking it away. Nothing where there is none. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { ProviderIdentity } from "../../protocol/generated.ts";
import { api } from "../../protocol/http.ts";
import { short } from "../../text/time.ts";
import { announce } from "../../ui/announce.ts";
import { icon } from "../../ui/icons.ts";
import { factor } from "./doors.ts";
import { Proving } from "./proving.ts";
import { speakFactor } from "./words.ts";

class Identities extends Proving {
  static override properties = { ...Proving.properties, doing: { state: true }, provider: { state: true } };

  /** What is being taken away; "": one is added; null: nothing is done. */
  doing: string | null = null;
  /** What the provider is called; null before the service has told. */
  provider: string | null = null;
  /** Told that one went: other sessions are over. */
  changed: () => void = () => {};
  protected override secretName = "identity";

  override connectedCallback() {
    super.connectedCallback();
    void this.tried(() => speakFactor().then(() => this.load()));
  }

  async load(): Promise<void> {
    const [{ provider }] = await Promise.all([api.languages(), this.learn()]);
    this.provider = provider ?? "";
    this.requestUpdate();
  }

  override render() {
    const all = this.ways?.identities ?? [];
    this.hidden = !all.length && !this.provider && !this.trouble;
    if (this.hidden) return nothing;
    const adding = this.doing === "";
    return html`<h3 tabindex="-1">${t("identity.title", { name: this.provider || all[0]?.issuer || "" })}</h3>
      <p class="hint">${t(this.ways?.password ? "identity.what" : "identity.alone")}</p>
      <ul class="words-list" data-testid="identities">
        ${all.map((one) => this.item(one))}
      </ul>
      ${adding ? this.form() : nothing}
      <button
        class="button quiet"
        type="button"
        data-testid="identity-add"
        ?hidden=${!this.provider || adding || all.length > 0}
        @click=${() => this.begin("")}
      >
        ${t("identity.add")}
      </button>
      <p class="error" role="alert" data-testid="identity-error">${this.trouble}</p>`;
  }

  private item({ id, name, issuer, last_used_at: used }: ProviderIdentity): TemplateResult {
    const label = t("passkey.remove", { name: name || issuer });
    return html`<li class="word" data-testid="identity">
      <span class="word-what"
        ><bdi class="word-source">${name || issuer}</bdi
        ><span class="hint">${t("account.used", { when: short(used) })}</span></span
      >
      <button
        class="round"
        type="button"
        data-testid="identity-remove"
        aria-label=${label}
        title=${label}
        @click=${() => this.begin(id)}
      >
        ${icon("close")}
      </button>
      ${this.doing === id ? this.form() : nothing}
    </li>`;
  }

  private form(): TemplateResult {
    const submitted = (event: Event) => (event.preventDefault(), void this.submitted());
    return html`<form class="form" novalidate @input=${this.corrected} @submit=${submitted}>
      ${this.proofs()}
      <div class="acts">
        <button
          class="button ${this.doing ? "danger" : ""}"
          type="submit"
          data-testid="identity-go"
          aria-busy=${String(this.busy)}
        >
          ${t(this.doing ? "passkey.do_remove" : "passkey.do_add")}
        </button>
        <button
          class="button quiet"
          type="button"
          data-testid="identity-cancel"
          @click=${() => (this.doing = null)}
        >
          ${t("factor.cancel")}
        </button>
      </div>
    </form>`;
  }

  private begin(doing: string): void {
    this.doing = doing;
    this.wrong = {};
    this.trouble = "";
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(".form input, .form button")?.focus(),
    );
  }

  private async submitted(): Promise<void> {
    if (this.lacks(...this.needed)) return;
    const id = this.doing;
    if (!id) {
      const back = location.pathname === "/desk" ? "/desk" : "/";
      await this.done(async () => location.assign((await factor.add({ ...(await this.proof()), back })).url));
      return;
    }
    if (!(await this.done(async () => factor.drop(id, await this.proof())))) return;
    this.doing = null;
    await this.tried(() => this.load());
    announce(t("identity.did_remove"));
    this.changed();
  }
}

customElements.define("duo-identities", Identities);
