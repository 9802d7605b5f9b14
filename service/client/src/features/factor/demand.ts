/** An organisation will ask how somebody signs in: a line that says from when, and leads to it. */

import { html, nothing } from "lit";
import { t } from "../../i18n/i18n.ts";
import { StateElement } from "../../ui/element.ts";
import { openAccount } from "../settings/account.ts";
import { goThere, providerName } from "./elsewhere.ts";
import { when } from "./when.ts";

/** Shown by `duo-connection`; fetched, with its words, only where there is such a demand. */
class Demanded extends StateElement {
  static override properties = { ...StateElement.properties, provider: { state: true } };

  /** What the identity provider is called; null before it is known. */
  provider: string | null = null;

  override connectedCallback() {
    super.connectedCallback();
    if (this.session.state.me?.demand?.kind !== "provider") return;
    void providerName().then((name) => (this.provider = name));
  }

  override render() {
    const { me } = this.session.state;
    const demand = me?.demand;
    if (!demand) return nothing;
    const told = { name: demand.name, when: when(demand.since) };
    if (demand.kind !== "provider") return this.line(t("demand.soon", told), t("factor.begin"));
    if (this.provider === null) return nothing;
    const { provider } = this;
    return this.line(
      t("demand.provider_soon", { ...told, provider }),
      t("welcome.provider", { name: provider }),
    );
  }

  private line(said: string, act: string) {
    return html`<p class="connection demand shown" role="status" data-testid="demand">
      <span>${said}</span>
      <button class="link" type="button" data-testid="demand-set-up" @click=${() => this.begin()}>
        ${act}
      </button>
    </p>`;
  }

  private async begin(): Promise<void> {
    const { me } = this.session.state;
    if (me?.demand?.kind === "provider" && (await goThere(me))) return;
    openAccount(this.session);
  }
}

customElements.define("duo-demand", Demanded);
