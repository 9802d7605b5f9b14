/** In the settings: ways to the organisations that I am in. */

import { html, nothing } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Organisation } from "../../protocol/generated.ts";
import { api } from "../../protocol/http.ts";
import type { Session } from "../../state/session.ts";
import { Attempt } from "../../ui/attempt.ts";
import { openOrganisation } from "./dialog.ts";

class Organisations extends Attempt {
  static override properties = { ...Attempt.properties, all: { state: true } };

  session!: Session;
  /** Called before another dialog opens in place of this one. */
  close!: () => void;
  all: readonly Organisation[] = [];

  override connectedCallback() {
    super.connectedCallback();
    void this.tried(async () => (this.all = await api.organisations()));
  }

  override willUpdate() {
    this.hidden = !this.all.length && !this.trouble;
  }

  override render() {
    return html`${this.all.length ? html`<h3>${t("organisation.title")}</h3>` : nothing}${this.all.map(
        (one) =>
          html`<button
            class="button quiet wide"
            type="button"
            data-testid="organisation-open"
            @click=${() => void this.open(one.id)}
          >
            <bdi>${one.name}</bdi>
          </button>`,
      )} <p class="error" role="alert">${this.trouble}</p>`;
  }

  private async open(id: string): Promise<void> {
    await this.tried(async () => {
      const found = await api.organisation(id);
      this.close();
      openOrganisation(this.session, found);
    });
  }
}

customElements.define("duo-organisations", Organisations);
