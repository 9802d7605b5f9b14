/** An organisation keeps out who does not sign in as it asks: do so here, leave it, or sign out. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Me } from "../../protocol/types.ts";
import { Ending } from "../../state/ending.ts";
import { Attempt } from "../../ui/attempt.ts";
import { defined } from "../../ui/element.ts";
import { factor } from "./doors.ts";
import { goThere, providerName } from "./elsewhere.ts";
import "./identities.ts";
import "./passkeys.ts";
import "./second-factor.ts";

class Held extends Attempt {
  me!: Me;
  /** Signed out. */
  out!: () => void;
  /** What the identity provider is called, where that is asked for; null before it is known. */
  private provider: string | null = null;
  /** Somebody is not known there yet. */
  private connects = false;

  override connectedCallback() {
    super.connectedCallback();
    if (this.me.demand?.kind !== "provider") return;
    void providerName().then((name) => {
      this.provider = name;
      this.requestUpdate();
    });
  }

  override render() {
    const name = this.me.demand?.name ?? "";
    return html`<main class="enter held" data-testid="held">
      ${this.me.demand?.kind === "provider" ? this.elsewhere(name) : this.here(name)}
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

  private here(name: string): TemplateResult {
    const again = () => location.reload();
    return html`<h1>${t("demand.title", { name })}</h1>
      <p role="status">${t("demand.due")}</p>
      <duo-second-factor .whole=${true} .changed=${again}></duo-second-factor>
      <duo-passkeys .whole=${true} .changed=${again}></duo-passkeys>`;
  }

  private elsewhere(name: string): TemplateResult | typeof nothing {
    const { provider } = this;
    if (provider === null) return nothing;
    return html`<h1>${t("demand.provider_title", { name, provider })}</h1>
      <p role="status">${t("demand.provider_due")}</p>
      ${
        this.connects
          ? html`<duo-identities></duo-identities>`
          : html`<button
              class="button wide"
              type="button"
              data-testid="held-go"
              aria-busy=${String(this.busy)}
              @click=${this.go}
            >
              ${t("welcome.provider", { name: provider })}
            </button>`
      }`;
  }

  private async go(): Promise<void> {
    await this.done(async () => {
      this.connects = !(await goThere(this.me));
      this.requestUpdate();
    });
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
