/** For owners: whether members need a second factor, and from when. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import type { Organisation } from "../../protocol/generated.ts";
import { api, codeOf } from "../../protocol/http.ts";
import { serverNow } from "../../text/time.ts";
import { announce } from "../../ui/announce.ts";
import { Form } from "../../ui/form.ts";
import { when } from "../factor/when.ts";
import { speakFactor } from "../factor/words.ts";

const DAY = 86_400_000;
/** Days that members may be given. */
const GRACE = [7, 30, 0];

class Asking extends Form {
  static override properties = { ...Form.properties, isSaved: { state: true }, spoken: { state: true } };

  organisation!: Organisation;
  isSaved = false;
  private spoken = false;

  override connectedCallback() {
    super.connectedCallback();
    void this.tried(async () => {
      await speakFactor();
      this.spoken = true;
    });
  }

  override render() {
    if (!this.spoken) return nothing;
    const { second_factor_from: since } = this.organisation;
    const good = html`<span class="good" data-testid="asking-saved">${t("limits.saved")}</span>`;
    return html`<h3>${t("demand.ask_title")}</h3>
      <form class="form" novalidate @input=${this.typed} @submit=${this.submitted}>
        <p class="hint">${t("demand.ask_help")}</p>
        ${this.choice(since)}
        <p class="error" role="alert" data-testid="asking-error"
          >${this.trouble || (this.isSaved ? good : nothing)}</p
        >
        <button class="button quiet" type="submit" data-testid="asking-save" aria-busy=${String(this.busy)}>
          ${t("limits.save")}
        </button>
      </form>`;
  }

  private choice(since: string | null): TemplateResult {
    const stands = since ? [["as", t("demand.since", { when: when(since) })]] : [];
    const days = GRACE.map((count) => [
      String(count),
      count ? t("demand.in_days", { count }) : t("demand.now"),
    ]);
    const ways = [["no", t("demand.no")], ...stands, ...days];
    return this.field(
      { name: "asking", id: "asking", label: t("demand.ask") },
      (ties) =>
        html`<select
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name="asking"
          data-testid="asking"
        >
          ${ways.map(
            ([value, label]) =>
              html`<option value=${value ?? ""} ?selected=${value === (since ? "as" : "no")}
                >${label}</option
              >`,
          )}
        </select>`,
    );
  }

  private typed(event: Event): void {
    this.isSaved = false;
    this.corrected(event);
  }

  private async submitted(event: Event): Promise<void> {
    event.preventDefault();
    const { value } = this.control<HTMLSelectElement>("asking");
    if (value === "as") return;
    const since = value === "no" ? null : new Date(serverNow() + Number(value) * DAY).toISOString();
    const save = async () =>
      (this.organisation = await api.configure(this.organisation.id, { second_factor_from: since }));
    if (!(await this.done(save))) return;
    this.isSaved = true;
    this.requestUpdate();
    announce(t("limits.saved"));
  }

  protected override refused(error: unknown): void {
    const own = codeOf(error) === "second_factor_missing";
    this.trouble = own ? t("demand.own_first") : explain(codeOf(error));
  }
}

customElements.define("duo-asking", Asking);
