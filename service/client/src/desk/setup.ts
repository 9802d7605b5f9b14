/** What is left to set up, for those who run an organisation: each step leads to its page, until it is done or put away. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../i18n/i18n.ts";
import { Attempt } from "../ui/attempt.ts";
import { defined } from "../ui/element.ts";
import { icon } from "../ui/icons.ts";
import { desk } from "./doors.ts";
import type { Office } from "./office.ts";
import type { SetupStep } from "./shapes.ts";

/** Where each is done. */
const PAGES: Readonly<Record<SetupStep["name"], string>> = {
  channel: "#/channels",
  team: "#/settings/team",
  hours: "#/settings/hours",
  greeting: "#/channels",
  article: "#/settings/articles",
};

type Steps = readonly SetupStep[];

class Setup extends Attempt {
  static override properties = { ...Attempt.properties, known: { state: true } };

  office!: Office;
  /** By organisation; of one that is not there yet nothing is said. */
  private known: ReadonlyMap<string, Steps> = new Map();
  private readonly looked = () => void this.look();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.looked);
    void this.look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.looked);
  }

  override render(): TemplateResult | typeof nothing {
    const all = this.office.manages.filter(({ id }) => left(this.known.get(id)).length);
    return all.length ? html`${all.map(({ id, name }) => this.of(id, name))}` : nothing;
  }

  private of(organisation: string, name: string): TemplateResult {
    const steps = left(this.known.get(organisation));
    const several = this.office.manages.length > 1;
    return html`<section class="desk-setup" data-testid="desk-setup" aria-label=${t("setup.title")}>
      <h2>${t("setup.title")}${several ? html` <bdi>${name}</bdi>` : nothing}</h2>
      <ul>
        ${repeat(
          steps,
          ({ name: step }) => step,
          (one) => this.step(organisation, one),
        )}
      </ul>
      <p class="error" role="alert">${this.trouble}</p>
    </section>`;
  }

  private step(organisation: string, { name }: SetupStep): TemplateResult {
    const says = t(`setup.${name}`);
    const away = t("setup.put_away", { name: says });
    return html`<li>
      <a href=${PAGES[name]} data-testid="setup-${name}">${says}</a>
      <button
        class="round"
        type="button"
        data-testid="setup-${name}-away"
        aria-label=${away}
        title=${away}
        @click=${() => void this.putAway(organisation, name)}
      >
        ${icon("close")}
      </button>
    </li>`;
  }

  /** Those in which something is left are asked again whenever another page is opened; what fails is asked then. */
  private async look(): Promise<void> {
    const ids = this.office.manages.map(({ id }) => id);
    const asked = ids.filter((id) => left(this.known.get(id)).length || !this.known.has(id));
    const found = await Promise.all(
      asked.map(async (id) => [id, (await desk.setup(id).catch(() => null))?.steps] as const),
    );
    this.known = new Map([
      ...this.known,
      ...found.flatMap(([id, steps]) => (steps ? [[id, steps] as const] : [])),
    ]);
  }

  private async putAway(organisation: string, name: SetupStep["name"]): Promise<void> {
    const steps = this.known.get(organisation) ?? [];
    const gone = steps.filter((one) => one.put_away || one.name === name).map((one) => one.name);
    await this.done(async () => {
      const { steps: after } = await desk.putAway(organisation, gone);
      this.known = new Map(this.known).set(organisation, after);
    });
    await this.updateComplete;
    const next = this.querySelector("a") ?? this.closest("nav")?.querySelector("a, button");
    (next as HTMLElement | null | undefined)?.focus(); // nobody's keyboard is lost with the last one
  }
}

/** @returns Steps that are neither done nor put away. */
export function left(steps: Steps = []): Steps {
  return steps.filter(({ done, put_away }) => !done && !put_away);
}

export const setup = defined("duo-desk-setup", Setup);
