/** One message: the text in the reader's language in front, the other side's text folded behind it. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { direction, explain, t } from "../../i18n/i18n.ts";
import { inWords } from "../../i18n/languages.ts";
import { api, codeOf } from "../../protocol/http.ts";
import { isEmojiOnly, pieces } from "../../text/text.ts";
import { clock } from "../../text/time.ts";
import { copy } from "../../ui/copy.ts";
import { defined, LightElement, still } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";
import { here, late } from "../late.ts";
import { follows, foot } from "./bubble-foot.ts";
import { attachment } from "./attachment.ts";
import { showsBehind, shownBehind } from "./behind.ts";
import { linkCard } from "./link-card.ts";
import { voice } from "./voice.ts";
import { menuButton, summons } from "./menu-button.ts";
import { quoteOf } from "./quoted.ts";
import { reactions } from "./reactions.ts";
import type { Context } from "./context.ts";
import { part } from "./part.ts";
import { source } from "./source.ts";
import type { BubbleRow } from "./timeline.ts";

/** Untranslated so far: it looks like what it is, the other side's. */
const FOREIGN = new Set(["pending", "missing", "unsupported", "failed"]);
const AGAIN_AFTER = 4000;
const SLIDE = { duration: 240, easing: "cubic-bezier(.2,.7,.2,1)" };

let counted = 0;

export class Bubble extends LightElement {
  static override properties = {
    row: { attribute: false },
    context: { attribute: false },
    unfolded: { state: true },
    asked: { state: true },
    copied: { state: true },
    trouble: { state: true },
    mends: { state: true },
  };

  row!: BubbleRow;
  context!: Context;
  unfolded = false;
  /** The translation was asked for once more. */
  asked = false;
  copied = false;
  /** Why what was last asked of the menu did not come about. */
  trouble = "";
  /** What reads a translation back, or puts it right, is here: it comes when a message is first unfolded. */
  private mends = false;
  readonly behindId = `behind-${(counted += 1)}`;
  /** Of the sheet before it was drawn anew, in px; 0: nothing to slide. */
  private height = 0;

  constructor() {
    super();
    summons(this);
  }

  override willUpdate(changed: PropertyValues<this>) {
    const before = changed.get("row");
    const arrives = before && before.reading.lead.text !== this.row.reading.lead.text;
    this.height = arrives ? (this.inner(".sheet")?.offsetHeight ?? 0) : 0;
    if (!this.canUnfold()) this.unfolded = false;
    this.mends ||= this.unfolded && here() !== null;
    this.marks();
  }

  override updated(changed: PropertyValues<this>) {
    if (this.height) this.settle(this.height);
    if (changed.get("unfolded") !== false || !this.unfolded) return;
    this.open();
    if (!this.mends)
      void late().then(
        () => this.requestUpdate(),
        () => undefined,
      ); // both texts are there without it
  }

  override render() {
    const { row } = this;
    const { lead } = row.reading;
    const who = `${this.author()}, ${clock(row.at)}: `;
    const text = html`<p
      class="lead"
      data-testid="bubble-lead"
      lang=${lead.lang ?? nothing}
      dir=${direction(lead.lang)}
      >${pieces(lead.text).map(part)}</p
    >`;
    const label = t("bubble.copy");
    return html`<div class="sheet">
        <div class="front" @click=${this.tapped}>
          <span class="unseen">${who}</span
          >${quoteOf(this)}${this.file()}${row.message?.text || !this.file() ? text : nothing}
          ${linkCard(row.reading.card)} ${reactions(this)}
          <div class="foot">${foot(this, row)}</div>
          <p class="error" role="alert" data-testid="bubble-error">${this.trouble}</p>
        </div>
        ${source(row.message)} ${this.behind()} ${this.doubt()} ${this.tone()} ${this.readBack()}
        ${this.correction()}
      </div>
      <div class="tools">
        ${menuButton(this)}
        <button class="copy" type="button" aria-label=${label} title=${label} @click=${this.copy}>
          ${icon(this.copied ? "done" : "copy")}
        </button>
      </div>`;
  }

  /** A file stands before its caption, and in place of one that is not there. */
  private file(): TemplateResult | null {
    const content = this.row.message?.content;
    return attachment(content, this.row.reading.alt) ?? voice(content, this.row.message?.text);
  }

  /** Mine, a colleague's on the same side, or the other side's. */
  private author(): string {
    if (this.row.colleague) return this.context.organisation;
    return this.row.mine ? t("bubble.me") : this.context.name;
  }

  /** Attributes that style and tests go by. */
  private marks(): void {
    const { row } = this;
    const { reading, message } = row;
    Object.assign(this.dataset, {
      testid: "bubble",
      side: row.mine ? "mine" : "theirs",
      state: row.status,
      translation: reading.standing,
      seq: message?.seq ?? "",
      messageId: message?.id ?? "",
    });
    this.toggleAttribute("foreign", !row.mine && FOREIGN.has(reading.standing));
    this.toggleAttribute("starts", row.starts);
    this.toggleAttribute("ends", row.ends);
    this.toggleAttribute("emoji", isEmojiOnly(reading.lead.text));
    this.toggleAttribute("note", message?.content.kind === "note");
    this.toggleAttribute("slow", follows(this.context, row));
    this.toggleAttribute("behind", Boolean(reading.other) || showsBehind(reading));
    this.toggleAttribute("unfolded", this.unfolded);
  }

