/** Where a message is written: grows with the text, keeps a draft, sends on Enter. */

import { html } from "lit";
import { direction, t } from "../../i18n/i18n.ts";
import type { Chosen, ShownLink } from "../../state/keep.ts";
import { filled, used, withoutMargins } from "./sending.ts";
import { whole } from "../../text/text.ts";
import { defined, StateElement } from "../../ui/element.ts";
import { inlineCompletion, type InlineCompletion } from "./inline-completion.ts";
import { Modes } from "./modes.ts";
import { count, grow, leftOf, names, saidOf, sendButton, tell } from "./field.ts";
import { attaching, pasted, type Tray } from "./tray.ts";
import "./tray.ts";
import { returned, voiceButton } from "./voice-button.ts";
import type { LinkOffer } from "./link-offer.ts";
import "./link-offer.ts";
import { Slash } from "./slash.ts";
import type { CannedAnswer } from "../../protocol/generated.ts";
import type { SuggestionUse } from "../../protocol/types.ts";

export class Composer extends StateElement {
  static override properties = { conversationId: { attribute: false }, problem: { state: true } };

  conversationId!: string;
  /** Told what would be sent now, and in which language it is, where that is known and not mine. */
  typed!: (text: string, written: string | null) => void;
  /** An answer that was put here, as long as nothing of it is changed. */
  private written: { readonly text: string; readonly language: string } | null = null;
  suggestion: Chosen | null = null;
  /** What is said of the length: "" as long as the limit is far. */
  problem = "";
  completion!: InlineCompletion;
  shortcuts!: Slash;
  modes!: Modes;
  private readonly bring = (files: Iterable<File>) => this.tray.add(files);
  private readonly files = () => {
    this.limit();
    this.links.look(this.input.value);
    this.keep();
  };
  private readonly keep = () => this.modes.keep(this.input.value, this.suggestion);
  private readonly showsNoLink = (url: string) =>
    this.modes?.editing ? !this.modes.mayShow(url) : !this.tray.empty;
  private readonly kept = () => this.hasUpdated && this.modes.kept();

  override render() {
    return html`<div class="mode" data-testid="mode" hidden></div>
      <duo-tray .conversationId=${this.conversationId} .changed=${this.files}></duo-tray>
      <duo-link-offer
        .session=${this.session}
        .conversationId=${this.conversationId}
        .taken=${this.showsNoLink}
        .changed=${this.keep}
      ></duo-link-offer>
      <div class="next-words" role="group" aria-label=${t("typing.title")} hidden></div>
      <div
        class="shortcuts"
        id="shortcuts-${this.conversationId}"
        role="listbox"
        aria-label=${t("canned.list")}
        data-testid="shortcuts"
        hidden
      ></div>
      <form class="composer" @submit=${this.submitted}>
        ${attaching(this.bring)}${voiceButton(this)}
        <div class="field">
          ${this.field()}
          <div class="completion" aria-hidden="true" hidden></div>
          ${count(this.conversationId, this.problem)}
        </div>
        ${sendButton()}
      </form>`;
  }

  private field() {
    return html`<textarea
      data-testid="composer"
      rows="1"
      enterkeyhint="send"
      autocomplete="off"
      aria-autocomplete="inline"
      @input=${(event: InputEvent) => this.changed(true, event)}
      @keydown=${this.pressed}
      @paste=${(event: ClipboardEvent) => pasted(event, this.bring)}
    ></textarea>`;
  }

  /** The parts that heed the field, and what an earlier visit left in it. */
  override firstUpdated() {
    const { input, session } = this;
    const part = (name: string) => this.querySelector<HTMLElement>(name) as HTMLElement;
    this.completion = inlineCompletion({
      input,
      layer: part(".completion"),
      row: part(".next-words"),
      me: session.me.id,
      languages: () => this.languages(),
    });
    this.shortcuts = new Slash({
      input,
      session,
      list: part(".shortcuts"),
      insert: (answer) => this.canned(answer),
      organisation: () => session.state.conversations.get(this.conversationId)?.organisation,
      reads: () =>
        session.state.conversations.get(this.conversationId)?.other.language ?? session.me.language,
    });
    this.modes = new Modes(this, part(".mode"));
    this.modes.restore();
    returned(this);
    this.session.endings.add(this.modes.close);
  }

