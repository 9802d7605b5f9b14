/** Replies that may be sent with one tap: my language first, what the other will read below it. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { direction, t } from "../../i18n/i18n.ts";
import { api } from "../../protocol/http.ts";
import type { Suggestion, SuggestionUse } from "../../protocol/types.ts";
import { offered } from "../../state/select.ts";
import { straight } from "../../text/text.ts";
import { defined, StateElement, unroll } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";

const HELD = 500;

type Offer = NonNullable<ReturnType<typeof offered>>;

class Suggestions extends StateElement {
  static override properties = { conversationId: { attribute: false } };

  conversationId!: string;
  edit!: (text: string, suggestion: SuggestionUse) => void;
  private offer: Offer | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private held = false;
  private readonly look = () => this.tell();

  override connectedCallback() {
    super.connectedCallback();
    if (!this.hasUpdated) this.hidden = true;
    document.addEventListener("visibilitychange", this.look);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.look);
    clearTimeout(this.timer);
  }

  override render() {
    const { state } = this.session;
    const offer = (this.offer = offered(state, this.conversationId));
    const name = state.conversations.get(this.conversationId)?.other.name ?? "";
    return html`<ul class="chips" aria-label=${t("suggestions.title")}>
      ${offer ? repeat(offer.suggestions, keyed(offer), (one) => this.chip(offer, one, name)) : nothing}
    </ul>`;
  }

  override updated() {
    const comes = this.hidden && this.offer !== null;
    this.hidden = !this.offer;
    if (comes) unroll(this, 200);
    this.tell();
  }

  /** Say once that these were on the screen. */
  private tell(): void {
    const id = this.offer?.message.id;
    if (!id || this.session.toldShown.has(id) || document.visibilityState !== "visible") return;
    this.session.toldShown.add(id);
    api.shown(id).catch(() => this.session.toldShown.delete(id));
  }

  private chip({ message }: Offer, one: Suggestion, name: string): TemplateResult {
    const use = { message_id: message.id, suggestion_id: one.id, edited: false };
    const edit = () => this.edit(one.text, use);
    const send = () => this.session.sender.send(this.conversationId, one.text, use);
    return html`<li class="chip">
      ${this.tapped(one, name, send, edit)}
      <button
        class="chip-edit"
        type="button"
        data-testid="suggestion-edit"
        aria-label=${t("suggestions.edit", { text: one.text })}
        title=${t("suggestions.edit_short")}
        @click=${edit}
      >
        ${icon("pencil")}
      </button>
    </li>`;
  }

  /** A tap or Enter sends; a long press, or the key E, writes it on. */
  private tapped(one: Suggestion, name: string, send: () => void, edit: () => void): TemplateResult {
    return html`<button
      class="chip-send"
      type="button"
      data-testid="suggestion"
      data-suggestion-id=${one.id}
      title=${t("suggestions.send")}
      @pointerdown=${(event: PointerEvent) => this.begun(event, edit)}
      @pointerup=${this.stop}
      @pointercancel=${this.stop}
      @pointerleave=${this.stop}
      @contextmenu=${(event: Event) => this.held && event.preventDefault()}
      @click=${() => (this.held ? (this.held = false) : send())}
      @keydown=${(event: KeyboardEvent) => event.key.toLowerCase() === "e" && (event.preventDefault(), edit())}
    >
      ${said("chip-mine", one)}${one.reads_as ? reads(one.reads_as, name) : nothing}
    </button>`;
  }

  private begun({ pointerType }: PointerEvent, hold: () => void): void {
    this.held = false;
    if (pointerType === "touch") this.timer = setTimeout(() => ((this.held = true), hold()), HELD);
  }

  private stop(): void {
    clearTimeout(this.timer);
  }
}

const keyed =
  ({ message }: Offer) =>
  ({ id }: Suggestion) =>
    `${message.id} ${id}`;

function said(name: string, { text, language }: { text: string; language: string }): TemplateResult {
  return html`<span class=${name} lang=${language} dir=${direction(language)}>${straight(text)}</span>`;
}

function reads(as: { text: string; language: string }, name: string): TemplateResult {
  return html`<span class="unseen"> ${t("suggestions.reads_as", { name })} </span>${said("chip-theirs", as)}`;
}

export const suggestions = defined("duo-suggestions", Suggestions);
