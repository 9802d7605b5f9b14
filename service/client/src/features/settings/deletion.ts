/** In the account: its end. First what goes and what stays; then the password; there is no way back. */

import { html } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Session } from "../../state/session.ts";
import { Secrets } from "./secrets.ts";

class Deletion extends Secrets {
  session!: Session;
  /** Leave the account. */
  close!: () => void;

  override render() {
    const says = ["goes", "erased", "stays", "handle"];
    return html`<details class="settings-part deletion" data-testid="deletion">
      <summary>${t("account.delete")}</summary>
      <ul class="says">
        ${says.map((one) => html`<li>${t(`account.delete_${one}`)}</li>`)}
      </ul>
      <form class="form" novalidate @input=${this.corrected} @submit=${this.submitted}>
        ${this.secret({
          name: "confirm",
          label: t("welcome.password"),
          autocomplete: "current-password",
        })}
        <p class="error" role="alert" data-testid="delete-error">${this.trouble}</p>
        <button
          class="button danger"
          type="submit"
          data-testid="delete-for-good"
          aria-busy=${String(this.busy)}
        >
          ${t("account.delete_for_good")}
        </button>
      </form>
    </details>`;
  }

  private async submitted(event: Event): Promise<void> {
    event.preventDefault();
    if (this.lacks("confirm")) return;
    const { value } = this.control("confirm");
    if (await this.done(() => this.session.ending.deleteMe(value))) this.close();
  }

  protected override refused(error: unknown): void {
    if (!this.isNotMine(error, "confirm")) super.refused(error);
  }
}

customElements.define("duo-deletion", Deletion);
