/** Leaving a conversation. */

import { html, render } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Session } from "../../state/session.ts";
import { announce } from "../../ui/announce.ts";
import { defined } from "../../ui/element.ts";
import { sheet } from "../../ui/sheet.ts";
import { Asking, nameIn } from "./asking.ts";

class Leaving extends Asking {
  leave!: () => Promise<unknown>;
  left!: () => void;

  override render() {
    return html`<section class="settings-part">
      <p>${t("leave.help", { name: this.name })}</p>
      <p class="error" role="alert">${this.trouble}</p>
      <div class="acts">
        <button
          class="button"
          type="button"
          data-testid="leave-now"
          aria-busy=${String(this.busy)}
          @click=${this.pressed}
        >
          ${t("more.leave")}
        </button>
        ${this.cancel()}
      </div>
    </section>`;
  }

  override firstUpdated() {
    this.querySelector("button")?.focus();
  }

  private async pressed(): Promise<void> {
    if (!(await this.done(this.leave))) return;
    this.close();
    announce(t("leave.done", { name: this.name }));
    this.left();
  }
}

const leaving = defined("duo-leaving", Leaving);

/** @param left Called when it was left, with the dialog closed. */
export function openLeaving(session: Session, conversationId: string, left: () => void): void {
  const name = nameIn(session, conversationId);
  const { dialog, body } = sheet("leaving", t("leave.title", { name }));
  const leave = () => session.decide(conversationId, "leave");
  dialog.showModal();
  render(leaving({ name, left, leave, close: () => dialog.close() }), body);
}
