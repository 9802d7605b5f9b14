/** In the settings: whether what I answer is remembered, how much is, and forgetting it; and my corrections as files. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { OwnAnswers } from "../../protocol/generated.ts";
import { api } from "../../protocol/http.ts";
import { announce } from "../../ui/announce.ts";
import { Attempt } from "../../ui/attempt.ts";

class Answers extends Attempt {
  static override properties = { ...Attempt.properties, kept: { state: true } };

  /** As the service says; null before it has. */
  kept: OwnAnswers | null = null;
  /** Questions go one after the other: each answer says all. */
  private going: Promise<unknown> = Promise.resolve();

  override connectedCallback() {
    super.connectedCallback();
    void this.told(() => api.answers());
  }

  override render() {
    const { kept } = this;
    return html`<fieldset class="choice">
        <legend>${t("answers.title")}</legend>
        <div class="options">${this.option("on", true)}${this.option("off", false)}</div>
      </fieldset>
      <p class="hint">${t("answers.hint")}</p>
      <p class="hint" role="status" data-testid="answers-count"
        >${kept ? t("answers.count", { count: kept.count }) : ""}</p
      >
      <p class="error" role="alert">${this.trouble}</p>
      <button
        class="button quiet"
        type="button"
        data-testid="answers-forget"
        ?disabled=${kept?.count === 0}
        @click=${this.forget}
      >
        ${t("answers.forget")}
      </button>`;
  }

  private option(value: string, on: boolean): TemplateResult {
    return html`<label class="option">
      <input
        type="radio"
        name="answers"
        value=${value}
        data-testid="answers-${value}"
        .checked=${this.kept?.on === on}
        @change=${() => void this.told(() => api.switchAnswers(on))}
      />
      <span>${t(`answers.${value}`)}</span>
    </label>`;
  }

  private async forget(): Promise<void> {
    if (await this.told(() => api.forgetAnswers())) announce(t("answers.forgotten"));
  }

  /** Ask, and show what the service says then. @returns Whether it said it. */
  private told(ask: () => Promise<OwnAnswers>): Promise<boolean> {
    const asked = this.going.then(ask);
    this.going = asked.catch(() => undefined);
    return this.tried(async () => (this.kept = await asked));
  }
}

customElements.define("duo-answers", Answers);

/** @returns What I corrected, to take away. */
export function memorySettings(): TemplateResult {
  const link = (format: "tsv" | "tmx") =>
    html`<a
      class="button quiet"
      href="/api/corrections?format=${format}"
      download="corrections.${format}"
      data-testid="memory-${format}"
      >${t(`memory.${format}`)}</a
    >`;
  return html`<section class="settings-part">
    <h3>${t("memory.title")}</h3>
    <p class="hint">${t("memory.hint")}</p>
    <div class="words-acts">${link("tsv")}${link("tmx")}</div>
  </section>`;
}
