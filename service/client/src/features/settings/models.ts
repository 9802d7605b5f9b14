/** Models for what is not translated here: for whoever runs the installation, fetched from the page. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { choices, inWords, nameOf, nativeName } from "../../i18n/languages.ts";
import type { Fetching, Pull } from "../../protocol/generated.ts";
import { api, codeOf } from "../../protocol/http.ts";
import type { Known } from "../../protocol/types.ts";
import { announce } from "../../ui/announce.ts";
import { Attempt } from "../../ui/attempt.ts";
import { copy } from "../../ui/copy.ts";
import { lacking, megabytes } from "./pulled.ts";

/** Between two questions how far it is, in ms. */
const LOOK_EVERY = 1000;
/** Workers tell what they can do a moment after they have it. */
const LAGS = 15;
const GOING = new Set(["waiting", "fetching"]);

class Models extends Attempt {
  static override properties = {
    ...Attempt.properties,
    pair: { attribute: false },
    fetching: { state: true },
    known: { state: true },
    chosen: { state: true },
  };

  /** What was to be translated; null: any language may be chosen. */
  pair: { source: string; target: string } | null = null;
  /** Translate what could not be, now that it can; null: nothing waits for it. */
  again: (() => void) | null = null;
  private fetching: Fetching | null = null;
  private known: Known | null = null;
  private chosen = "";
  private timer = 0;
  /** How often it is still asked whether the pair can be translated. */
  private lags = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.tried(() => this.look());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  override willUpdate(): void {
    this.hidden = !this.fetching?.operator && !this.isPossible;
  }

  override render(): TemplateResult | typeof nothing {
    const { fetching } = this;
    if (this.isPossible) return this.possible();
    if (!fetching?.operator) return nothing;
    const { pull } = fetching;
    const title = this.pair ? nothing : html`<h3>${t("models.title")}</h3>`;
    return html`${title}
      <p class="hint">${t("models.hint")}</p>
      ${pull && GOING.has(pull.state) ? this.going(pull) : html`${pull ? this.over(pull) : nothing}${this.lags > 0 ? nothing : this.ways()}`}
      <p class="error" role="alert" data-testid="models-error">${this.trouble}</p>`;
  }

  /** What was not translated when it came can be by now. */
  private get isPossible(): boolean {
    const { pair, known } = this;
    if (!pair || !known) return false;
    return known.pairs.some(
      ({ source, target }) => source === base(pair.source) && target === base(pair.target),
    );
  }

  private possible(): TemplateResult {
    return html`<button
      class="button"
      type="button"
      data-testid="models-again"
      @click=${() => this.again?.()}
    >
      ${t("models.again")}
    </button>`;
  }

  private ways(): TemplateResult {
    const wanted = this.pair ? lacking(this.pair, this.known?.pairs ?? []) : [this.choice];
    const fetch = (language: string) =>
      html`<button
        class="button"
        type="button"
        data-testid="models-fetch"
        aria-busy=${String(this.busy)}
        @click=${() => void this.done(() => this.ask(language))}
      >
        ${t("models.fetch", { language: inWords(language) })}
      </button>`;
    return html`${this.pair ? nothing : this.select()}
      <div class="acts">${wanted.filter(Boolean).map(fetch)}</div>`;
  }

  private get choice(): string {
    return this.chosen || (this.offered[0] ?? "");
  }

  private get offered(): string[] {
    return choices(this.known).others.filter((tag) => tag !== "en");
  }

  private select(): TemplateResult {
    const chose = ({ target }: Event) => (this.chosen = (target as HTMLSelectElement).value);
    return html`<div class="labelled">
      <label for="models-language">${t("language.others")}</label>
      <select id="models-language" data-testid="models-language" @change=${chose}>
        ${this.offered.map(
          (tag) =>
            html`<option value=${tag} lang=${tag} ?selected=${tag === this.choice}
              >${nativeName(tag)}</option
            >`,
        )}
      </select>
    </div>`;
  }

  private going({ language, state, file, done, total }: Pull): TemplateResult {
    const label = t(`models.${state}`, { language: inWords(language) });
    const share = total ? t("models.bytes", { done: megabytes(done), total: megabytes(total) }) : "";
    return html`<p id="models-going" data-testid="models-going">${label}</p>
      <progress
        aria-labelledby="models-going"
        data-testid="models-progress"
        max="1"
        .value=${total ? done / total : nothing}
      ></progress>
      <p class="hint"><bdi>${file}</bdi> ${share}</p>
      <button
        class="button quiet"
        type="button"
        data-testid="models-stop"
        aria-busy=${String(this.busy)}
        @click=${() => void this.done(() => this.stop())}
      >
        ${t("models.stop")}
      </button>`;
  }

  private over({ language, state, reason, detail }: Pull): TemplateResult {
    const name = nameOf(language);
    const said = t(state === "failed" ? `models.failed_${reason ?? "damaged"}` : `models.${state}`, {
      language: name,
    });
    const command = `duologue models pull ${language} --from `;
    const offline = html`<p class="hint">${t("models.offline")}</p>
      <p
        ><code dir="ltr" data-testid="models-command">${command}<i>${t("models.folder")}</i></code>
        <button class="link" type="button" @click=${() => void copy(command)}>${t("bubble.copy")}</button></p
      >
      <details>
        <summary>${t("models.detail")}</summary>
        <p lang="en" dir="ltr">${detail}</p>
      </details>`;
    return html`<p data-testid="models-over" data-state=${state}>${said}</p>
      ${state === "failed" ? offline : nothing}`;
  }

  private async ask(language: string): Promise<void> {
    this.fetching = await api.pullModels(language);
    this.watch();
  }

  private async stop(): Promise<void> {
    await api.stopPulling();
    await this.look();
  }

  /** How far it is, and what can be translated; again soon where something goes on. */
  private async look(): Promise<void> {
    const before = this.fetching?.pull?.state;
    [this.fetching, this.known] = await Promise.all([api.models(), api.languages()]);
    const { pull } = this.fetching;
    if (!pull) return;
    const ended = Boolean(before && GOING.has(before)) && !GOING.has(pull.state);
    if (ended) this.lags = pull.state === "done" ? LAGS : 0;
    if (GOING.has(pull.state) || (this.pair && !this.isPossible && this.lags-- > 0)) this.watch();
    if (ended) await this.told(pull);
  }

  private async told(pull: Pull): Promise<void> {
    await this.updateComplete;
    announce(this.querySelector("[data-testid=models-over]")?.textContent ?? t(`models.${pull.state}`));
  }

  private watch(): void {
    clearTimeout(this.timer);
    if (this.isConnected) this.timer = window.setTimeout(() => void this.looked(), LOOK_EVERY);
  }

  protected override refused(error: unknown): void {
    const code = codeOf(error);
    this.trouble = code === "already_fetching" ? t("models.busy") : explain(code);
  }

  /** A question that fails is asked again: what goes on goes on without the page. */
  private async looked(): Promise<void> {
    if (!(await this.tried(() => this.look()))) this.watch();
  }
}

const base = (tag: string) => tag.split("-")[0] ?? tag;

customElements.define("duo-models", Models);
