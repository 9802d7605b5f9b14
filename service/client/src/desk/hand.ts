/** To whom a conversation can be handed on, and with what note: colleagues, those who are here first, and queues. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { newId } from "../protocol/id.ts";
import { defined, StateElement } from "../ui/element.ts";
import type { Agent, Queue } from "./doors.ts";
import type { Colleague } from "./office.ts";
import type { Staff } from "./staff.ts";

/** To a colleague, or to a queue; with a note for who takes it. Sent again with its `client_id`, it is the same note. */
export type Whither = ({ readonly to: string } | { readonly queue: string }) & {
  readonly note?: string;
  readonly client_id?: string;
};

class Hand extends StateElement {
  static override properties = {
    conversationId: { attribute: false },
    organisation: { attribute: false },
    busy: { attribute: false },
    whither: { state: true },
  };

  staff!: Staff;
  conversationId!: string;
  organisation!: string;
  /** Known by name also before `staff` has come. */
  colleagues!: (organisation: string) => readonly Colleague[];
  busy = false;
  chose!: (whither: Whither) => void;
  /** Chosen, and a note may be written. */
  private whither: Whither | null = null;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("conversationId")) this.whither = null;
  }

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
      </select>
      ${this.whither ? this.form(this.whither) : nothing}`;
  }

  private form(whither: Whither): TemplateResult {
    const submitted = (event: Event) => {
      event.preventDefault();
      const note = this.querySelector("input")?.value.trim() ?? "";
      this.chose(note ? { ...whither, note } : whither);
    };
    return html`<form class="desk-note" @submit=${submitted}>
      <input
        type="text"
        dir="auto"
        maxlength="2000"
        aria-label=${t("desk.note_label")}
        data-testid="desk-hand-note"
        placeholder=${t("desk.note_label")}
      />
      <button class="button" type="submit" data-testid="desk-hand-do" ?disabled=${this.busy}
        >${t("desk.hand_do")}</button
      >
    </form>`;
  }

  private async changed({ target }: Event): Promise<void> {
    const [kind, id] = (target as HTMLSelectElement).value.split(" ");
    const client_id = newId();
    if (!id) this.whither = null;
    else this.whither = kind === "queue" ? { queue: id, client_id } : { to: id, client_id };
    await this.updateComplete;
    this.querySelector("input")?.focus();
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
