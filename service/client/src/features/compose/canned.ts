/** In the settings: answers that I keep. */

import { html, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { nativeName } from "../../i18n/languages.ts";
import type { CannedAnswer } from "../../protocol/generated.ts";
import { api, codeOf } from "../../protocol/http.ts";
import { keepAnswers } from "../../state/canned.ts";
import type { Session } from "../../state/session.ts";
import { Latest } from "../../state/moments.ts";
import { announce } from "../../ui/announce.ts";
import { LightElement } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";
import type { CannedForm } from "./canned-form.ts";
import "./canned-form.ts";

class Canned extends LightElement {
  static override properties = { mine: { state: true } };

  session!: Session;
  /** Mine, or why they cannot be told; null before the service has answered. */
  mine: readonly CannedAnswer[] | string | null = null;

  override connectedCallback() {
    super.connectedCallback();
    void this.load();
  }

  private readonly asking = new Latest();

  private readonly load = async (): Promise<void> => {
    const counts = this.asking.ask();
    try {
      const answers = await api.canned();
      if (!counts()) return;
      keepAnswers(this.session, answers);
      this.mine = answers.mine;
    } catch (error) {
      if (counts()) this.mine = explain(codeOf(error));
    }
  };

  override render() {
    const busy = this.mine === null;
    return html`<h3>${t("canned.title")}</h3>
      <p class="hint">${t("canned.hint")}</p>
      <div data-testid="canned-list" aria-busy=${String(busy)}>${this.list()}</div>
      <duo-canned-form .session=${this.session} .changed=${this.load}></duo-canned-form>`;
  }

  private list(): TemplateResult | null {
    const { mine } = this;
    if (mine === null) return null;
    if (typeof mine === "string") return html`<p class="error" role="alert">${mine}</p>`;
    if (!mine.length) return html`<p class="words-none">${t("canned.empty")}</p>`;
    return html`<ul class="words-list">
      ${mine.map((one) => this.item(one))}
    </ul>`;
  }

  private item(one: CannedAnswer): TemplateResult {
    const label = t("canned.remove", { shortcut: one.shortcut });
    return html`<li class="word" data-testid="canned">
      <div class="word-what">
        <bdi class="word-source" dir="ltr">/${one.shortcut}</bdi
        ><span class="word-into">${nativeName(one.language)}</span
        ><span class="canned-text" lang=${one.language} dir="auto">${one.text}</span>
      </div>
      <button
        class="round"
        type="button"
        data-testid="canned-remove"
        aria-label=${label}
        title=${label}
        @click=${() => void this.drop(one)}
      >
        ${icon("close")}
      </button>
    </li>`;
  }

  /** What is gone already is removed, too. */
  private async drop(one: CannedAnswer): Promise<void> {
    try {
      await api.removeCanned(one.id);
    } catch (error) {
      if (codeOf(error) !== "not_found") return announce(explain(codeOf(error)));
    }
    await this.load();
    announce(t("canned.removed", { shortcut: one.shortcut }));
    this.querySelector<CannedForm>("duo-canned-form")?.start();
  }
}

customElements.define("duo-canned", Canned);
