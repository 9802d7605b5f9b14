/** One message: the text in the reader's language in front, the other side's text folded behind it. */

import { api } from "../../protocol/http.ts";
import { announce } from "../../ui/announce.ts";
import { fill, h, set, still, unseen } from "../../ui/dom.ts";
import { direction, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { inWords } from "../../i18n/languages.ts";
import { isEmojiOnly, pieces } from "../../text/text.ts";
import { clock } from "../../text/time.ts";
import { follows, foot } from "./bubble-foot.ts";
import { correction } from "./correction.ts";
import { readBack } from "../compose/read-back.ts";

/** @typedef {import("./timeline.ts").Row} Row */

let counted = 0;

class Bubble extends HTMLElement {
  /** @type {{name: string, worker: string, retry: (id: string) => void, discard: (id: string) => void,
   *   ask: (frame: object) => Promise<any>, changed: (message: import("../../protocol/types.ts").Message) => void}} */
  context;

  connectedCallback() {
    if (this.front) return;
    this.unfolded = false;
    const id = `behind-${(counted += 1)}`;
    this.who = unseen("");
    this.lead = h("p", { class: "lead", testid: "bubble-lead" });
    this.footer = h("div", { class: "foot" });
    this.front = h("div", { class: "front" }, this.who, this.lead, this.footer);
    this.behind = h("div", { class: "behind", id, testid: "bubble-other", hidden: true });
    this.copyButton = h(
      "button",
      {
        class: "copy",
        type: "button",
        "aria-label": t("bubble.copy"),
        title: t("bubble.copy"),
        on: { click: () => this.copy() },
      },
      icon("copy"),
    );
    this.tone = h("p", { class: "tone", testid: "tone", hidden: true });
    this.doubt = h("p", { class: "tone doubt", testid: "doubt", hidden: true });
    this.round = Object.assign(readBack(), { hidden: true });
    this.correction = Object.assign(correction(), { hidden: true });
    this.sheet = h("div", { class: "sheet" }, this.front, this.behind, this.doubt, this.tone, this.round, this.correction);
    this.append(this.sheet, this.copyButton);
    this.front.addEventListener("click", (event) => this.tapped(event));
    if (this.row) this.draw(null);
  }

  /** @param {Row} row */
  show(row) {
    const signature = JSON.stringify([row, this.context]);
    if (signature === this.signature) return;
    this.signature = signature;
    const before = this.row ?? null;
    this.row = row;
    if (this.front) this.draw(before);
  }

  /** Mine, a colleague's on the same side, or the other side's. */
  author({ mine, colleague }) {
    if (colleague) return this.context.organisation;
    return mine ? t("bubble.me") : this.context.name;
  }

  /** @param {Row | null} before */
  draw(before) {
    const { row } = this;
    const { reading } = row;
    this.marks();
    const arrives = Boolean(before) && before.reading.lead.text !== reading.lead.text;
    const height = arrives ? this.sheet.offsetHeight : 0;
    this.who.textContent = `${this.author(row)}, ${clock(row.at)}: `;
    this.write(this.lead, reading.lead);
    if (reading.other) this.write(this.behind, reading.other);
    this.offerDoubt();
    this.offerTone();
    this.offerReadBack();
    this.offerCorrection();
    if (!this.canUnfold()) this.unfold(false);
    const pinned = document.activeElement?.closest?.(".foot") === this.footer ? document.activeElement.className : null;
    fill(this.footer, foot(this, row));
    if (pinned) this.footer.querySelector(`.${pinned.split(" ")[0]}`)?.focus();
    if (arrives) this.settle(height);
  }

  /** Attributes that style and tests go by. */
  marks() {
    const { row } = this;
    set(this, {
      data: {
        testid: "bubble",
        side: row.mine ? "mine" : "theirs",
        state: row.status,
        translation: row.reading.standing,
        seq: row.message?.seq ?? "",
        messageId: row.message?.id ?? "",
      },
    });
    const foreign = !row.mine && ["pending", "missing", "unsupported", "failed"].includes(row.reading.standing);
    this.toggleAttribute("foreign", foreign);
    this.toggleAttribute("starts", row.starts);
    this.toggleAttribute("ends", row.ends);
    this.toggleAttribute("emoji", isEmojiOnly(row.reading.lead.text));
    this.toggleAttribute("slow", follows(this, row));
    this.toggleAttribute("behind", Boolean(row.reading.other));
  }

  write(element, { text, lang }) {
    fill(element, pieces(text).map(part));
    set(element, { lang, dir: direction(lang) });
  }

  /** The translation slides in where the original was: no jump, and no motion for those who want none. */
  settle(height) {
    if (still() || !height || !this.inView()) return;
    const timing = { duration: 240, easing: "cubic-bezier(.2,.7,.2,1)" };
    this.lead.animate(
      [
        { opacity: 0, translate: "0 0.35em" },
        { opacity: 1, translate: "0 0" },
      ],
      timing,
    );
    const now = this.sheet.offsetHeight;
    if (now !== height) this.sheet.animate([{ height: `${height}px` }, { height: `${now}px` }], timing);
  }

  /** Motion outside the visible part would only move what the reader rests on. */
  inView() {
    const frame = this.closest(".scroller")?.getBoundingClientRect();
    const box = this.getBoundingClientRect();
    return Boolean(frame) && box.bottom > frame.top && box.top < frame.bottom;
  }

  canUnfold() {
    return Boolean(this.row.reading.other) || this.row.reading.standing === "unsupported";
  }

  toggle() {
    this.unfold(!this.unfolded);
    fill(this.footer, foot(this, this.row));
    /** @type {HTMLElement} */ (this.footer.querySelector(".fold"))?.focus();
  }

  unfold(open) {
    if (this.unfolded === open) return;
    this.unfolded = open;
    this.behind.hidden = !open;
    this.offerDoubt();
    this.offerTone();
    this.offerReadBack();
    this.offerCorrection();
    this.toggleAttribute("unfolded", open);
    if (open && !this.row.reading.other) this.explain();
    if (!open || still()) return;
    const height = this.behind.offsetHeight;
    this.behind.animate(
      [
        { height: 0, opacity: 0 },
        { height: `${height}px`, opacity: 1 },
      ],
      { duration: 180, easing: "ease-out" },
    );
  }

  /** Beside the two texts: they may not say the same. */
  offerDoubt() {
    const { unsure, corrected } = this.row.reading;
    this.doubt.hidden = !this.unfolded || !unsure || Boolean(corrected);
    fill(this.doubt, this.doubt.hidden ? null : t("bubble.unsure_help"));
  }

  /** Beside the two texts: they do not sound alike. */
  offerTone() {
    const { shift } = this.row.reading;
    this.tone.hidden = !this.unfolded || !shift;
    fill(this.tone, shift ? [icon(shift), t(`sentiment.translated_${shift}`)] : null);
  }

  /** Read back what is translated, as long as it is unfolded. */
  offerReadBack() {
    const { message, mine, reading } = this.row;
    this.round.hidden = !this.unfolded || !message || reading.standing !== "done";
    if (message) this.round.about(message.id, (mine ? reading.other : reading.lead)?.text, this.context.ask);
  }

  /** Put right what is translated, as long as it is unfolded. */
  offerCorrection() {
    const { message, mine, reading } = this.row;
    this.correction.hidden = !this.unfolded || !message || reading.standing !== "done";
    const translated = mine ? reading.other : reading.lead;
    if (!message || reading.standing !== "done") return;
    this.correction.about({
      messageId: message.id,
      original: message.text,
      text: translated?.text ?? "",
      lang: reading.target,
      corrected: Boolean(reading.corrected),
      done: this.context.changed,
    });
  }

  /** What to do where a pair cannot be translated. */
  explain() {
    const { source, target } = this.row.reading;
    fill(this.behind, t("bubble.unsupported_help", { source: inWords(source), target: inWords(target) }));
    set(this.behind, { lang: document.documentElement.lang, dir: document.documentElement.dir });
  }

  /** A tap anywhere on the sheet unfolds it too; a mouse has the button, and selects text instead. */
  tapped(event) {
    if (event.pointerType !== "touch" || event.target.closest("a, button")) return;
    if (this.canUnfold() && !String(getSelection())) this.toggle();
  }

  /** Copy what is shown. */
  async copy() {
    const { lead, other } = this.row.reading;
    const shown = this.unfolded && other ? `${lead.text}\n${other.text}` : lead.text;
    await navigator.clipboard.writeText(shown);
    announce(t("bubble.copied"));
    fill(this.copyButton, icon("done"));
    setTimeout(() => fill(this.copyButton, icon("copy")), 1500);
  }

  /** Ask for the enrichment once more. */
  async translateAgain() {
    this.asked = true;
    fill(this.footer, foot(this, this.row));
    await api.tryAgain(this.row.message.id).catch(() => {});
    setTimeout(() => {
      this.asked = false;
      fill(this.footer, foot(this, this.row));
    }, 4000);
  }
}

/** A link says where it leads; a sign that would turn letters around is seen, and turns nothing. */
function part({ text, href, host, turner }) {
  if (turner) return h("span", { class: "turner", role: "img", "aria-label": t("text.turner"), title: t("text.turner") }, "⇄");
  if (!href) return text;
  const where = host && h("span", { class: "leads-to", testid: "leads-to" }, ` → ${host}`);
  const shown = h("bdi", { dir: "ltr" }, text, where);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, shown);
}

customElements.define("duo-bubble", Bubble);

/** @param {Bubble["context"]} context @returns {Bubble} */
export function bubble(context) {
  return Object.assign(/** @type {Bubble} */ (document.createElement("duo-bubble")), { context });
}
