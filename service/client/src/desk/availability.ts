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
      <select
        data-testid="desk-availability"
        .value=${chosen}
        @change=${({ target }: Event) => void this.choose((target as HTMLSelectElement).value as Presence)}
      >
        ${options}
      </select>
    </label>`;
  }

  private async choose(state: Presence): Promise<void> {
    if (await chosen(this.staff, state)) return;
    const select = this.querySelector("select");
    if (select) select.value = this.staff.chosen ?? "";
  }
}

/** Who is away is given no conversation, and begins so: that is said, with the way out of it. */
class Away extends StateElement {
  staff!: Staff;

  override render(): TemplateResult | typeof nothing {
    if (this.staff.chosen !== "away") return nothing;
    return html`<div class="desk-away" data-testid="desk-away">
      <p>${t("staff.away_says")}</p>
      <button class="link" type="button" data-testid="desk-here" @click=${() => void this.here()}
        >${t("staff.here_do")}</button
      >
    </div>`;
  }

  /** What was pressed goes: the keyboard is where it can be taken back. */
  private async here(): Promise<void> {
    if (!(await chosen(this.staff, "online"))) return;
    document.querySelector<HTMLElement>("[data-testid=desk-availability]")?.focus();
  }
}

/** @returns Whether it was taken; what came of it is said. */
async function chosen(staff: Staff, state: Presence): Promise<boolean> {
  try {
    await staff.choose(state);
    announce(t("staff.changed", { state: t(`staff.${state}`) }));
    return true;
  } catch (error) {
    announce(explain(codeOf(error)));
    return false;
  }
}

export const away = defined("duo-desk-away", Away);
export const availability = defined("duo-desk-availability", Availability);
