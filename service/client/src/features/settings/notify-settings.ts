/** The part of the settings about notifications. The browser is asked by a press of the button, and never before. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { notify } from "../../state/keep.ts";
import { announce } from "../../ui/announce.ts";
import { choice } from "../../ui/choice.ts";
import { LightElement } from "../../ui/element.ts";
import { permission, turnOff, turnOn } from "../notify/push.ts";

/** On or off for this browser, and whether the text is shown. */
class NotifySettings extends LightElement {
  me!: string;

  override render() {
    const allowed = permission();
    const on = Boolean(notify.read(this.me)?.on) && allowed === "granted";
    const can = allowed === "granted" || allowed === "default";
    return html`<button
        class="button quiet wide"
        type="button"
        data-testid="notify"
        ?disabled=${!can}
        @click=${this.pressed}
      >
        ${t(on ? "notify.off" : "notify.on")}
      </button>
      ${on ? this.texts() : nothing}
      <p class="hint" role="status" data-testid="notify-state">${can ? "" : t(`notify.${allowed}`)}</p>`;
  }

  private texts(): TemplateResult {
    const chosen = notify.read(this.me)?.hidesText ? "name" : "text";
    return choice(
      { name: "notify", testid: "notify-text", values: ["text", "name"], chosen },
      (changes) => void turnOn(this.me, changes["notify"] === "name"),
    );
  }

  private async pressed(): Promise<void> {
    if (notify.read(this.me)?.on) await turnOff(this.me);
    else await turnOn(this.me, false);
    this.requestUpdate();
    announce(t(notify.read(this.me)?.on ? "notify.is_on" : "notify.is_off"));
  }
}

customElements.define("duo-notify-settings", NotifySettings);
