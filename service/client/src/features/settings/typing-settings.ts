/** The part of the settings about predictive text: on or off, and forgetting. */

import { announce } from "../../ui/announce.ts";
import { h } from "../../ui/dom.ts";
import { t } from "../../i18n/i18n.ts";
import { ownWords, prefs } from "../../state/keep.ts";
import type { Session } from "../../state/session.ts";
import type { Choose } from "./settings.ts";

export function typingSettings(
  session: Session,
  choice: (name: string, testid: string, values: string[], chosen: string, choose: Choose) => HTMLElement,
): HTMLElement {
  const me = session.me.id;
  const forget = h(
    "button",
    { class: "button quiet wide", type: "button", testid: "typing-forget", disabled: !ownWords.any(me) },
    t("typing.forget"),
  );
  forget.addEventListener("click", () => {
    ownWords.forget(me);
    forget.disabled = true;
    announce(t("typing.forgotten"));
  });
  return h(
    "section",
    { class: "settings-part" },
    choice("typing", "typing-select", ["on", "off"], prefs.read().typing, (changes) => prefs.write(changes)),
    h("p", { class: "hint" }, t("typing.hint")),
    forget,
  );
}
