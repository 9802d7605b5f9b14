/** In the account: where I am signed in, and ending what I do not know. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { api, codeOf } from "../../protocol/http.ts";
import type { SignIn } from "../../protocol/types.ts";
import { Latest } from "../../state/moments.ts";
import { short } from "../../text/time.ts";
import { announce } from "../../ui/announce.ts";
import { Attempt } from "../../ui/attempt.ts";
import { icon } from "../../ui/icons.ts";

export class SignIns extends Attempt {
  static override properties = { ...Attempt.properties, all: { state: true } };

  /** Null before the service has told them. */
  all: readonly SignIn[] | null = null;
  private readonly asking = new Latest();

  override connectedCallback() {
    super.connectedCallback();
    void this.load();
  }

  async load(): Promise<void> {
    const counts = this.asking.ask();
    await this.tried(async () => {
      const all = await api.sessions();
      if (counts()) this.all = all;
    });
  }

  override render() {
    const { all } = this;
    const endOthers = () => void this.end(() => api.endOthers(), t("account.ended_others"));
    return html`<h3 tabindex="-1">${t("account.sessions")}</h3>
      <ul class="words-list" data-testid="sessions" aria-busy=${all ? nothing : "true"}>
        ${all?.map((one) => this.item(one))}
      </ul>
      <button
        class="button quiet"
        type="button"
        data-testid="sessions-end-others"
        ?hidden=${!all || all.length < 2}
        aria-busy=${String(this.busy)}
        @click=${endOthers}
      >
        ${t("account.end_others")}
      </button>
      <p class="error" role="alert">${this.trouble}</p>`;
  }

  private item({ id, device, current, last_used_at: used, created_at: made }: SignIn): TemplateResult {
    const name = device || t("account.unknown_device");
    const about = current ? t("account.this_one") : t("account.used", { when: short(used) });
    return html`<li class="word" data-testid="session" data-current=${String(current)}>
      <span class="word-what"
        ><bdi class="word-source">${name}</bdi
        ><span class="hint">${about} · ${t("account.since", { when: short(made) })}</span></span
      >
      ${current ? nothing : this.ender(id, name)}
    </li>`;
  }

  private ender(id: string, device: string): TemplateResult {
    const label = t("account.end", { device });
    const end = () => void this.end(() => api.endSession(id), t("account.ended", { device }));
    return html`<button
      class="round"
      type="button"
      data-testid="session-end"
      aria-label=${label}
      title=${label}
      @click=${end}
    >
      ${icon("close")}
    </button>`;
  }

  /** End one or more, and say so. What has ended by itself is ended, too. */
  private async end(work: () => Promise<unknown>, said: string): Promise<void> {
    const ended = (error: unknown) => {
      if (codeOf(error) !== "not_found") throw error;
    };
    if (!(await this.done(() => work().catch(ended)))) return;
    await this.load();
    announce(said);
    this.querySelector<HTMLElement>("h3")?.focus();
  }
}

customElements.define("duo-sign-ins", SignIns);
