/** In the account: another password. */

import { html, nothing } from "lit";
import { explainField, t } from "../../i18n/i18n.ts";
import { api, codeOf, detailsOf } from "../../protocol/http.ts";
import { announce } from "../../ui/announce.ts";
import { factor } from "../factor/doors.ts";
import { Secrets } from "./secrets.ts";

class Password extends Secrets {
  static override properties = { ...Secrets.properties, isChanged: { state: true }, has: { state: true } };

  isChanged = false;
  /** False: they came by an identity provider, and have none yet. */
  has = true;
  /** Told that it is another: other sessions are over. */
  changed!: () => void;

  override connectedCallback() {
    super.connectedCallback();
    void this.tried(async () => (this.has = (await factor.ways()).password));
  }

  override render() {
    const good = html`<span class="good">${t("account.changed")}</span>`;
    return html`<h3>${t("account.password")}</h3>
      <form class="form" novalidate @input=${this.corrected} @submit=${this.submitted}>
        ${
          this.has
            ? this.secret({ name: "old", label: t("account.old"), autocomplete: "current-password" })
            : nothing
        }
        ${this.secret({
          name: "new",
          label: t("account.new"),
          hint: t("welcome.password_hint"),
          autocomplete: "new-password",
        })}
        <p class="hint">${t("account.password_hint")}</p>
        <p class="error" role="alert" data-testid="account-error"
          >${this.trouble || (this.isChanged ? good : nothing)}</p
        >
        <button
          class="button quiet"
          type="submit"
          data-testid="account-change"
          aria-busy=${String(this.busy)}
        >
          ${t("account.change")}
        </button>
      </form>`;
  }

  private async submitted(event: Event): Promise<void> {
    event.preventDefault();
    if (this.lacks(...(this.has ? ["old", "new"] : ["new"]))) return;
    this.isChanged = false;
    const [old, fresh] = [this.has ? this.control("old").value : "", this.control("new").value];
    if (!(await this.done(() => api.changePassword(old, fresh)))) return;
    this.querySelector("form")?.reset();
    this.has = true;
    this.isChanged = true;
    announce(t("account.changed"));
    this.changed();
  }

  protected override refused(error: unknown): void {
    if (this.has && this.isNotMine(error, "old")) return;
    if (codeOf(error) === "invalid_input") this.refuse("new", explainField("password", detailsOf(error)));
    else super.refused(error);
  }
}

customElements.define("duo-password", Password);
