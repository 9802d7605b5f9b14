/** Between the messages and the composer: what the other side will read, and what that means when read back. */

import { announce } from "../../ui/announce.ts";
import { fill, h, set, still } from "../../ui/dom.ts";
import { direction, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { prefs } from "../../state/keep.ts";
import { inWords } from "../../i18n/languages.ts";
import { Previewer, type Preview } from "../../state/previewer.ts";
import { straight } from "../../text/text.ts";
import { define, View } from "../../ui/view.ts";
import { isUnsure } from "../chat/reading.ts";
import { marked, markList, said } from "../chat/marks.ts";
import type { Mark, Person, Previewed } from "../../protocol/types.ts";

const CHANGED = "duologue-prefs";

export class PreviewLines extends View {
  told!: string;
  lines!: HTMLElement;
  fold!: HTMLButtonElement;
  previewer!: Previewer;
  look!: () => void;
  signature = "";
  conversationId!: string;

  override build() {
    this.hidden = true;
    set(this, { role: "group", "aria-label": t("preview.label") });
    this.told = "";
    this.lines = h("div", { class: "preview-lines", id: "preview-lines" });
    this.fold = h(
      "button",
      {
        class: "round preview-fold",
        type: "button",
        testid: "preview-fold",
        "aria-controls": "preview-lines",
      },
      icon("fold"),
    );
    this.fold.addEventListener("click", () => this.foldOrNot());
    this.fold.addEventListener("mousedown", (event) => event.preventDefault()); // the composer keeps the keyboard
    this.append(h("div", { class: "preview", testid: "preview" }, this.lines, this.fold));
    this.previewer = new Previewer(this.session, this.conversationId, (preview) => this.show(preview));
    this.look = () => this.previewer.again();
    for (const event of [CHANGED, "storage"]) addEventListener(event, this.look);
    this.folded();
  }

  override closed() {
    this.previewer.stop();
    for (const event of [CHANGED, "storage"]) removeEventListener(event, this.look);
  }

  override update() {
    this.previewer.circumstancesChanged();
  }

  /** @param text What would be sent if Enter were pressed now. */
  typed(text: string) {
    this.previewer.typed(text);
  }

  show(preview: Preview) {
    const comes = this.hidden && preview.kind !== "none";
    this.hidden = preview.kind === "none";
    this.toggleAttribute("stale", Boolean(preview.stale));
    set(this, { data: { kind: preview.kind } });
    const signature = JSON.stringify([preview.kind, preview.answer]);
    if (signature !== this.signature) this.draw(preview);
    this.signature = signature;
    if (comes) this.unroll();
  }

  draw({ kind, answer }: Preview) {
    const { conversations, me } = this.session.state;
    const other = conversations.get(this.conversationId)?.other;
    this.fold.hidden = kind !== "done";
    if (kind === "none" || !other || !me) return fill(this.lines);
    if (kind === "done" && answer) return this.write(answer, other);
    const languages = { source: inWords(me.language), target: inWords(other.language) };
    fill(
      this.lines,
      h(
        "p",
        { class: "preview-note", testid: "preview-note" },
        t(`preview.${kind}`, { name: other.name, ...languages }),
      ),
    );
  }

  write({ translation, back, language, marks }: Previewed, other: Person) {
    const line = (name: string, tag: string, text: string | null, lang: string | null) =>
      h(
        "p",
        { class: `preview-line preview-${name}`, testid: `preview-${name}` },
        h("span", { class: "preview-tag" }, tag, " "),
        h("span", { class: "preview-text", lang, dir: direction(lang) }, marked(straight(text ?? ""), marks)),
      );
    const how = isUnsure(translation) ? "bubble.unsure" : translation.rough ? "bubble.rough" : null;
    const roughly = how ? ` (${t(how)})` : "";
    fill(
      this.lines,
      markList(marks),
      line("reads", t("preview.reads", { name: other.name }) + roughly, translation.text, other.language),
      back?.text ? line("back", t("preview.back"), back.text, language) : null,
    );
    this.warn(marks);
  }

  /** Only what may go wrong is said aloud, and only once. */
  warn(marks: Mark[]) {
    const told = marks
      .filter(({ where }) => where !== "forth")
      .map(said)
      .join("; ");
    if (told && told !== this.told) announce(t("preview.check", { marks: told }));
    this.told = told;
  }

  foldOrNot() {
    prefs.write({ preview: prefs.read().preview === "short" ? "on" : "short" });
    this.folded();
  }

  /** Folded, one line of the translation stays, and whatever has to be looked at. */
  folded() {
    const short = prefs.read().preview === "short";
    this.toggleAttribute("short", short);
    const label = t(short ? "preview.more" : "preview.less");
    set(this.fold, { "aria-expanded": String(!short), "aria-label": label, title: label });
  }

  /** It pushes the messages up slowly, not at a stroke. */
  unroll() {
    if (still()) return;
    const height = `${this.offsetHeight}px`;
    this.animate([{ height: 0 }, { height }], { duration: 180, easing: "cubic-bezier(.2,.7,.2,1)" });
  }
}

export const preview = define("duo-preview", PreviewLines);
