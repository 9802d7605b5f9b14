/** Other programs that are told of what happens, and how that goes. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { announce } from "../../ui/announce.ts";
import { defined } from "../../ui/element.ts";
import "./deliveries.ts";
import { settings, type Webhook } from "./doors.ts";
import { Listing, several, textField, ticks, type Read } from "./listing.ts";

class Webhooks extends Listing<Webhook> {
  static override properties = { ...Listing.properties, looking: { state: true } };

  /** The one whose deliveries are shown. */
  private looking = "";
  protected readonly words = { adds: "webhooks.new", none: "webhooks.none" };

  protected get doors() {
    return settings.webhooks(this.organisation);
  }

  protected called({ url }: Webhook): string {
    return url;
  }

  protected shown(one: Webhook): TemplateResult {
    const { enabled, events, last_status, waiting, dead, secret } = one;
    const says = [
      t(enabled ? "webhooks.on" : "webhooks.off"),
      events.join(", "),
      last_status ? t("webhooks.last", { status: last_status }) : "",
      waiting ? t("webhooks.waiting", { count: waiting }) : "",
      dead ? t("webhooks.dead", { count: dead }) : "",
    ];
    return html`<p class="hint">${says.filter(Boolean).join(" · ")}</p>
      ${
        secret
          ? html`<p>${t("webhooks.secret")}</p>
              <p class="channel-tag"
                ><code dir="ltr" translate="no" data-testid="webhook-secret">${secret}</code></p
              >`
          : nothing
      }
      <button class="link" type="button" data-testid="webhook-test" @click=${() => void this.try(one)}>
        ${t("webhooks.test")}
      </button>
      <button
        class="link"
        type="button"
        data-testid="webhook-deliveries"
        aria-expanded=${String(this.looking === one.id)}
        @click=${() => void (this.looking = this.looking === one.id ? "" : one.id)}
      >
        ${t("deliveries.title")}
      </button>
      ${this.looking === one.id ? this.deliveries(one) : nothing}`;
  }

  private deliveries({ id }: Webhook): TemplateResult {
    return html`<duo-desk-deliveries
      .organisation=${this.organisation}
      .webhook=${id}
    ></duo-desk-deliveries>`;
  }

  protected fields(one: Webhook | null): TemplateResult {
    const events = one?.events.join(", ") ?? "*";
    return html`${textField("url", t("webhooks.url"), one?.url ?? "", { type: "url" })}
    ${textField("events", t("webhooks.events"), events, { hint: t("webhooks.events_hint") })}
    ${ticks("enabled", t("webhooks.state"), [["yes", t("webhooks.on")]], [(one?.enabled ?? true) ? "yes" : ""])}`;
  }

  protected wanted(read: Read): object {
    return { url: read("url"), events: several(read("events")), enabled: read("enabled") === "yes" };
  }

  private async try({ id }: Webhook): Promise<void> {
    if (await this.done(() => settings.testWebhook(this.organisation, id))) announce(t("webhooks.tested"));
  }
}

export const page = defined("duo-desk-webhooks", Webhooks);
