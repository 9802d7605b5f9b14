/** In the settings: leaving this browser. */

import { html } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Session } from "../../state/session.ts";
import { Attempt } from "../../ui/attempt.ts";

class SignOut extends Attempt {
  session!: Session;
  /** Leave the settings. */
  close!: () => void;

  override render() {
    return html`<button
        class="button quiet wide"
        type="button"
        data-testid="sign-out"
        aria-busy=${String(this.busy)}
        @click=${this.leave}
      >
        ${t("settings.sign_out")}
      </button>
      <p class="hint">${t("settings.sign_out_hint")}</p>
      <p class="error" role="alert">${this.trouble}</p>`;
  }

  private async leave(): Promise<void> {
    if (await this.done(() => this.session.ending.signOut())) this.close();
  }
}

customElements.define("duo-sign-out", SignOut);
