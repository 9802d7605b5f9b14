/** What the customer needs and how they feel, as it was predicted; whoever answers may say otherwise, and take it back. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { announce } from "../ui/announce.ts";
import { Attempt } from "../ui/attempt.ts";
import { NEEDS } from "./needs.ts";
import { desk, type Judged, type Labels } from "./doors.ts";

const MOODS = ["positive", "neutral", "negative"] as const;

class Judging extends Attempt {
  static override properties = {
    ...Attempt.properties,
    conversationId: { attribute: false },
    labels: { state: true },
  };

  conversationId!: string;
  private labels: Labels | null = null;

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("conversationId")) return;
    this.labels = null;
    void this.load();
  }

  override render(): TemplateResult | typeof nothing {
    const { labels } = this;
    if (!labels?.need.message_id) return nothing;
    return html`<section data-testid="judging">
      <h3>${t("labels.title")}</h3>
      <p class="error" role="alert">${this.trouble}</p>
      ${this.choice("need", NEEDS, labels.need)} ${this.choice("mood", MOODS, labels.mood)}
    </section>`;
  }

  private choice(task: "need" | "mood", known: readonly string[], one: Judged): TemplateResult {
    const says = (label: string | null) => (label ? t(`labels.${task}_${label}`) : t("labels.unsure"));
    const chose = ({ target }: Event) => void this.put(task, (target as HTMLSelectElement).value || null);
    return html`<label class="settings-state desk-judged"
        ><span>${t(`labels.${task}`)}</span
        ><select data-testid="label-${task}" ?disabled=${this.busy} @change=${chose}>
          <option value="" ?selected=${!one.corrected}
            >${t("labels.predicted", { label: says(one.predicted) })}</option
          >
          ${known.map((each) => html`<option value=${each} ?selected=${each === one.corrected}>${says(each)}</option>`)}
        </select></label
      >${
        one.corrected
          ? html`<button
              class="link"
              type="button"
              data-testid="label-${task}-undo"
              ?disabled=${this.busy}
              @click=${() => void this.put(task, null)}
            >
              ${t("labels.undo")}
            </button>`
          : nothing
      }`;
  }

  /** Of the message that it was shown of: the customer may have written more since. */
  private async put(task: "need" | "mood", label: string | null): Promise<void> {
    const id = this.conversationId;
    const done = await this.done(async () => {
      const after = await desk.setLabels(id, { [task]: label, message_id: this.labels?.[task].message_id });
      if (id === this.conversationId) this.labels = after;
    });
    if (done) announce(t("channel.saved"));
    else this.requestUpdate();
  }

  private async load(): Promise<void> {
    const id = this.conversationId;
    const labels = await desk.labels(id).catch(() => null);
    if (id === this.conversationId) this.labels = labels;
  }
}

customElements.define("duo-desk-judging", Judging);
