/** Tags that conversations may have. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { defined } from "../../ui/element.ts";
import type { Tag } from "../shapes.ts";
import { spot } from "../tag.ts";
import { settings } from "./doors.ts";
import { labelled, Listing, textField, type Read } from "./listing.ts";

const COLOUR = "#2563eb";

class Tags extends Listing<Tag> {
  protected readonly words = { adds: "tags.new", none: "tags.none" };

  protected get doors() {
    return settings.tags(this.organisation);
  }

  protected called({ name }: Tag): string {
    return name;
  }

  protected shown({ colour }: Tag): TemplateResult {
    return html`<p>${spot(colour)}</p>`;
  }

  protected fields(one: Tag | null): TemplateResult {
    const colour = html`<input
      type="color"
      id="settings-colour"
      name="colour"
      .value=${one?.colour ?? COLOUR}
    />`;
    return html`${textField("name", t("tags.name"), one?.name ?? "")}
    ${labelled("colour", t("channel.colour"), colour)}`;
  }

  protected wanted(read: Read): object {
    return { name: read("name"), colour: read("colour") };
  }
}

export const page = defined("duo-desk-tags", Tags);