  override connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) this.session.endings.add(this.modes.close);
    addEventListener("pagehide", this.kept);
    document.addEventListener("visibilitychange", this.kept);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("pagehide", this.kept);
    document.removeEventListener("visibilitychange", this.kept);
    this.kept();
    if (this.hasUpdated) this.session.endings.delete(this.modes.close);
  }

  override updated() {
    this.modes.show();
    this.named();
  }

  get input(): HTMLTextAreaElement {
    return this.querySelector("textarea") as HTMLTextAreaElement;
  }

  get tray(): Tray {
    return this.querySelector("duo-tray") as Tray;
  }

  get link(): ShownLink | null {
    return this.links.shown;
  }

  set link(shown: ShownLink | null) {
    this.links.show(shown);
  }

  dropLink() {
    this.links.drop();
  }

  private get links(): LinkOffer {
    return this.querySelector("duo-link-offer") as LinkOffer;
  }

  get form(): HTMLFormElement {
    return this.querySelector("form") as HTMLFormElement;
  }

  /** What the field is called: whom it goes to, in which language, or that it is an edit. */
  named(): void {
    const { me, conversations } = this.session.state;
    const other = conversations.get(this.conversationId)?.other;
    if (!other || !me) return;
    tell(this.input, { ...names(me, other, this.modes.editing), lang: me.language });
    if (!this.input.value) tell(this.input, { dir: direction(me.language) });
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

  /** A canned answer is written on, with the names that it asks for. An edit that goes on gives way. */
  canned({ text, language }: CannedAnswer) {
    const name = this.session.state.conversations.get(this.conversationId)?.other.name ?? "";
    this.written = { text: filled(text, { name, agent: this.session.me.name }), language };
    this.edit(this.written.text, null);
  }

  /** Take back what was too long to send. @returns False where another text is being written. */
  takeBack(text: string, suggestion: SuggestionUse | null): boolean {
    if (!this.hasUpdated || this.input.value.trim() || this.modes.editing) return false;
    this.put(text, suggestion);
    return true;
  }

  /** Also before it is drawn for the first time. */
  async arrive(): Promise<void> {
    await this.updateComplete;
    this.focusInput();
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
    const shown = this.links.take();
    this.input.value = "";
    this.suggestion = null;
    const [first = null, ...others] = this.tray.take();
    const quotes = this.modes.sent();
    this.changed(false);
    this.session.sender.send(this.conversationId, text, used(suggestion, text), first ?? shown, quotes);
    for (const file of others) this.session.sender.send(this.conversationId, "", null, file);
    if (text) this.completion.sent(text);
    this.focusInput();
  }

  /** What may be written here, most likely first. */
  languages() {
    const { me, conversations } = this.session.state;
    return [me, conversations.get(this.conversationId)?.other].flatMap((person) => person?.language ?? []);
  }

  changed(byTyping: boolean, event?: InputEvent) {
    const text = this.input.value;
    if (!text.trim()) this.suggestion = null;
    this.links.look(text);
    this.keep();
    if (byTyping && text.trim()) this.session.typing(this.conversationId);
    tell(this.input, { dir: text ? "auto" : direction(this.session.me.language) });
    grow(this.input);
    this.limit();
    this.shortcuts.look();
    if (this.written?.text !== text) this.written = null;
    this.typed?.(this.shortcuts.open ? "" : text.trim(), this.written?.language ?? null);
    this.completion.look(event);
  }

  /** The limit shows when it comes near. */
  limit() {
    const left = leftOf(this.input.value);
    this.problem = saidOf(left);
    tell(this.input, {
      "aria-describedby": this.problem ? `count-${this.conversationId}` : null,
      "aria-invalid": left < 0 ? "true" : null,
    });
    this.form.classList.toggle("over", left < 0);
    const nothing = this.tray.empty || this.modes.editing ? !this.input.value.trim() : !this.tray.ready;
    this.form.classList.toggle("empty", nothing);
  }

  tooLong() {
    return leftOf(this.input.value) < 0;
  }
}

export const composer = defined("duo-composer", Composer);
