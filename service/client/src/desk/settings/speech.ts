/** How agents and customers are spoken to: formally or informally, where a conversation has not said otherwise. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Organisation } from "../../protocol/generated.ts";
import { api } from "../../protocol/http.ts";
import "../../features/organisation/address.ts";
import { Attempt } from "../../ui/attempt.ts";
import { defined } from "../../ui/element.ts";

class Speech extends Attempt {
  static override properties = {
    ...Attempt.properties,
    organisation: { attribute: false },
    found: { state: true },
  };

  organisation!: string;
  /** Owners change it; who else runs the organisation sees how it is. */
  owner = false;
  private found: Organisation | null = null;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("organisation")) void this.load();
  }

  override render(): TemplateResult {
    return html`<p class="error" role="alert" data-testid="settings-problem">${this.trouble}</p>
      ${this.found ? this.shown(this.found) : this.trouble ? nothing : html`<p role="status">${t("state.loading")}</p>`}`;
  }

  private shown(found: Organisation): TemplateResult {
    if (this.owner) return html`<duo-address .organisation=${found}></duo-address>`;
    const stands = t(`address.${found.address ?? "formal"}`);
    return html`<p data-testid="address-stands">${t("address.label")}: <b>${stands}</b></p>`;
  }

  private async load(): Promise<void> {
    const { organisation } = this;
    await this.tried(async () => {
      const found = await api.organisation(organisation);
      if (organisation === this.organisation) this.found = found;
    });
  }
}

export const page = defined("duo-desk-speech", Speech);
