/** An organisation will ask for a second factor: a line that says from when, and leads to it. */

import { html, nothing } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Me } from "../../protocol/types.ts";
import { serverNow } from "../../text/time.ts";
import { StateElement } from "../../ui/element.ts";
import { openAccount } from "../settings/account.ts";
import { when } from "./when.ts";

/** The service tells its time in whole seconds, in ms. */
const WHOLE = 1000;

/** @returns Whether nothing goes on before it is met. */
export function isHeld({ demand }: Me): boolean {
  return !!demand && Date.parse(demand.since) <= serverNow() + WHOLE;
}

/** Shown by `duo-connection`; fetched, with its words, only where there is such a demand. */
class Demanded extends StateElement {
  override render() {
    const demand = this.session.state.me?.demand;
    if (!demand) return nothing;
    const open = () => openAccount(this.session);
    return html`<p class="connection demand shown" role="status" data-testid="demand">
      <span>${t("demand.soon", { name: demand.name, when: when(demand.since) })}</span>
      <button class="link" type="button" data-testid="demand-set-up" @click=${open}>
        ${t("factor.begin")}
      </button>
    </p>`;
  }
}

customElements.define("duo-demand", Demanded);
