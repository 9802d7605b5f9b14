/** In the settings: whom I block, and whose requests I ignore. */

import { api } from "../../protocol/http.ts";
import { fill, h } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";

/**
 * @param {import("../../state/session.ts").Session} session
 * @param {() => void} close Leave the settings.
 * @returns {HTMLElement}
 */
export function asideSettings(session, close) {
  const list = h("ul", { class: "aside-list", testid: "aside" });
  const status = h("p", { class: "hint", role: "status" });
  const show = async () => {
    try {
      const [blocked, ignored] = await Promise.all([api.aside("blocked"), api.aside("ignored")]);
      fill(list, [...blocked, ...ignored].map(line));
      fill(status, blocked.length + ignored.length ? null : t("requests.aside_none"));
    } catch (error) {
      fill(status, explain(error.code));
    }
  };
  const look = (conversation) => {
    session.dispatch({ type: "conversation", conversation });
    close();
    location.hash = `#/c/${conversation.id}`;
  };
  const line = (conversation) => {
    const { id, other, state } = conversation;
    const unblock = () => session.decide(id, "unblock").then(show, (error) => fill(status, explain(error.code)));
    const act =
      state === "blocked"
        ? button("unblock", t("requests.unblock"), other.name, unblock)
        : button("look", t("requests.look"), other.name, () => look(conversation));
    return h(
      "li",
      {},
      h("span", { class: "aside-who" }, h("bdi", {}, other.name), " ", h("bdi", { dir: "ltr", class: "hint" }, `@${other.handle}`)),
      h("span", { class: "hint" }, t(`requests.is_${state}`)),
      act,
    );
  };
  show();
  return h("section", { class: "settings-part" }, h("h3", {}, t("requests.aside")), status, list);
}

function button(what, text, name, act) {
  const props = { class: "button quiet", type: "button", testid: `aside-${what}`, on: { click: act } };
  return h("button", { ...props, "aria-label": `${text}: ${name}` }, text);
}
