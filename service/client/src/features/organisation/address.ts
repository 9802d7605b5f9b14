/** For owners: how agents and customers speak to each other, where a conversation has not said otherwise. */

import { html, nothing } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import type { Organisation } from "../../protocol/generated.ts";
import { api, codeOf } from "../../protocol/http.ts";
import { announce } from "../../ui/announce.ts";
import { Form } from "../../ui/form.ts";

type Address = NonNullable<Organisation["address"]>;

const WAYS: readonly Address[] = ["formal", "informal"];

class AddressForm extends Form {
  static override properties = { ...Form.properties, isSaved: { state: true } };

  organisation!: Organisation;
  isSaved = false;

  override render() {
    const good = html`<span class="good" data-testid="address-saved">${t("limits.saved")}</span>`;
    return html`<h3>${t("address.title")}</h3>
      <form class="form" novalidate @input=${this.typed} @submit=${this.submitted}>
        <p class="hint">${t("address.hint")}</p>
        ${this.choice()}
        <p class="error" role="alert" data-testid="address-error"
          >${this.trouble || (this.isSaved ? good : nothing)}</p
        >
        <button class="button quiet" type="submit" data-testid="address-save" aria-busy=${String(this.busy)}>
          ${t("limits.save")}
        </button>
      </form>`;
  }

  private choice() {
    const stands = this.organisation.address ?? "formal";
    return this.field(
      { name: "address", id: "address", label: t("address.label") },
      (ties) =>
        html`<select id=${ties.id} aria-describedby=${ties.about} name="address" data-testid="address">
          ${WAYS.map(
            (one) => html`<option value=${one} ?selected=${one === stands}>${t(`address.${one}`)}</option>`,
          )}
        </select>`,
    );
  }

  private typed(event: Event): void {
    this.isSaved = false;
    this.corrected(event);
  }

  private async submitted(event: Event): Promise<void> {
    event.preventDefault();
    const address = this.control<HTMLSelectElement>("address").value as Address;
    const save = async () => (this.organisation = await api.configure(this.organisation.id, { address }));
    if (!(await this.done(save))) return;
    this.isSaved = true;
    announce(t("limits.saved"));
  }

  protected override refused(error: unknown): void {
    this.trouble = explain(codeOf(error));
  }
}

customElements.define("duo-address", AddressForm);
