/** Whether I am here: who is gets conversations given. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../i18n/i18n.ts";
import { codeOf } from "../protocol/http.ts";
import { announce } from "../ui/announce.ts";
import { defined, StateElement } from "../ui/element.ts";
import type { Presence } from "./doors.ts";
import type { Staff } from "./staff.ts";

const STATES: readonly Presence[] = ["online", "away", "offline"];

class Availability extends StateElement {
  staff!: Staff;

  override render(): TemplateResult | typeof nothing {
    const { chosen } = this.staff;
    if (!chosen) return nothing;
    const options = STATES.map(
      (one) => html`<option value=${one} ?selected=${one === chosen}>${t(`staff.${one}`)}</option>`,
    );
    return html`<label class="desk-availability" data-state=${chosen}>
      <span class="unseen">${t("staff.mine")}</span>
      <select data-testid="desk-availability" .value=${chosen} @change=${this.changed}>
        ${options}
      </select>
    </label>`;
  }

  private async changed({ target }: Event): Promise<void> {
    const select = target as HTMLSelectElement;
    try {
      await this.staff.choose(select.value as Presence);
      announce(t("staff.changed", { state: t(`staff.${select.value}`) }));
    } catch (error) {
      select.value = this.staff.chosen ?? "";
      announce(explain(codeOf(error)));
    }
  }
}

export const availability = defined("duo-desk-availability", Availability);
