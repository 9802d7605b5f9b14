/** One conversation: who it is with, the messages, replies to tap, and where to write. */

import { announce } from "../../ui/announce.ts";
import { fill, h, set } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { nameOf } from "../../i18n/languages.ts";
import { lastSeen } from "../../text/time.ts";
import { define, View } from "../../ui/view.ts";
import { avatar } from "../../ui/avatar.ts";
import { composer } from "../compose/composer.ts";
import { emptyChat, failed, loading } from "../../ui/states.ts";
import { log } from "./log.ts";
import { preview } from "../compose/preview.ts";
import { request } from "../home/request.ts";
import { suggestions } from "../compose/suggestions.ts";
import { openWords } from "../settings/words.ts";
import { trend } from "./trend.ts";

class Chat extends View {
  /** @type {string} */
  conversationId;
  /** @type {() => void} */
  leave_chat;

  build() {
    const { session, conversationId } = this;
    this.setAttribute("role", "region");
    this.face = h("span", { class: "face" });
    this.name = h("h1", { class: "name", tabindex: "-1", testid: "chat-name" });
    this.about = h("p", { class: "about" });
    this.switch = h(
      "button",
      {
        class: "round switch",
        type: "button",
        testid: "suggestions-switch",
        on: { click: () => this.switchReplies() },
      },
      icon("replies"),
    );
    this.words = h(
      "button",
      {
        class: "round",
        type: "button",
        testid: "words-open",
        "aria-label": t("words.open"),
        title: t("words.open"),
        on: { click: () => openWords(session, conversationId) },
      },
      icon("words"),
    );
    this.block = h(
      "button",
      { class: "round", type: "button", testid: "block", on: { click: () => this.request.decide("block") } },
      icon("block"),
    );
    this.request = request({ session, conversationId, decided: (what) => this.decided(what) });
    const back = h(
      "button",
      {
        class: "round back",
        type: "button",
        testid: "back",
        "aria-label": t("chat.back"),
        on: { click: () => this.leave_chat() },
      },
      icon("back"),
    );
    const header = h(
      "header",
      { class: "chat-head" },
      back,
      this.face,
      h("div", { class: "who" }, this.name, this.about),
      this.words,
      this.switch,
      this.block,
    );
    this.log = log({ session, conversationId });
    this.placeholder = h("div", { class: "placeholder" });
    this.typing = h("p", { class: "typing", testid: "typing", hidden: true });
    this.preview = preview({ session, conversationId });
    this.composer = composer({ session, conversationId, typed: (text) => this.preview.typed(text) });
    this.suggestions = suggestions({ session, conversationId, edit: (text, use) => this.composer.edit(text, use) });
    const body = h("div", { class: "chat-body" }, this.log, this.placeholder, this.typing);
    this.foot = h("div", { class: "chat-foot" }, this.suggestions, this.preview, this.composer);
    this.gone = h("p", { class: "chat-gone", role: "status", testid: "chat-gone", hidden: true }, t("chat.gone"));
    this.append(header, body, this.request, this.gone, this.foot);
    session.returned = (entry) => this.takeBack(entry);
    this.load();
  }

  async load() {
    this.trouble = null;
    try {
      await this.session.open(this.conversationId);
    } catch (error) {
      this.trouble = error;
    }
    this.update(this.session.state);
  }

  update(state) {
    const conversation = state.conversations.get(this.conversationId);
    if (!conversation) return;
    const loaded = Boolean(state.threads.get(this.conversationId)?.loaded);
    if (this.trouble && state.link.status === "live" && this.wasDown) this.load();
    if (!loaded && !this.trouble && !state.threads.has(this.conversationId)) this.load();
    this.wasDown = state.link.status !== "live";
    this.gone.hidden = !conversation.other.deleted;
    this.head(conversation, state);
    this.foot.hidden = Boolean(conversation.other.deleted) || conversation.state === "blocked" || conversation.left === 0;
    this.standIn(conversation, state, loaded);
    this.typingSign(typist(conversation, state), state.typing.has(this.conversationId));
  }

  head({ other, organisation, mood, suggestions: on, state: stands }, state) {
    const signature = JSON.stringify([other, organisation, mood, on, stands, state.me.language]);
    if (signature === this.headSignature) return;
    this.headSignature = signature;
    fill(this.face, avatar(other));
    const accepted = stands === "accepted";
    this.words.hidden = !accepted;
    this.block.hidden = !accepted || Boolean(organisation);
    const block = t("requests.block_name", { name: other.name });
    set(this.block, { "aria-label": block, title: block });
    fill(this.name, h("bdi", {}, other.name));
    this.setAttribute("aria-label", t("chat.with", { name: other.name }));
    const presence = other.online ? t("person.online") : lastSeen(other.last_seen_at);
    fill(
      this.about,
      h("span", { class: "speaks", lang: document.documentElement.lang }, nameOf(other.language)),
      organisation ? h("bdi", { class: "for-organisation", testid: "organisation" }, organisation.name) : null,
      presence ? h("span", { class: "presence", data: { online: String(other.online) } }, presence) : null,
      trend(mood),
    );
    const label = on ? t("suggestions.on") : t("suggestions.off");
    set(this.switch, { "aria-pressed": String(on), "aria-label": t("suggestions.title"), title: label });
  }

  /** What is shown instead of messages. */
  standIn(conversation, state, loaded) {
    const empty =
      loaded &&
      !state.threads.get(this.conversationId).messages.length &&
      !state.unsent.some((e) => e.conversation_id === conversation.id);
    const kind = this.trouble && !loaded ? "failed" : !loaded ? "loading" : empty ? "empty" : "none";
    const signature = `${kind} ${conversation.other.name} ${conversation.other.language} ${state.me.language}`;
    if (signature === this.standInSignature) return;
    this.standInSignature = signature;
    this.placeholder.hidden = kind === "none";
    this.log.toggleAttribute("covered", kind !== "none");
    const made = {
      failed: () => failed(() => this.load()),
      loading,
      empty: () => emptyChat(conversation.other, state.me),
      none: () => null,
    };
    fill(this.placeholder, made[kind]());
  }

  typingSign(name, on) {
    if (this.typing.hidden === !on) return;
    this.typing.hidden = !on;
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    fill(this.typing, on ? [dots, h("span", { class: "unseen" }, t("chat.typing", { name }))] : null);
  }

  async switchReplies() {
    const on = this.switch.getAttribute("aria-pressed") !== "true";
    try {
      await this.session.offerReplies(this.conversationId, on);
      announce(on ? t("suggestions.on") : t("suggestions.off"));
    } catch (error) {
      announce(explain(error.code));
    }
  }

  /** After a decision: who was put aside is left, else the keyboard goes on where it can. */
  decided(what) {
    if (what === "ignore") this.leave_chat();
    else if (what === "accept") this.arrive();
    else this.name.focus({ preventScroll: true });
  }

  takeBack(entry) {
    if (entry.conversation_id !== this.conversationId) return false;
    return this.composer.takeBack(entry.text, entry.suggestion);
  }

  /** Where the keyboard goes when the chat opens: to the composer, but on a phone without opening its keyboard. */
  arrive() {
    if (matchMedia("(pointer: fine)").matches) this.composer.focusInput();
    else this.name.focus({ preventScroll: true });
  }

  closed() {
    this.session.returned = () => false;
  }
}

/** Who is typing, by name: the other side, or the organisation for which a colleague writes. */
function typist({ id, other, organisation }, { typists }) {
  const who = typists.get(id) ?? other.id;
  return organisation && who !== other.id ? organisation.name : other.name;
}

export const chat = define("duo-chat", Chat);
