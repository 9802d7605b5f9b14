/** The part of the settings about notifications. The browser is asked by a press of the button, and never before. */

import { announce } from "../../ui/announce.ts";
import { fill, h } from "../../ui/dom.ts";
import { t } from "../../i18n/i18n.ts";
import { notify } from "../../state/keep.ts";
import { permission, turnOff, turnOn } from "../notify/push.ts";
import type { Choose } from "./settings.ts";

type Choice = (name: string, testid: string, values: string[], chosen: string, choose: Choose) => HTMLElement;

/** On or off for this browser, and whether the text is shown. */
export function notifySettings(
  session: { readonly me: { readonly id: string } },
  choice: Choice,
): HTMLElement {
  const me = session.me.id;
  const section: HTMLElement = h("section", { class: "settings-part" });
  const trouble: HTMLElement = h("p", { class: "hint", role: "status", testid: "notify-state" });

  async function press(): Promise<void> {
    const on = Boolean(notify.read(me)?.on);
    if (on) await turnOff(me);
    else await turnOn(me, false);
    show();
    announce(t(notify.read(me)?.on ? "notify.is_on" : "notify.is_off"));
  }

  function show(): void {
    const wish = notify.read(me);
    const allowed = permission();
    const on = Boolean(wish?.on) && allowed === "granted";
    const can = allowed === "granted" || allowed === "default";
    const button = h(
      "button",
      { class: "button quiet wide", type: "button", testid: "notify", disabled: !can, on: { click: press } },
      t(on ? "notify.off" : "notify.on"),
    );
    const texts = choice(
      "notify",
      "notify-text",
      ["text", "name"],
      wish?.hidesText ? "name" : "text",
      (changes) => {
        void turnOn(me, changes.notify === "name");
      },
    );
    fill(trouble, can ? "" : t(`notify.${allowed}`));
    fill(section, button, on ? texts : null, trouble);
  }

  show();
  return section;
}
