/** What one server was told: how each try went, and once more where somebody wants that. */

import { html, nothing, type TemplateResult } from "lit";
import { region, t } from "../../i18n/i18n.ts";
import { announce } from "../../ui/announce.ts";
import { defined } from "../../ui/element.ts";
import { settings, type Delivery } from "./doors.ts";
import { Pages, type Page } from "./pages.ts";

const STATES = ["", "waiting", "delivered", "dead"] as const;

class Deliveries extends Pages<Delivery> {
  static override properties = { ...Pages.properties, webhook: { attribute: false } };

  webhook!: string;
  /** Those alone; "": all. */
  private state: (typeof STATES)[number] = "";
  protected readonly none = "deliveries.none";

  override render(): TemplateResult {
    const chose = ({ target }: Event) => {
      this.state = (target as HTMLSelectElement).value as (typeof STATES)[number];
      void this.load();
    };
    return html`<label class="settings-state"
        ><span>${t("deliveries.state")}</span
        ><select data-testid="deliveries-state" @change=${chose}>
          ${STATES.map((one) => html`<option value=${one}>${t(`deliveries.state_${one || "any"}`)}</option>`)}
        </select></label
      >
      <button class="link" type="button" data-testid="deliveries-again" @click=${() => void this.load()}>
        ${t("deliveries.look")}
      </button>
      ${super.render()}`;
  }

  protected fetch(before: string | null): Promise<Page<Delivery>> {
    return settings.deliveries(this.organisation, this.webhook, this.state, before);
  }

  protected line(one: Delivery): TemplateResult {
    const { event, state, attempts, created_at: at, due_at: due, last_status, last_error } = one;
    const said = [
      t(`deliveries.state_${state}`),
      t("deliveries.tries", { count: attempts }),
      last_status ? t("webhooks.last", { status: last_status }) : "",
      last_error ?? "",
      state === "waiting" && due && attempts ? t("deliveries.due", { time: moment(due) }) : "",
    ];
    return html`<p><code>${event}</code> <time datetime=${at}>${moment(at)}</time></p>
      <p class="hint" data-state=${state}>${said.filter(Boolean).join(" · ")}</p>
      ${
        state === "waiting"
          ? nothing
          : html`<button
              class="link"
              type="button"
              data-testid="delivery-replay"
              aria-label=${t("deliveries.replay_of", { event })}
              ?disabled=${this.busy}
              @click=${() => void this.replay(one)}
            >
              ${t("deliveries.replay")}
            </button>`
      }`;
  }

  private async replay({ id }: Delivery): Promise<void> {
    const sent = await this.done(async () =>
      this.put(await settings.replay(this.organisation, this.webhook, id)),
    );
    if (sent) announce(t("deliveries.replayed"));
  }
}

/** Day and time, to the second. */
export function moment(at: string): string {
  const form = { dateStyle: "medium", timeStyle: "medium" } as const;
  return new Intl.DateTimeFormat(region(), form).format(new Date(at));
}

export const deliveries = defined("duo-desk-deliveries", Deliveries);
