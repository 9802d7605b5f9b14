/** My conversations, newest activity first; each line in my language. */

import { isOurs } from "../../state/sides.ts";
import { fill, h, set, unseen } from "../../ui/dom.ts";
import { t } from "../../i18n/i18n.ts";
import { straight } from "../../text/text.ts";
import { short } from "../../text/time.ts";
import { direction } from "../../i18n/i18n.ts";
import { define, View } from "../../ui/view.ts";
import { byActivity, requests, unsentIn } from "../../state/select.ts";
import { reading } from "../chat/reading.ts";
import { avatar } from "../../ui/avatar.ts";
import { noConversations } from "../../ui/states.ts";
import { trend } from "../chat/trend.ts";

class Conversations extends View {
  /** @type {string | null} */
  chosen = null;
  /** @type {() => void} Start to look for a person. */
  find;

  build() {
    /** @type {Map<string, HTMLElement>} */
    this.items = new Map();
    this.list = h("ul", { class: "conversations" });
    this.asked = h("ul", { class: "conversations", "aria-labelledby": "requests-title" });
    this.count = h("span", { class: "badge" });
    const title = h("h2", { class: "list-title", id: "requests-title" }, t("requests.title"), " ", this.count);
    this.requests = h("section", { class: "requests", testid: "requests", hidden: true }, title, this.asked);
    this.empty = h("div", { class: "placeholder", hidden: true });
    this.append(this.requests, this.list, this.empty);
  }

  /** @param {string | null} id */
  choose(id) {
    this.chosen = id;
    this.update(this.session.state);
  }

  update(state) {
    const [talks, asked] = [byActivity(state), requests(state)];
    const nobody = state.ready && !talks.length && !asked.length;
    if (nobody && this.empty.hidden) fill(this.empty, noConversations(state.me, this.find));
    this.empty.hidden = !nobody;
    this.classList.toggle("waiting", !state.ready);
    const shown = new Set([...talks, ...asked].map(({ id }) => id));
    for (const [id, item] of this.items) {
      if (!shown.has(id)) (this.items.delete(id), item.remove());
    }
    this.requests.hidden = !asked.length;
    fill(this.count, asked.length);
    this.arrange(this.asked, asked, state);
    this.arrange(this.list, talks, state);
  }

  arrange(list, conversations, state) {
    conversations.forEach((conversation, index) => {
      const item = this.item(conversation, state);
      if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
    });
  }

  /** One line, drawn anew only when something on it changed. */
  item(conversation, state) {
    const { id } = conversation;
    const item = this.items.get(id) ?? h("li");
    this.items.set(id, item);
    const typing = state.typing.has(id);
    const unsent = unsentIn(state, id).at(-1) ?? null;
    const signature = JSON.stringify([conversation, typing, unsent, this.chosen === id, state.me.language]);
    if (item.signature === signature) return item;
    item.signature = signature;
    const focused = item.contains(document.activeElement);
    fill(item, this.line(conversation, state, typing, unsent));
    if (focused) item.firstElementChild.focus();
    return item;
  }

  line(conversation, state, typing, unsent) {
    const { id, other, organisation, unread, last_message: last } = conversation;
    const at = unsent?.at ?? last?.posted_at ?? conversation.created_at;
    const link = h(
      "a",
      { class: "conversation", href: `#/c/${id}`, testid: "conversation-item", data: { conversationId: id, unread } },
      avatar(other),
      h(
        "span",
        { class: "line-name" },
        h("bdi", {}, other.name),
        organisation ? h("span", { class: "hint" }, " · ", h("bdi", {}, organisation.name)) : null,
        other.online ? unseen(`, ${t("person.online")}`) : null,
      ),
      h("time", { class: "line-time", datetime: at }, short(at)),
      h("span", { class: "line-text" }, this.excerpt(conversation, state, typing, unsent)),
      trend(conversation.mood),
      unread
        ? h(
            "span",
            { class: "badge" },
            h("span", { "aria-hidden": "true" }, unread > 99 ? "99+" : unread),
            unseen(t("list.unread", { count: unread })),
          )
        : null,
    );
    set(link, { "aria-current": this.chosen === id ? "true" : null });
    return link;
  }

  excerpt(conversation, state, typing, unsent) {
    const { other, last_message: last } = conversation;
    if (typing) return h("span", { class: "is-typing" }, t("list.typing"));
    if (unsent) {
      const how = unsent.status === "failed" ? t("delivery.failed") : t("list.you");
      return h("span", { class: unsent.status === "failed" ? "is-failed" : "" }, `${how}: `, h("bdi", {}, unsent.text));
    }
    if (!last) return h("span", { class: "is-new" }, t("list.say_hello"));
    const { lead } = reading(last, state.me, other, isOurs(last, state.me, conversation));
    const text = h("bdi", { lang: lead.lang, dir: direction(lead.lang) }, straight(lead.text));
    return last.author_id === state.me.id ? h("span", {}, `${t("list.you")}: `, text) : text;
  }
}

export const conversations = define("duo-conversations", Conversations);
