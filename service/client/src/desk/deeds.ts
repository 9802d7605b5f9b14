/** Where the bar has no room: all that may be done with the conversation, in a menu. */

import { t } from "../i18n/i18n.ts";
import { defined } from "../ui/element.ts";
import { Drop, type Item } from "../ui/drop.ts";

export class Deeds extends Drop {
  /** Asked for while the menu is open. */
  offers!: () => readonly { readonly label: string; readonly run: () => void }[];

  protected get called() {
    return { name: "desk-deeds", label: t("desk.deeds") };
  }

  protected items(): readonly Item[] {
    return this.offers().map(({ label, run }) => ({ name: "desk-deed", label, does: run }));
  }
}

export const deeds = defined("duo-desk-deeds", Deeds);
