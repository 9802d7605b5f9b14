/** In the settings: whom I block, and whose requests I ignore. */

import { api, codeOf } from "../../protocol/http.ts";
import { fill, h } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";
import type { Session } from "../../state/session.ts";
import type { Conversation } from "../../protocol/types.ts";

/** @param close Leave the settings. */
export function asideSettings(session: Session, close: () => void): HTMLElement {
  const list = h("ul", { class: "aside-list", testid: "aside" });
  const status = h("p", { class: "hint", role: "status" });
  const show = async () => {
    try {
      const [blocked, ignored] = await Promise.all([api.aside("blocked"), api.aside("ignored")]);
      fill(list, [...blocked, ...ignored].map(line));
      fill(status, blocked.length + ignored.length ? null : t("requests.aside_none"));
    } catch (error) {
      fill(status, explain(codeOf(error)));
    }
  };
  const look = (conversation: Conversation) => {
    session.dispatch({ type: "conversation", conversation });
    close();
    location.hash = `#/c/${conversation.id}`;
  };
  const line = (conversation: Conversation) => {
    const { id, other, state } = conversation;
    const unblock = () =>
      session.decide(id, "unblock").then(show, (error: unknown) => fill(status, explain(codeOf(error))));
    const act =
      state === "blocked"
        ? button("unblock", t("requests.unblock"), other.name, unblock)
        : button("look", t("requests.look"), other.name, () => look(conversation));
    return h(
      "li",
      {},
      h(
        "span",
        { class: "aside-who" },
        h("bdi", {}, other.name),
        " ",
        h("bdi", { dir: "ltr", class: "hint" }, `@${other.handle}`),
      ),
      h("span", { class: "hint" }, t(`requests.is_${state}`)),
      act,
    );
  };
  void show();
  return h("section", { class: "settings-part" }, h("h3", {}, t("requests.aside")), status, list);
}

function button(what: string, text: string, name: string, act: () => unknown) {
  const props = { class: "button quiet", type: "button", testid: `aside-${what}`, on: { click: act } };
  return h("button", { ...props, "aria-label": `${text}: ${name}` }, text);
}
