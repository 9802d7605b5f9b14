/** Under an unfolded bubble: what its translation means when it is read back, asked for by a tap. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { direction, t } from "../../i18n/i18n.ts";
import type { Question } from "../../protocol/asks.ts";
import { codeOf } from "../../protocol/http.ts";
import type { Previewed } from "../../protocol/types.ts";
import { announce } from "../../ui/announce.ts";
import { LightElement } from "../../ui/element.ts";
import { marked, markList, said } from "../chat/marks.ts";

type Outcome = Previewed | "asking" | "late" | "failed" | null;

class ReadBack extends LightElement {
  static override properties = {
    messageId: { attribute: false },
    translation: { attribute: false },
    outcome: { state: true },
  };

  messageId = "";
  translation = "";
  ask!: (frame: Question) => Promise<Previewed>;
  outcome: Outcome = null;

  /** Another message, or another translation of it: what was read back before says nothing any more. */
  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has("messageId") || changed.has("translation")) this.outcome = null;
  }

  override render() {
    const told = typeof this.outcome === "object" && this.outcome !== null;
    const busy = this.outcome === "asking" ? "true" : nothing;
    return html`<div class="read-back-result" tabindex="-1" data-testid="read-back-result">
        ${this.result()}
      </div>
      <button
        class="act"
        type="button"
        data-testid="read-back"
        ?hidden=${told}
        aria-busy=${busy}
        @click=${this.look}
      >
        ${t("bubble.read_back")}
      </button>`;
  }

  private result(): TemplateResult | typeof nothing {
    const { outcome } = this;
    if (outcome === null) return nothing;
    if (typeof outcome === "object") return tell(outcome);
    const key = outcome === "asking" ? "bubble.reading_back" : `bubble.read_back_${outcome}`;
    return html`<p class="preview-note">${t(key)}</p>`;
  }

  private async look(): Promise<void> {
    if (this.outcome === "asking") return;
    const { messageId, translation } = this;
    this.outcome = "asking";
    const found = await this.ask({ type: "read_back", message_id: messageId }).then(
      (answer) => (answer.back?.status === "done" ? answer : "failed"),
      (error: unknown) => (["late", "too_many_tries"].includes(codeOf(error)) ? "late" : "failed"),
    );
    if (messageId !== this.messageId || translation !== this.translation) return;
    const focused = this.contains(document.activeElement);
    this.outcome = found;
    await this.updateComplete;
    if (typeof found === "string") return announce(t(`bubble.read_back_${found}`));
    if (focused) this.querySelector<HTMLElement>(".read-back-result")?.focus({ preventScroll: true });
    announce(found.back?.text ?? "", found.language ?? undefined);
    announce(found.marks.length ? found.marks.map(said).join("; ") : t("bubble.read_back_fine"));
  }
}

function tell({ back, language, marks }: Previewed): TemplateResult {
  const text = marked(back?.text ?? "", marks);
  const fine = html`<p class="preview-note">${t("bubble.read_back_fine")}</p>`;
  return html`<p>
      <span class="preview-tag">${t("bubble.read_back_means")} </span
      ><span lang=${language ?? nothing} dir=${direction(language)}>${text}</span>
    </p>
    ${marks.length ? markList(marks) : fine}`;
}

customElements.define("duo-read-back", ReadBack);