  /** The other half; or, where a pair cannot be translated, what to do. */
  private behind(): TemplateResult {
    const { reading } = this.row;
    const { other, source, target } = reading;
    const { lang, dir } = document.documentElement;
    const language = other ? (other.lang ?? nothing) : lang;
    const help = t("bubble.unsupported_help", { source: inWords(source), target: inWords(target) });
    const instead = this.unfolded && !showsBehind(reading) ? help : nothing;
    return html`<div
      class="behind"
      id=${this.behindId}
      data-testid="bubble-other"
      ?hidden=${!this.unfolded}
      lang=${language}
      dir=${other ? direction(other.lang) : dir}
      >${other ? pieces(other.text).map(part) : instead}${this.unfolded && reading.standing === "unsupported" ? this.models() : nothing}${this.unfolded ? shownBehind(reading) : nothing}</div
    >`;
  }

  /** For whoever runs the installation: the models that are missing; for all, once these are here, to translate. */
  private models(): TemplateResult {
    const { source, target } = this.row.reading;
    return html`<duo-models
      .pair=${{ source, target }}
      .again=${() => void this.translateAgain()}
    ></duo-models>`;
  }

  /** Beside the two texts: they may not say the same. */
  private doubt(): TemplateResult {
    const { unsure, corrected } = this.row.reading;
    const hidden = !this.unfolded || !unsure || Boolean(corrected);
    return html`<p class="tone doubt" data-testid="doubt" ?hidden=${hidden}>
      ${hidden ? nothing : t("bubble.unsure_help")}
    </p>`;
  }

  /** Beside the two texts: they do not sound alike. */
  private tone(): TemplateResult {
    const { shift } = this.row.reading;
    return html`<p class="tone" data-testid="tone" ?hidden=${!this.unfolded || !shift}>
      ${shift ? html`${icon(shift)}${t(`sentiment.translated_${shift}`)}` : nothing}
    </p>`;
  }

  /** Read back what is translated, as long as it is unfolded. */
  private readBack(): TemplateResult | typeof nothing {
    const { message, mine, reading } = this.row;
    if (!message || !this.mends) return nothing;
    return html`<duo-read-back
      ?hidden=${!this.unfolded || reading.standing !== "done"}
      .messageId=${message.id}
      .translation=${(mine ? reading.other : reading.lead)?.text ?? ""}
      .ask=${this.context.ask}
    ></duo-read-back>`;
  }

  /** Put right what is translated, as long as it is unfolded. */
  private correction(): TemplateResult | typeof nothing {
    const { message, mine, reading } = this.row;
    if (!message || !this.mends || reading.standing !== "done") return nothing;
    return html`<duo-correction
      ?hidden=${!this.unfolded}
      .messageId=${message.id}
      .original=${message.text}
      .text=${(mine ? reading.other : reading.lead)?.text ?? ""}
      .language=${reading.target}
      .corrected=${Boolean(reading.corrected)}
      .done=${this.context.changed}
    ></duo-correction>`;
  }

  /** The translation slides in where the original was: no jump, and no motion for those who want none. */
  private settle(height: number): void {
    const sheet = this.inner(".sheet");
    if (!sheet || still() || !this.inView()) return;
    const arriving = [
      { opacity: 0, translate: "0 0.35em" },
      { opacity: 1, translate: "0 0" },
    ];
    this.inner(".lead")?.animate(arriving, SLIDE);
    const now = sheet.offsetHeight;
    if (now !== height) sheet.animate([{ height: `${height}px` }, { height: `${now}px` }], SLIDE);
  }

  /** Motion outside the visible part would only move what the reader rests on. */
  private inView(): boolean {
    const frame = this.closest(".scroller")?.getBoundingClientRect();
    const box = this.getBoundingClientRect();
    return frame !== undefined && box.bottom > frame.top && box.top < frame.bottom;
  }

  private inner(selector: string): HTMLElement | null {
    return this.querySelector<HTMLElement>(selector);
  }

  private canUnfold(): boolean {
    const { reading } = this.row;
    return Boolean(reading.other) || showsBehind(reading) || reading.standing === "unsupported";
  }

  toggle(): void {
    this.unfolded = !this.unfolded;
  }

  private open(): void {
    const behind = this.inner(".behind");
    if (!behind || still()) return;
    const height = `${behind.offsetHeight}px`;
    const opening = [
      { height: 0, opacity: 0 },
      { height, opacity: 1 },
    ];
    behind.animate(opening, { duration: 180, easing: "ease-out" });
  }

  /** A tap anywhere on the sheet unfolds it too; a mouse has the button, and selects text instead. */
  private tapped(event: PointerEvent): void {
    if (event.pointerType !== "touch" || (event.target as Element).closest("a, button")) return;
    if (this.canUnfold() && !String(getSelection())) this.toggle();
  }

  /** Do something to this message; why it fails is said here. @returns What came of it; null where it failed. */
  async attempt<T>(act: () => Promise<T>): Promise<T | null> {
    this.trouble = "";
    try {
      return await act();
    } catch (error) {
      const code = codeOf(error);
      this.trouble = code === "invalid_input" ? t("menu.not_emoji") : explain(code);
      return null;
    }
  }

  /** Copy what is shown. */
  async copy(): Promise<void> {
    const { lead, other } = this.row.reading;
    this.copied = await copy(this.unfolded && other ? `${lead.text}\n${other.text}` : lead.text);
    this.trouble = this.copied ? "" : t("bubble.not_copied");
    setTimeout(() => (this.copied = false), 1500);
  }

  /** Ask for the enrichment once more. */
  async translateAgain(): Promise<void> {
    if (!this.row.message) return;
    this.asked = true;
    await api.tryAgain(this.row.message.id).catch(() => {});
    setTimeout(() => (this.asked = false), AGAIN_AFTER);
  }
}

export const bubble = defined("duo-bubble", Bubble);
