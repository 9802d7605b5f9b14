/** Who is in the organisation, and as what: owners and admins give others another role. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { announce } from "../../ui/announce.ts";
import { Attempt } from "../../ui/attempt.ts";
import { defined } from "../../ui/element.ts";
import { desk } from "../doors.ts";
import type { Member } from "../shapes.ts";
import { settings } from "./doors.ts";

type Role = Member["role"];

/** What somebody may give and take; owners and admins are appointed by owners alone. */
const GIVEN: Readonly<Record<"admin" | "owner", readonly Role[]>> = {
  admin: ["agent", "analyst"],
  owner: ["agent", "analyst", "admin", "owner"],
};

class Roles extends Attempt {
  static override properties = {
    ...Attempt.properties,
    organisation: { attribute: false },
    owner: { attribute: false },
    members: { state: true },
  };

  organisation!: string;
  /** I own it. */
  owner = false;
  private members: readonly Member[] | null = null;

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("organisation")) return;
    this.members = null;
    void this.load();
  }

  override render(): TemplateResult {
    const { members } = this;
    return html`<section class="form channel" aria-label=${t("roles.title")}>
      <h3>${t("roles.title")}</h3>
      <p class="error" role="alert" data-testid="roles-problem">${this.trouble}</p>
      <ul class="settings-lines">
        ${members?.map((one) => html`<li data-testid="role-of">${this.line(one)}</li>`) ?? nothing}
      </ul>
    </section>`;
  }

  private async load(): Promise<void> {
    const { organisation } = this;
    await this.tried(async () => {
      const members = await desk.members(organisation);
      if (organisation === this.organisation) this.members = members;
    });
  }

  private line(one: Member): TemplateResult {
    const { account_id: id, name, role } = one;
    const mine = GIVEN[this.owner ? "owner" : "admin"];
    if (!mine.includes(role)) return html`<bdi>${name}</bdi> <span class="hint">${called(role)}</span>`;
    const chose = ({ target }: Event) => void this.give(one, target as HTMLSelectElement);
    return html`<label class="settings-state" for="role-${id}"
      ><bdi>${name}</bdi
      ><select id="role-${id}" data-testid="role" ?disabled=${this.busy} @change=${chose}>
        ${mine.map((each) => html`<option value=${each} ?selected=${each === role}>${called(each)}</option>`)}
      </select></label
    >`;
  }

  /** Where it is refused it stays as it was, on the screen too. */
  private async give({ account_id: id, role }: Member, select: HTMLSelectElement): Promise<void> {
    const wanted = select.value as Role;
    const given = await this.done(async () => {
      const after = await settings.appoint(this.organisation, id, wanted);
      this.members = this.members?.map((one) => (one.account_id === id ? after : one)) ?? null;
    });
    if (!given) select.value = role;
    else announce(t("channel.saved"));
  }
}

const called = (role: Role): string => t(`organisation.role_${role}`);

export const roles = defined("duo-desk-roles", Roles);
