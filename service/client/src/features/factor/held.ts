/** An organisation keeps out who has no second factor: set one up here, leave it, or sign out. */

import { html } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Me } from "../../protocol/types.ts";
import { Ending } from "../../state/ending.ts";
import { Attempt } from "../../ui/attempt.ts";
import { defined } from "../../ui/element.ts";
import { factor } from "./doors.ts";
import "./passkeys.ts";
import "./second-factor.ts";

class Held extends Attempt {
  me!: Me;
  /** Signed out. */
  out!: () => void;

  override render() {
    const name = this.me.demand?.name ?? "";
    const again = () => location.reload();
    return html`<main class="enter held" data-testid="held">
      <h1>${t("demand.title", { name })}</h1>
      <p role="status">${t("demand.due")}</p>
      <duo-second-factor .whole=${true} .changed=${again}></duo-second-factor>
      <duo-passkeys .whole=${true} .changed=${again}></duo-passkeys>
      <details class="deletion">
        <summary>${t("demand.leave", { name })}</summary>
        <p class="hint">${t("demand.leave_help", { name })}</p>
        <button class="button danger" type="button" data-testid="held-leave" @click=${this.leave}>
          ${t("demand.leave", { name })}
        </button>
      </details>
      <p class="error" role="alert">${this.trouble}</p>
      <button class="button quiet" type="button" data-testid="held-out" @click=${this.signOut}>
        ${t("settings.sign_out")}
      </button>
    </main>`;
  }

  private async leave(): Promise<void> {
    const { demand, id } = this.me;
    if (demand && (await this.done(() => factor.leave(demand.organisation_id, id)))) location.reload();
  }

  private async signOut(): Promise<void> {
    const ending = new Ending({ me: this.me, end: () => this.out() });
    await this.done(() => ending.signOut());
  }
}

export const held = defined("duo-held", Held);
