/** The button that begins a voice note, and recordings that wait. What records is fetched when it is first pressed. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { withLate } from "../late.ts";
import type { Session } from "../../state/session.ts";

/** What of the composer is needed here. */
export interface Desk extends HTMLElement {
  readonly session: Session;
  readonly conversationId: string;
  readonly form: HTMLFormElement;
  readonly input: HTMLTextAreaElement;
  /** Said under the field, until something is typed. */
  problem: string;
  focusInput(): void;
}

interface Panel extends HTMLElement {
  desk: Desk;
  discard(): void;
}

/** Recordings that are not sent, by conversation: each waits in its own while another one is looked at. */
export const waiting = new Map<string, Panel>();

/** Show again what was recorded in this conversation and not sent. */
export function returned(desk: Desk): void {
  const panel = waiting.get(desk.conversationId);
  if (panel) place(panel, desk);
}

function place(panel: Panel, desk: Desk): void {
  panel.desk = desk;
  desk.form.before(panel);
}

/** Who signs out leaves nothing that was said. */
const drop = (): void => waiting.forEach((panel) => panel.discard());

export function voiceButton(desk: Desk): TemplateResult {
  const label = t("voice.record");
  const press = async (): Promise<void> => {
    if (desk.querySelector("duo-recorder")) return;
    await withLate(({ recorder }) => {
      if (desk.querySelector("duo-recorder")) return;
      desk.session.endings.add(drop);
      place(recorder({ desk }), desk);
    });
  };
  return html`<button
    class="round attach"
    type="button"
    data-testid="voice-record"
    aria-label=${label}
    title=${label}
    @click=${() => void press()}
  >
    ${icon("mic")}
  </button>`;
}
