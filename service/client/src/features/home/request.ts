/** What stands between two people until both have accepted: what it means, and what I can do about it. */

import { announce } from "../../ui/announce.ts";
import { fill, h } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";
import { define, View } from "../../ui/view.ts";

/** What can be done in each state, the likeliest first. */
const CHOICES = {
  request: ["accept", "ignore", "block"],
  ignored: ["accept", "block"],
  blocked: ["unblock"],
  sent: [],
};

class Request extends View {
  /** @type {string} */
  conversationId;
  /** @type {(what: string) => void} Told what was decided. */
  decided;

  build() {
    this.className = "request";
    this.dataset.testid = "request";
    this.hidden = true;
    this.text = h("div", { class: "request-text" });
    this.buttons = h("div", { class: "request-acts" });
    this.error = h("p", { class: "error", role: "alert" });
    this.append(this.text, this.buttons, this.error);
  }

  update({ conversations }) {
    const conversation = conversations.get(this.conversationId);
    const choices = CHOICES[conversation?.state];
    const signature = JSON.stringify([conversation?.state, conversation?.left, conversation?.other.name]);
    if (signature === this.signature) return;
    this.signature = signature;
    this.hidden = !choices;
    if (!choices) return;
    this.dataset.state = conversation.state;
    fill(this.text, ...said(conversation));
    fill(this.error);
    fill(
      this.buttons,
      choices.map((what, index) => this.button(what, index ? "button quiet" : "button")),
    );
  }

  button(what, look) {
    return h(
      "button",
      { class: look, type: "button", testid: `request-${what}`, on: { click: () => this.decide(what) } },
      t(`requests.${what}`),
    );
  }

  async decide(what) {
    const buttons = [...this.buttons.children];
    for (const button of buttons) button.disabled = true;
    try {
      await this.session.decide(this.conversationId, what);
      announce(t(`requests.${what}_done`));
      this.decided(what);
    } catch (error) {
      fill(this.error, explain(error.code));
      for (const button of buttons) button.disabled = false;
    }
  }
}

/** What is so, and what is not shown. */
function said({ state, other, left }) {
  const name = other.name;
  const help = [t(`requests.${state}_help`)];
  if (state === "sent") help.push(left ? t("requests.left", { count: left }) : t("requests.none_left"));
  return [
    h("p", { class: "request-title" }, t(`requests.${state}`, { name }), " ", h("bdi", { dir: "ltr" }, `@${other.handle}`)),
    h("p", { class: "hint" }, help.join(" ")),
  ];
}

export const request = define("duo-request", Request);
