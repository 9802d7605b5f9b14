/** Who answers: how many conversations each is given at once, what they speak and know. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { announce } from "../../ui/announce.ts";
import { Attempt } from "../../ui/attempt.ts";
import { defined } from "../../ui/element.ts";
import type { Agent } from "../shapes.ts";
import { settings } from "./doors.ts";
import "./invitations.ts";
import { reader, several, why } from "./listing.ts";
import "./roles.ts";

class Team extends Attempt {
  static override properties = {
    ...Attempt.properties,
    organisation: { attribute: false },
    owner: { attribute: false },
    agents: { state: true },
  };

  organisation!: string;
  /** I own it. */
  owner = false;
  private agents: readonly Agent[] | null = null;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("organisation")) void this.load();
  }

  override render(): TemplateResult {
    const { agents } = this;
    return html`<p class="error" role="alert" data-testid="settings-problem">${this.trouble}</p>
      <duo-desk-invitations .organisation=${this.organisation} .owner=${this.owner}></duo-desk-invitations>
      <duo-desk-roles .organisation=${this.organisation} .owner=${this.owner}></duo-desk-roles>
      ${agents ? agents.map((one) => this.agent(one)) : this.trouble ? nothing : html`<p role="status">${t("state.loading")}</p>`}`;
  }

  private async load(): Promise<void> {
    const { organisation } = this;
    await this.tried(async () => {
      const agents = await settings.agents(organisation);
      if (organisation === this.organisation) this.agents = agents;
    });
  }

  private agent(one: Agent): TemplateResult {
    const { account_id: id, name, capacity, languages, skills, load, state } = one;
    const field = (key: string, value: string, type = "text") =>
      html`<div class="labelled">
        <label for="team-${id}-${key}">${t(`team.${key}`)}</label>
        <input id="team-${id}-${key}" name=${key} type=${type} min="0" max="100" dir="auto" .value=${value} />
      </div>`;
    return html`<form
      class="form channel"
      data-testid="team-agent"
      aria-label=${name}
      @submit=${(event: Event) => this.submitted(event, one)}
    >
      <h3><bdi>${name}</bdi></h3>
      <p class="hint">${t(`staff.${state}`)} · ${load}/${capacity}</p>
      ${field("capacity", String(capacity), "number")} ${field("languages", languages.join(", "))}
      ${field("skills", skills.join(", "))}
      <button class="button" type="submit" data-testid="team-save" ?disabled=${this.busy}>
        ${t("channel.save")}
      </button>
    </form>`;
  }

  private submitted(event: Event, { account_id: id }: Agent): void {
    event.preventDefault();
    const read = reader(event.target as HTMLFormElement);
    const wanted = {
      capacity: Number(read("capacity")),
      languages: several(read("languages")),
      skills: several(read("skills")),
    };
    void this.keep(id, wanted);
  }

  private async keep(id: string, wanted: object): Promise<void> {
    const saved = await this.done(async () => {
      const after = await settings.changeAgent(this.organisation, id, wanted);
      this.agents = this.agents?.map((one) => (one.account_id === id ? after : one)) ?? null;
    });
    if (saved) announce(t("channel.saved"));
  }

  protected override refused(error: unknown): void {
    this.trouble = why(this, error);
  }
}

export const page = defined("duo-desk-team", Team);
