/** Reporting who is in a conversation. */

import { html, render, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { api } from "../../protocol/http.ts";
import type { Session } from "../../state/session.ts";
import { announce } from "../../ui/announce.ts";
import { defined } from "../../ui/element.ts";
import { sheet } from "../../ui/sheet.ts";
import { Asking, nameIn } from "./asking.ts";

const LONGEST_NOTE = 1000;
const REASONS = ["spam", "abuse", "threat", "fraud", "impersonation", "other"];

class Reporting extends Asking {
  static override properties = { ...Asking.properties, isSent: { state: true } };

  isSent = false;
  report!: (told: { reason: string; note: string }) => Promise<unknown>;

  override render() {
    return this.isSent ? this.thanks() : this.form();
  }

  override firstUpdated() {
    this.querySelector("input")?.focus();
  }

  private form(): TemplateResult {
    return html`<form class="settings-part" novalidate @submit=${this.submitted}>
      <p class="hint">${t("report.help", { name: this.name })}</p>
      <fieldset class="reasons">
        <legend>${t("report.reason")}</legend>
        ${REASONS.map(reason)}
      </fieldset>
      <div class="labelled">
        <label for="report-note">${t("report.note")}</label>
        <textarea
          id="report-note"
          data-testid="report-note"
          maxlength=${LONGEST_NOTE}
          rows="4"
          dir="auto"
        ></textarea>
      </div>
      <p class="error" role="alert" data-testid="report-error">${this.trouble}</p>
      <div class="acts">
        <button class="button" type="submit" data-testid="report-send" aria-busy=${String(this.busy)}>
          ${t("report.send")}
        </button>
        ${this.cancel()}
      </div>
    </form>`;
  }

  private thanks(): TemplateResult {
    return html`<section class="settings-part">
      <p role="status" data-testid="report-thanks">${t("report.thanks")}</p>
      <button class="button" type="button" data-testid="report-done" @click=${() => this.close()}>
        ${t("settings.close")}
      </button>
    </section>`;
  }

  private async submitted(event: Event): Promise<void> {
    event.preventDefault();
    const chosen = this.querySelector<HTMLInputElement>(":checked")?.value;
    if (!chosen) {
      this.trouble = t("report.choose");
      return this.querySelector("input")?.focus();
    }
    const note = this.querySelector("textarea")?.value.trim() ?? "";
    this.isSent = await this.done(() => this.report({ reason: chosen, note }));
    if (!this.isSent) return;
    await this.updateComplete;
    announce(t("report.thanks"));
    this.querySelector("button")?.focus();
  }
}

function reason(value: string): TemplateResult {
  return html`<label class="reason">
    <input type="radio" name="report-reason" value=${value} data-testid="report-${value}" />
    <span>${t(`report.reason_${value}`)}</span>
  </label>`;
}

const reporting = defined("duo-reporting", Reporting);

export function openReport(session: Session, conversationId: string): void {
  const name = nameIn(session, conversationId);
  const { dialog, body } = sheet("report-sheet", t("report.title", { name }));
  dialog.showModal();
  render(
    reporting({ name, report: (told) => api.report(conversationId, told), close: () => dialog.close() }),
    body,
  );
}
