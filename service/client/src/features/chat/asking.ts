/** What a dialog about a conversation asks once more before anything is done. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Session } from "../../state/session.ts";
import { Attempt } from "../../ui/attempt.ts";

/** What asks something, does it once, and says why it did not work. */
export class Asking extends Attempt {
  name = "";
  close!: () => void;

  protected cancel(): TemplateResult {
    return html`<button class="button quiet" type="button" @click=${() => this.close()}>
      ${t("correction.cancel")}
    </button>`;
  }
}

/** Who is in a conversation besides me. */
export function nameIn(session: Session, conversationId: string): string {
  return session.state.conversations.get(conversationId)?.other.name ?? "";
}
