/** A note to colleagues, beside the conversation: the visitor never sees it. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { newId } from "../protocol/id.ts";
import { announce } from "../ui/announce.ts";
import { Attempt } from "../ui/attempt.ts";
import { defined } from "../ui/element.ts";
import { desk } from "./doors.ts";

export class Note extends Attempt {
  static override properties = {
    ...Attempt.properties,
    conversationId: { attribute: false },
    writes: { state: true },
  };

  conversationId!: string;
  private writes = false;
  /** Sent again, it is the same note. */
  private client = newId();

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("conversationId")) [this.writes, this.trouble] = [false, ""];
  }

  override render(): TemplateResult {
    return html`<button
        class="button quiet"
        type="button"
        data-testid="desk-note"
        aria-expanded=${String(this.writes)}
        @click=${() => void this.turn()}
      >
        ${t("desk.note")}
      </button>
      ${this.writes ? this.form() : nothing}`;
  }

  private form(): TemplateResult {
    const submitted = (event: Event) => {
      event.preventDefault();
      void this.keep();
    };
    return html`<form class="desk-note" @submit=${submitted}>
      <input
        type="text"
        dir="auto"
        maxlength="2000"
        aria-label=${t("desk.note_label")}
        data-testid="desk-note-text"
        placeholder=${t("desk.note_label")}
      />
      <button class="button" type="submit" data-testid="desk-note-keep" ?disabled=${this.busy}
        >${t("desk.note_keep")}</button
      >
      <p class="error" role="alert">${this.trouble}</p>
    </form>`;
  }

  /** Begin one, or leave it. */
  async turn(): Promise<void> {
    this.writes = !this.writes;
    await this.updateComplete;
    this.querySelector("input")?.focus();
  }

  /** What began it: its button, or where that has no room, the menu's. */
  private way(): HTMLElement | undefined {
    const ways = this.closest(".desk-bar")?.querySelectorAll<HTMLElement>(
      "[data-testid=desk-note], [data-testid=desk-deeds]",
    );
    return [...(ways ?? [])].find((one) => one.offsetParent);
  }

  private async keep(): Promise<void> {
    const text = this.querySelector("input")?.value.trim() ?? "";
    if (!text || !(await this.done(() => desk.note(this.conversationId, text, this.client)))) return;
    this.client = newId();
    this.writes = false;
    announce(t("desk.note_kept"));
    await this.updateComplete;
    this.way()?.focus();
  }
}

export const note = defined("duo-desk-note", Note);
