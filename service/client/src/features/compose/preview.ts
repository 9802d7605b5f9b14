/** Between the messages and the composer: what the other side will read, and what that means when read back. */

import { html, nothing, type TemplateResult } from "lit";
import { announce } from "../../ui/announce.ts";
import { direction, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { prefs } from "../../state/keep.ts";
import { inWords } from "../../i18n/languages.ts";
import { Previewer, type Preview } from "../../state/previewer.ts";
import { straight } from "../../text/text.ts";
import { defined, LightElement, unroll } from "../../ui/element.ts";
import { isUnsure } from "../chat/unsure.ts";
import { marked, markList, said } from "../chat/marks.ts";
import type { Mark, Person, Previewed } from "../../protocol/types.ts";
import type { Session } from "../../state/session.ts";

const CHANGED = "duologue-prefs";

export class PreviewLines extends LightElement {
  static override properties = { preview: { state: true }, short: { state: true } };

  /** Both set before the element is connected. */
  session!: Session;
  conversationId!: string;
  preview: Preview = { kind: "none" };
  short = false;
  private told = "";
  private previewer!: Previewer;
  private unsubscribe: (() => void) | undefined;
  private readonly look = () => this.previewer.again();

  override connectedCallback() {
    super.connectedCallback();
    this.previewer ??= new Previewer(this.session, this.conversationId, (preview) => this.show(preview));
    if (!this.hasUpdated) this.hidden = true;
    this.short = prefs.read().preview === "short";
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", t("preview.label"));
    for (const event of [CHANGED, "storage"]) addEventListener(event, this.look);
    this.unsubscribe = this.session.subscribe(() => this.previewer.circumstancesChanged());
    this.previewer.circumstancesChanged();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.unsubscribe?.();
    this.previewer.stop();
    for (const event of [CHANGED, "storage"]) removeEventListener(event, this.look);
  }

  /** @param text What would be sent if Enter were pressed now. @param written Its language, where it is not mine. */
  typed(text: string, written: string | null) {
    this.previewer.typed(text, written);
  }

  private show(preview: Preview): void {
    const { kind, answer } = this.preview;
    this.preview = preview;
    const isNew = preview.kind !== kind || preview.answer !== answer;
    if (isNew && preview.kind === "done" && preview.answer) this.warn(preview.answer.marks);
  }

  override updated() {
    const { kind, stale } = this.preview;
    const comes = this.hidden && kind !== "none";
    this.hidden = kind === "none";
    this.toggleAttribute("stale", Boolean(stale));
    this.toggleAttribute("short", this.short);
    this.dataset["kind"] = kind;
    if (comes) unroll(this, 180);
  }

  override render() {
    return html`<div class="preview" data-testid="preview">
      <div class="preview-lines" id="preview-${this.conversationId}">${this.lines()}</div>
      ${this.fold()}
    </div>`;
  }

  private lines(): TemplateResult | typeof nothing {
    const { conversations, me } = this.session.state;
    const { kind, answer } = this.preview;
    const other = conversations.get(this.conversationId)?.other;
    if (kind === "none" || !other || !me) return nothing;
    if (kind === "done" && answer) return written(answer, other);
    const values = {
      name: other.name,
      source: inWords(this.previewer.source),
      target: inWords(other.language),
    };
    return html`<p class="preview-note" data-testid="preview-note">${t(`preview.${kind}`, values)}</p>`;
  }

  /** The composer keeps the keyboard. */
  private fold(): TemplateResult {
    const label = t(this.short ? "preview.more" : "preview.less");
    return html`<button
      class="round preview-fold"
      type="button"
      data-testid="preview-fold"
      aria-controls="preview-${this.conversationId}"
      aria-expanded=${String(!this.short)}
      aria-label=${label}
      title=${label}
      ?hidden=${this.preview.kind !== "done"}
      @click=${this.foldOrNot}
      @mousedown=${(event: Event) => event.preventDefault()}
    >
      ${icon("fold")}
    </button>`;
  }

  /** Only what may go wrong is said aloud, and only once. */
  private warn(marks: Mark[]): void {
    const told = marks
      .filter(({ where }) => where !== "forth")
      .map(said)
      .join("; ");
    if (told && told !== this.told) announce(t("preview.check", { marks: told }));
    this.told = told;
  }

  /** Folded, one line of the translation stays, and whatever has to be looked at. */
  private foldOrNot(): void {
    this.short = !this.short;
    prefs.write({ preview: this.short ? "short" : "on" });
  }
}

function written({ translation, back, language, marks }: Previewed, other: Person): TemplateResult {
  const line = (name: string, tag: string, text: string | null, lang: string | null) =>
    html`<p class="preview-line preview-${name}" data-testid="preview-${name}"
      ><span class="preview-tag">${tag} </span
      ><span class="preview-text" lang=${lang ?? nothing} dir=${direction(lang)}
        >${marked(straight(text ?? ""), marks)}</span
      ></p
    >`;
  const how = isUnsure(translation) ? "bubble.unsure" : translation.rough ? "bubble.rough" : null;
  const tag = t("preview.reads", { name: other.name }) + (how ? ` (${t(how)})` : "");
  return html`${markList(marks)}${line("reads", tag, translation.text, other.language)}${
    back?.text ? line("back", t("preview.back"), back.text, language) : nothing
  }`;
}

export const preview = defined("duo-preview", PreviewLines);
