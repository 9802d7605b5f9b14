/** The shop that is asked what a customer has ordered, once somebody opens their card: one address, with a secret. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { codeOf } from "../../protocol/http.ts";
import { defined } from "../../ui/element.ts";
import { settings, type Shop } from "./doors.ts";
import { Listing, textField, type Read } from "./listing.ts";

interface Known extends Shop {
  readonly id: string;
}

const known = (shop: Shop): Known => ({ ...shop, id: shop.url });

class ShopPage extends Listing<Known> {
  protected readonly words = { adds: "shop.new", none: "shop.none" };

  protected get doors() {
    const { of, put, remove } = settings.shop(this.organisation);
    return {
      all: async () => {
        try {
          return [known(await of())];
        } catch (error) {
          if (codeOf(error) === "not_found") return [];
          throw error;
        }
      },
      add: async (wanted: object) => known(await put(wanted)),
      remove,
    };
  }

  /** There is one: another address takes its place. */
  protected override put(one: Known): void {
    this.known = [one];
  }

  protected called({ url }: Known): string {
    return url;
  }

  protected shown({ secret }: Known): TemplateResult | typeof nothing {
    if (!secret) return nothing;
    return html`<p>${t("webhooks.secret")}</p>
      <p class="channel-tag"><code dir="ltr" translate="no" data-testid="shop-secret">${secret}</code></p>`;
  }

  protected fields(): TemplateResult {
    return textField("url", t("webhooks.url"), this.known?.[0]?.url ?? "", { type: "url" });
  }

  protected wanted(read: Read): object {
    return { url: read("url") };
  }
}

export const page = defined("duo-desk-shop", ShopPage);
