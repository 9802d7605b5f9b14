/** The part of the settings about predictive text: on or off, and forgetting. */

import { html } from "lit";
import { t } from "../../i18n/i18n.ts";
import { ownWords, prefs } from "../../state/keep.ts";
import { announce } from "../../ui/announce.ts";
import { choice } from "../../ui/choice.ts";
import { LightElement } from "../../ui/element.ts";

class TypingSettings extends LightElement {
  me!: string;

  override render() {
    const about = { name: "typing", testid: "typing-select", values: ["on", "off"] };
    return html`${choice({ ...about, chosen: prefs.read().typing }, (changes) => prefs.write(changes))}
      <p class="hint">${t("typing.hint")}</p>
      <button
        class="button quiet wide"
        type="button"
        data-testid="typing-forget"
        ?disabled=${!ownWords.any(this.me)}
        @click=${this.forget}
      >
        ${t("typing.forget")}
      </button>`;
  }

  private forget(): void {
    ownWords.forget(this.me);
    this.requestUpdate();
    announce(t("typing.forgotten"));
  }
}

customElements.define("duo-autocomplete-settings", TypingSettings);
