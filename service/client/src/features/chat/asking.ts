/** What a dialog about a conversation asks once more before anything is done. */

import { html, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { codeOf } from "../../protocol/http.ts";
import type { Session } from "../../state/session.ts";
import { LightElement } from "../../ui/element.ts";

/** What asks something, does it once, and says why it did not work. */
export class Asking extends LightElement {
  static override properties = { busy: { state: true }, trouble: { state: true } };

  name = "";
  busy = false;
  trouble = "";
  close!: () => void;

  /** @returns Whether it was done. */
  protected async done(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.trouble = "";
    try {
      await work();
      return true;
    } catch (error) {
      this.trouble = explain(codeOf(error));
      return false;
    } finally {
      this.busy = false;
    }
  }

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
