/** The button that begins a voice note. What records is fetched when it is first pressed. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { lazily } from "../../ui/lazy.ts";
import type { Session } from "../../state/session.ts";

/** What of the composer is needed here. */
interface Desk extends HTMLElement {
  readonly session: Session;
  readonly conversationId: string;
  readonly form: HTMLFormElement;
  focusInput(): void;
}

export function voiceButton(desk: Desk): TemplateResult {
  const label = t("voice.record");
  const press = async (): Promise<void> => {
    if (desk.querySelector("duo-recorder")) return;
    const { recorder } = await lazily(() => import("../settings/dialogs.ts"));
    if (desk.querySelector("duo-recorder")) return;
    const { session, conversationId } = desk;
    const panel = recorder({ session, conversationId, left: () => desk.focusInput() });
    desk.form.before(panel);
  };
  return html`<button
    class="round attach"
    type="button"
    data-testid="voice-record"
    aria-label=${label}
    title=${label}
    @click=${() => void press().catch(() => undefined)}
  >
    ${icon("mic")}
  </button>`;
}
