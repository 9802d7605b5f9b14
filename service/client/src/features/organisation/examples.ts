/** For owners: whether analytics may show what customers wrote, as examples. Off until they say so. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Organisation } from "../../protocol/generated.ts";
import { api } from "../../protocol/http.ts";
import { announce } from "../../ui/announce.ts";
import { Attempt } from "../../ui/attempt.ts";

class Examples extends Attempt {
  organisation!: Organisation;
  /** Choices go one after the other: each answer says all. */
  private going: Promise<unknown> = Promise.resolve();

  override render() {
    return html`<fieldset class="choice">
        <legend>${t("examples.title")}</legend>
        <div class="options">${this.option("off", false)}${this.option("on", true)}</div>
      </fieldset>
      <p class="hint">${t("examples.hint")}</p>
      <p class="error" role="alert">${this.trouble}</p>`;
  }

  private option(value: "on" | "off", on: boolean): TemplateResult {
    return html`<label class="option">
      <input
        type="radio"
        name="keeps-text"
        value=${value}
        data-testid="keeps-text-${value}"
        .checked=${this.organisation.keeps_text === on}
        @change=${() => void this.chosen(on)}
      />
      <span>${t(`examples.${value}`)}</span>
    </label>`;
  }

  private async chosen(on: boolean): Promise<void> {
    const asked = this.going.then(() => api.configure(this.organisation.id, { keeps_text: on }));
    this.going = asked.catch(() => undefined);
    if (!(await this.tried(async () => (this.organisation = await asked)))) return;
    this.requestUpdate();
    announce(t("limits.saved"));
  }
}

customElements.define("duo-examples", Examples);
