/** Where a message is written: grows with the text, keeps a draft, sends on Enter. */

import { fill, h, set } from "../../ui/dom.ts";
import { direction, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { textLimit, type Chosen } from "../../state/keep.ts";
import { inWords } from "../../i18n/languages.ts";
import { lengthOf, whole } from "../../text/text.ts";
import { define, View } from "../../ui/view.ts";
import { inlineCompletion, type InlineCompletion } from "./inline-completion.ts";
import { Modes } from "./modes.ts";
import { attaching, Tray } from "./tray.ts";
import { voiceButton } from "./voice-button.ts";
import { shortcuts, type Shortcuts } from "./shortcuts.ts";
import type { State, SuggestionUse } from "../../protocol/types.ts";

const SHOW_LEFT = 200;

export class Composer extends View {
  input!: HTMLTextAreaElement;
  completion!: InlineCompletion;
  shortcuts!: Shortcuts;
  count!: HTMLElement;
  button!: HTMLElement;
  form!: HTMLFormElement;
  tray!: Tray;
  modes!: Modes;
  suggestion: Chosen | null = null;
  conversationId!: string;
  /** Told what would be sent now. */
  typed!: (text: string) => void;

  override build() {
    this.input = h("textarea", {
      testid: "composer",
      rows: "1",
      enterkeyhint: "send",
      autocomplete: "off",
      dir: "auto",
      on: {
        input: (event: InputEvent) => this.changed(true, event),
        keydown: (event: KeyboardEvent) => this.pressed(event),
      },
    });
    this.completion = inlineCompletion({
      input: this.input,
      me: this.session.me.id,
      languages: () => this.languages(),
    });
    this.shortcuts = shortcuts({
      input: this.input,
      session: this.session,
      insert: (text) => this.put(text, null),
      organisation: () => this.session.state.conversations.get(this.conversationId)?.organisation,
    });
    this.count = h("p", {
      class: "count",
      id: "composer-count",
      "aria-live": "polite",
      testid: "composer-count",
    });
    this.button = h(
      "button",
      {
        class: "send",
        type: "submit",
        testid: "send",
        "aria-label": t("composer.send"),
        title: t("composer.send"),
      },
      icon("send"),
    );
    this.tray = new Tray(this.conversationId, () => this.files());
    this.form = h(
      "form",
      { class: "composer", on: { submit: (event: Event) => this.submitted(event) } },
      ...attaching(this.input, this.tray),
      h("div", { class: "field" }, this.input, this.completion.layer, this.count),
      voiceButton(this),
      this.button,
    );
    this.modes = new Modes(this);
    const { tray, modes, completion, shortcuts: answers } = this;
    this.append(modes.element, tray.element, completion.row, answers.list, this.form);
    this.modes.restore();
  }

  override update(state: State) {
    const conversation = state.conversations.get(this.conversationId);
    if (!conversation || !state.me) return;
    this.modes.show();
    const { name, language } = conversation.other;
    const same = language === state.me.language;
    const label = this.modes.editing
      ? t("edit.label")
      : same
        ? t("composer.label_same", { name })
        : t("composer.label", { name, mine: inWords(state.me.language), theirs: inWords(language) });
    if (this.input.getAttribute("aria-label") !== label) {
      const placeholder = same ? label : t("composer.placeholder", { mine: inWords(state.me.language) });
      set(this.input, { "aria-label": label, placeholder, lang: state.me.language });
    }
    if (!this.input.value) set(this.input, { dir: direction(state.me.language) });
  }

  /** A text that was offered is written on. An edit that goes on gives way, and the draft before it. */
  edit(text: string, suggestion: SuggestionUse | null) {
    if (this.modes.editing) this.modes.leave();
    this.put(text, suggestion);
  }

  /** Put a text here. */
  put(text: string, suggestion: SuggestionUse | null) {
    this.input.value = text;
    this.suggestion = suggestion ? { ...suggestion, was: text } : null;
    this.changed(false);
    this.focusInput();
    this.input.setSelectionRange(text.length, text.length);
  }

  /** Take back what was too long to send. @returns False where another text is being written. */
  takeBack(text: string, suggestion: SuggestionUse | null): boolean {
    if (this.input.value.trim() || this.modes.editing) return false;
    this.put(text, suggestion);
    return true;
  }

  focusInput() {
    this.input.focus({ preventScroll: true });
  }

  pressed(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.isComposing && this.modes.now) setTimeout(() => this.escaped(event));
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  /** Escape leaves what the composer is for, unless it hid a prediction or a list. */
  escaped({ defaultPrevented }: KeyboardEvent) {
    if (!defaultPrevented) this.modes.leave();
  }

  submitted(event: Event) {
    event.preventDefault();
    const text = withoutMargins(whole(this.input.value));
    if (this.modes.editing && !this.tooLong()) return void this.modes.save(text);
    const waits = !this.tray.empty && !this.tray.ready;
    if (waits || (!text && this.tray.empty) || this.tooLong()) return this.focusInput();
    const { suggestion } = this;
    this.input.value = "";
    this.suggestion = null;
    const [first = null, ...others] = this.tray.take();
    const quotes = this.modes.sent();
    this.changed(false);
    this.session.sender.send(this.conversationId, text, used(suggestion, text), first, quotes);
    for (const file of others) this.session.sender.send(this.conversationId, "", null, file);
    if (text) this.completion.sent(text);
    this.focusInput();
  }

  /** Something about the files that are to be sent has changed. */
  files() {
    if (this.form) this.limit();
  }

  /** What may be written here, most likely first. */
  languages() {
    const { me, conversations } = this.session.state;
    return [me, conversations.get(this.conversationId)?.other].flatMap((person) => person?.language ?? []);
  }

  changed(byTyping: boolean, event?: InputEvent) {
    const text = this.input.value;
    if (!text.trim()) this.suggestion = null;
    this.modes.keep(text, this.suggestion);
    if (byTyping && text.trim()) this.session.typing(this.conversationId);
    set(this.input, { dir: text ? "auto" : direction(this.session.me.language) });
    this.input.style.blockSize = "auto";
    this.input.style.blockSize = `${this.input.scrollHeight}px`;
    this.limit();
    this.shortcuts.look();
    this.typed?.(this.shortcuts.open ? "" : text.trim());
    this.completion.look(event);
  }

  /** The limit shows when it comes near. */
  limit() {
    const left = textLimit.read() - lengthOf(this.input.value.trim());
    const text =
      left < 0
        ? t("composer.too_long", { count: -left })
        : left <= SHOW_LEFT
          ? t("composer.left", { count: left })
          : "";
    if (this.count.textContent !== text) fill(this.count, text);
    set(this.input, {
      "aria-describedby": text ? "composer-count" : null,
      "aria-invalid": left < 0 ? "true" : null,
    });
    this.form.classList.toggle("over", left < 0);
    const nothing = this.tray.empty || this.modes.editing ? !this.input.value.trim() : !this.tray.ready;
    this.form.classList.toggle("empty", nothing);
  }

  tooLong() {
    return lengthOf(this.input.value.trim()) > textLimit.read();
  }
}

/** Without empty lines around it and blanks at its end. Where lines follow, the first keeps its indent: it may be code. */
function withoutMargins(text: string) {
  const trimmed = text.trimEnd();
  if (!trimmed.trimStart().includes("\n")) return trimmed.trimStart();
  const indent = trimmed.length - trimmed.trimStart().length;
  return trimmed.slice(trimmed.slice(0, indent).lastIndexOf("\n") + 1);
}

/** What the service is told of the suggestion: edited only where the text is another one now. */
function used(suggestion: Chosen | null, text: string): SuggestionUse | null {
  if (!suggestion) return null;
  const { message_id, suggestion_id, was } = suggestion;
  return { message_id, suggestion_id, edited: text !== was };
}

export const composer = define("duo-composer", Composer);
