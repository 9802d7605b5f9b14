/** Under an unfolded bubble: what its translation means when it is read back, asked for by a tap. */

import { announce } from "../../ui/announce.ts";
import { fill, h, set } from "../../ui/dom.ts";
import { direction, t } from "../../i18n/i18n.ts";
import { marked, markList, said } from "../chat/marks.ts";

class ReadBack extends HTMLElement {
  /** @type {string} */
  messageId = "";
  /** @type {(frame: object) => Promise<any>} */
  ask;

  connectedCallback() {
    if (this.button) return;
    this.button = h(
      "button",
      { class: "act", type: "button", testid: "read-back", on: { click: () => this.look() } },
      t("bubble.read_back"),
    );
    this.result = h("div", { class: "read-back-result", tabindex: "-1", testid: "read-back-result" });
    this.append(this.result, this.button);
  }

  /** Another message, or another translation of it: what was read back before says nothing any more. */
  about(messageId, translation, ask) {
    this.ask = ask;
    if (messageId === this.messageId && translation === this.translation) return;
    Object.assign(this, { messageId, translation, turn: null });
    if (!this.result) return;
    fill(this.result);
    this.button.hidden = false;
  }

  async look() {
    const turn = {};
    this.turn = turn;
    this.busy(true);
    fill(this.result, h("p", { class: "preview-note" }, t("bubble.reading_back")));
    const shown = await this.ask({ type: "read_back", message_id: this.messageId }).then(
      (answer) => (answer.back?.status === "done" ? () => this.tell(answer) : () => this.excuse("failed")),
      ({ code }) =>
        () =>
          this.excuse(code === "late" || code === "too_many_tries" ? "late" : "failed"),
    );
    this.busy(false);
    if (this.turn === turn) shown();
  }

  busy(is) {
    set(this.button, { "aria-busy": is ? "true" : null });
  }

  /** @param {import("../../protocol/types.ts").Previewed} answer */
  tell({ back, language, marks = [] }) {
    const text = h("span", { lang: language, dir: direction(language) }, marked(back?.text ?? "", marks));
    const line = h("p", {}, h("span", { class: "preview-tag" }, t("bubble.read_back_means"), " "), text);
    const fine = h("p", { class: "preview-note" }, t("bubble.read_back_fine"));
    fill(this.result, line, markList(marks) ?? fine);
    if (document.activeElement === this.button) this.result.focus({ preventScroll: true });
    this.button.hidden = true;
    announce(back?.text ?? "", language ?? undefined);
    announce(marks.length ? marks.map(said).join("; ") : t("bubble.read_back_fine"));
  }

  excuse(why) {
    const text = t(`bubble.read_back_${why}`);
    fill(this.result, h("p", { class: "preview-note" }, text));
    announce(text);
  }
}

customElements.define("duo-read-back", ReadBack);

/** @returns {ReadBack} */
export function readBack() {
  return /** @type {ReadBack} */ (document.createElement("duo-read-back"));
}
