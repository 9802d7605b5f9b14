/** Replies that may be sent with one tap: my language first, what the other will read below it. */

import { api } from "../../protocol/http.ts";
import { fill, h, still } from "../../ui/dom.ts";
import { direction, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { straight } from "../../text/text.ts";
import { define, View } from "../../ui/view.ts";
import { offered } from "../../state/select.ts";
import type { State, Suggestion, SuggestionUse } from "../../protocol/types.ts";

const HELD = 500;

type Offer = ReturnType<typeof offered>;

class Suggestions extends View {
  list!: HTMLElement;
  look!: () => void;
  signature = "";
  offer: Offer = null;
  conversationId!: string;
  edit!: (text: string, suggestion: SuggestionUse) => void;

  override build() {
    this.hidden = true;
    this.list = h("ul", { class: "chips", "aria-label": t("suggestions.title") });
    this.append(this.list);
    this.look = () => this.tell();
    document.addEventListener("visibilitychange", this.look);
  }

  override closed() {
    document.removeEventListener("visibilitychange", this.look);
  }

  override update(state: State) {
    const offer = offered(state, this.conversationId);
    const name = state.conversations.get(this.conversationId)?.other.name ?? "";
    const signature = JSON.stringify([offer?.message.id, offer?.suggestions, name]);
    if (signature === this.signature) return;
    this.signature = signature;
    this.offer = offer;
    const comes = this.hidden && Boolean(offer);
    this.hidden = !offer;
    fill(this.list, offer?.suggestions.map((one) => this.chip(offer.message.id, one, name)) ?? []);
    if (comes) this.unroll();
    this.tell();
  }

  /** They push the messages up slowly, not at a stroke. */
  unroll() {
    if (still()) return;
    const height = `${this.offsetHeight}px`;
    this.animate([{ height: 0 }, { height }], { duration: 200, easing: "cubic-bezier(.2,.7,.2,1)" });
  }

  /** Say once that these were on the screen. */
  tell() {
    const id = this.offer?.message.id;
    if (!id || this.session.toldShown.has(id) || document.visibilityState !== "visible") return;
    this.session.toldShown.add(id);
    api.shown(id).catch(() => this.session.toldShown.delete(id));
  }

  chip(message_id: string, one: Suggestion, name: string) {
    const use = { message_id, suggestion_id: one.id };
    const edit = () => this.edit(one.text, { ...use, edited: false });
    const send = () => this.session.sender.send(this.conversationId, one.text, { ...use, edited: false });
    const reads = one.reads_as;
    const button = h(
      "button",
      {
        class: "chip-send",
        type: "button",
        testid: "suggestion",
        data: { suggestionId: one.id },
        title: t("suggestions.send"),
      },
      h("span", { class: "chip-mine", lang: one.language, dir: direction(one.language) }, straight(one.text)),
      reads ? h("span", { class: "unseen" }, ` ${t("suggestions.reads_as", { name })} `) : null,
      reads
        ? h(
            "span",
            { class: "chip-theirs", lang: reads.language, dir: direction(reads.language) },
            straight(reads.text),
          )
        : null,
    );
    tapOrHold(button, send, edit);
    const label = t("suggestions.edit", { text: one.text });
    return h(
      "li",
      { class: "chip" },
      button,
      h(
        "button",
        {
          class: "chip-edit",
          type: "button",
          testid: "suggestion-edit",
          "aria-label": label,
          title: t("suggestions.edit_short"),
          on: { click: edit },
        },
        icon("pencil"),
      ),
    );
  }
}

/** A tap or Enter does one thing; a long press, or the key E, the other. */
function tapOrHold(button: HTMLElement, tap: () => void, hold: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held = false;
  const start = () => {
    held = false;
    timer = setTimeout(() => ((held = true), hold()), HELD);
  };
  const stop = () => clearTimeout(timer);
  button.addEventListener("pointerdown", (event) => event.pointerType === "touch" && start());
  for (const event of ["pointerup", "pointercancel", "pointerleave"]) button.addEventListener(event, stop);
  button.addEventListener("contextmenu", (event) => held && event.preventDefault());
  button.addEventListener("click", () => (held ? (held = false) : tap()));
  button.addEventListener(
    "keydown",
    (event) => event.key.toLowerCase() === "e" && (event.preventDefault(), hold()),
  );
}

export const suggestions = define("duo-suggestions", Suggestions);
