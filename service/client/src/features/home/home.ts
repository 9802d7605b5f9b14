/** Signed in: the conversations beside the chat; on a phone one of the two at a time. */

import { fill, h } from "../../ui/dom.ts";
import { t } from "../../i18n/i18n.ts";
import { icon, mark } from "../../ui/icons.ts";
import { define, View } from "../../ui/view.ts";
import { Announcer } from "../chat/announcer.ts";
import { showUnread } from "./title.ts";
import { chat } from "../chat/chat.ts";
import { connection } from "./connection.ts";
import { conversations } from "./conversations.ts";
import { find } from "./find.ts";
import { openSettings } from "../settings/settings.ts";
import { nothingChosen } from "../../ui/states.ts";

class Home extends View {
  /** @type {{relabel: () => Promise<void>}} */
  host;

  build() {
    const { session } = this;
    this.find = find({
      session,
      found: (id) => this.go(id),
      searching: (on) => this.aside.classList.toggle("searching", on),
    });
    this.list = conversations({ session, find: () => this.find.start() });
    const settings = h(
      "button",
      {
        class: "round",
        type: "button",
        testid: "settings-open",
        "aria-label": t("settings.title"),
        title: t("settings.title"),
        on: { click: () => openSettings(session, this.host) },
      },
      icon("settings"),
    );
    const head = h(
      "header",
      { class: "side-head" },
      h("h1", { class: "brand" }, mark(), h("span", {}, "Duologue")),
      settings,
    );
    const nav = h("nav", { "aria-label": t("list.title") }, this.list);
    this.aside = h("section", { class: "side" }, head, this.find, nav);
    this.pane = h("div", { class: "pane" });
    this.append(connection({ session }), h("main", {}, this.aside, this.pane));
    this.announcer = new Announcer(session);
    this.route = () => this.show();
    addEventListener("hashchange", this.route);
    this.show();
  }

  closed() {
    removeEventListener("hashchange", this.route);
    this.announcer?.stop();
    showUnread(0);
  }

  update(state) {
    showUnread(state);
    const wanted = chosen();
    if (state.ready && wanted && !this.open && state.conversations.has(wanted)) this.show();
  }

  /** Show what the address says. */
  show() {
    const { session } = this;
    const id = chosen();
    const known = id && session.state.conversations.has(id) ? id : null;
    this.dataset.view = known ? "chat" : "list";
    this.list.choose(known);
    if (known && this.open === known) return;
    const left = this.open;
    this.open = known;
    this.announcer.open = known;
    if (known) {
      const view = chat({ session, conversationId: known, leave_chat: () => this.back() });
      fill(this.pane, view);
      if (session.state.ready) view.arrive();
    } else {
      fill(this.pane, nothingChosen(session.me));
      const item = this.list.querySelector(`[data-conversation-id="${CSS.escape(left ?? "")}"]`);
      /** @type {HTMLElement | null} */ (item)?.focus();
    }
  }

  go(id) {
    location.hash = `#/c/${id}`;
  }

  back() {
    history.pushState(null, "", location.pathname);
    this.show();
  }
}

/** @returns {string | null} The conversation in the address. */
function chosen() {
  return location.hash.match(/^#\/c\/([\w-]+)$/)?.[1] ?? null;
}

export const home = define("duo-home", Home);
