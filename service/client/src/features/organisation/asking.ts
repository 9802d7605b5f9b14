/** For owners: whether members need a second factor, or have to come by the identity provider, and from when. */

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

/** What is asked, and its setting. */
type Kind = "second_factor_from" | "provider_from";

class Asking extends Form {
  static override properties = { ...Form.properties, isSaved: { state: true }, spoken: { state: true } };

  organisation!: Organisation;
  kind: Kind = "second_factor_from";
  isSaved = false;
  private spoken = false;
  /** What the identity provider is called; "": there is none. */
  private provider = "";

  override connectedCallback() {
    super.connectedCallback();
    void this.tried(async () => {
      const [service] = await Promise.all([this.asksProvider ? api.languages() : null, speakFactor()]);
      this.provider = service?.provider ?? "";
      this.spoken = true;
    });
  }

  private get asksProvider(): boolean {
    return this.kind === "provider_from";
  }

  /** Its name in the page. */
  private get called(): string {
    return this.asksProvider ? "asking-provider" : "asking";
  }

  override render() {
    const since = this.organisation[this.kind];
    this.hidden = this.asksProvider && !this.provider && !since;
    if (!this.spoken || this.hidden) return nothing;
    const good = html`<span class="good" data-testid="${this.called}-saved">${t("limits.saved")}</span>`;
    const [title, help] = this.asksProvider
      ? [t("demand.provider_ask_title", { provider: this.provider }), t("demand.provider_ask_help")]
      : [t("demand.ask_title"), t("demand.ask_help")];
    return html`<h3>${title}</h3>
      <form class="form" novalidate @input=${this.typed} @submit=${this.submitted}>
        <p class="hint">${help}</p>
        ${this.choice(since)}
        <p class="error" role="alert" data-testid="${this.called}-error"
          >${this.trouble || (this.isSaved ? good : nothing)}</p
        >
        <button
          class="button quiet"
          type="submit"
          data-testid="${this.called}-save"
          aria-busy=${String(this.busy)}
        >
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
      { name: "asking", id: this.called, label: t("demand.ask") },
      (ties) =>
        html`<select
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name="asking"
          data-testid=${ties.id}
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
      (this.organisation = await api.configure(this.organisation.id, { [this.kind]: since }));
    if (!(await this.done(save))) return;
    this.isSaved = true;
    this.requestUpdate();
    announce(t("limits.saved"));
  }

  protected override refused(error: unknown): void {
    const code = codeOf(error);
    if (code === "second_factor_missing") this.trouble = t("demand.own_first");
    else if (code === "provider_sign_in_missing") this.trouble = t("demand.provider_own_first");
    else this.trouble = explain(code);
  }
}

customElements.define("duo-asking", Asking);
