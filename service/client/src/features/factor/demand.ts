/** An organisation will ask for a second factor: a line that says from when, and leads to it. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Me } from "../../protocol/types.ts";
import type { Session } from "../../state/session.ts";
import { serverNow, short } from "../../text/time.ts";
import { lazily } from "../../ui/lazy.ts";

/** @returns Whether nothing goes on before it is met. */
export function isHeld({ demand }: Me): boolean {
  return !!demand && Date.parse(demand.since) <= serverNow();
}

export function demandLine(session: Session): TemplateResult | typeof nothing {
  const demand = session.state.me?.demand;
  if (!demand) return nothing;
  const open = async () => {
    const { openAccount } = await lazily(() => import("../settings/dialogs.ts"));
    openAccount(session);
  };
  return html`<p class="connection demand shown" role="status" data-testid="demand">
    <span>${t("demand.soon", { name: demand.name, when: short(demand.since) })}</span>
    <button class="link" type="button" data-testid="demand-set-up" @click=${() => void open()}>
      ${t("factor.begin")}
    </button>
  </p>`;
}
