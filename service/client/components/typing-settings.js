/** The part of the settings about predictive text: on or off, and forgetting. */

import { announce } from "../core/announce.js";
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { ownWords, prefs } from "../core/keep.js";

/**
 * @param {import("../core/session.js").Session} session
 * @param {(name: string, testid: string, values: string[], chosen: string, choose: (changes: any) => void) => any} choice
 */
export function typingSettings(session, choice) {
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
