/** To whom a conversation can be handed on: colleagues, those who are here first, and queues. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { defined, StateElement } from "../ui/element.ts";
import type { Agent, Queue } from "./doors.ts";
import type { Colleague } from "./office.ts";
import type { Staff } from "./staff.ts";

/** To a colleague, or to a queue. */
export type Whither = { readonly to: string } | { readonly queue: string };

class Hand extends StateElement {
  static override properties = { organisation: { attribute: false }, busy: { attribute: false } };

  staff!: Staff;
  organisation!: string;
  /** Known by name also before `staff` has come. */
  colleagues!: (organisation: string) => readonly Colleague[];
  busy = false;
  chose!: (whither: Whither) => void;

  override render(): TemplateResult | typeof nothing {
    const { staff, organisation } = this;
    const agents = new Map(staff.colleagues(organisation).map((one) => [one.account_id, one]));
    const colleagues = this.colleagues(organisation);
    const queues = staff.queues(organisation);
    if (!colleagues.length && !queues.length) return nothing;
    const known = [...agents.keys()].flatMap((id) => colleagues.filter((one) => one.id === id));
    const others = colleagues.filter(({ id }) => !agents.has(id));
    return html`<select
      class="desk-hand"
      aria-label=${t("desk.hand_on")}
      data-testid="desk-hand"
      ?disabled=${this.busy}
      @focus=${() => void staff.load()}
      @change=${this.changed}
    >
      <option value="">${t("desk.hand_on")}</option>
      ${queues.length ? html`<optgroup label=${t("staff.queues")}>${queues.map(toQueue)}</optgroup>` : nothing}
      ${
        colleagues.length
          ? html`<optgroup label=${t("staff.colleagues")}>
              ${[...known, ...others].map((one) => toColleague(one, agents.get(one.id)))}
            </optgroup>`
          : nothing
      }
    </select>`;
  }

  private changed({ target }: Event): void {
    const select = target as HTMLSelectElement;
    const [kind, id] = select.value.split(" ");
    select.value = "";
    if (id) this.chose(kind === "queue" ? { queue: id } : { to: id });
  }
}

function toColleague({ id, name }: Colleague, agent: Agent | undefined): TemplateResult {
  const how = agent ? ` · ${t(`staff.${agent.state}`)} · ${agent.load}/${agent.capacity}` : "";
  return html`<option value="to ${id}">${name}${how}</option>`;
}

function toQueue({ id, name }: Queue): TemplateResult {
  return html`<option value="queue ${id}">${name}</option>`;
}

export const hand = defined("duo-desk-hand", Hand);
