/** Inviting somebody into an organisation: a link for one person, shown once. */

import { html, nothing, type TemplateResult } from "lit";
import { region, t } from "../../i18n/i18n.ts";
import { copy } from "../../ui/copy.ts";
import { Attempt } from "../../ui/attempt.ts";
import { defined } from "../../ui/element.ts";
import { linkOf } from "../joining.ts";
import { settings, type Invitation } from "./doors.ts";
import { reader } from "./listing.ts";

/** What somebody may be invited as; owners and admins by owners alone. */
const ROLES = { admin: ["agent", "analyst"], owner: ["agent", "analyst", "admin", "owner"] } as const;

class Invitations extends Attempt {
  static override properties = {
    ...Attempt.properties,
    organisation: { attribute: false },
    owner: { attribute: false },
    all: { state: true },
    link: { state: true },
  };

  organisation!: string;
  /** I may invite as whatever there is. */
  owner = false;
  private all: readonly Invitation[] = [];
  /** Of the last one that was made here; "": none. */
  private link = "";

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("organisation")) return;
    [this.all, this.link] = [[], ""];
    void this.tried(async () => void (this.all = await settings.invitations(this.organisation)));
  }

  override render(): TemplateResult {
    return html`<form class="form channel" data-testid="invite" @submit=${this.submitted}>
      <h3>${t("invite.title")}</h3>
      <p class="error" role="alert" data-testid="invite-problem">${this.trouble}</p>
      <div class="labelled">
        <label for="invite-role">${t("invite.role")}</label>
        <select id="invite-role" name="role" data-testid="invite-role">
          ${ROLES[this.owner ? "owner" : "admin"].map(
            (one) => html`<option value=${one}>${t(`organisation.role_${one}`)}</option>`,
          )}
        </select>
      </div>
      <button class="button" type="submit" data-testid="invite-do" ?disabled=${this.busy}>
        ${t("invite.do")}
      </button>
      ${this.link ? this.shown() : nothing}
      <ul class="invitations">
        ${this.all.map((one) => html`<li data-testid="invitation">${this.open(one)}</li>`)}
      </ul>
    </form>`;
  }

  /** What is passed on, to be copied. */
  private shown(): TemplateResult {
    return html`<p id="invite-link">${t("invite.link")}</p>
      <div class="channel-tag">
        <code
          dir="ltr"
          translate="no"
          tabindex="0"
          role="textbox"
          aria-readonly="true"
          aria-labelledby="invite-link"
          data-testid="invite-link"
          >${this.link}</code
        >
        <button
          class="button quiet"
          type="button"
          data-testid="invite-copy"
          @click=${() => void copy(this.link)}
        >
          ${t("channel.copy")}
        </button>
      </div>`;
  }

  private open({ id, role, expires_at: until }: Invitation): TemplateResult {
    const day = new Intl.DateTimeFormat(region(), { dateStyle: "medium" }).format(new Date(until));
    return html`<span>${t("invite.open", { role: t(`organisation.role_${role}`), day })}</span>
      <button
        class="link"
        type="button"
        data-testid="invitation-withdraw"
        @click=${() => void this.withdraw(id)}
      >
        ${t("invite.withdraw")}
      </button>`;
  }

  private submitted(event: Event): void {
    event.preventDefault();
    const role = reader(event.target as HTMLFormElement)("role");
    void this.done(async () => {
      const { token, ...made } = await settings.invite(this.organisation, role);
      this.link = linkOf(location.origin, token);
      this.all = [...this.all, made];
    });
  }

  private async withdraw(id: string): Promise<void> {
    await this.done(async () => {
      await settings.withdraw(this.organisation, id);
      this.all = this.all.filter((one) => one.id !== id);
      this.link = ""; // it may be that of the one which is gone
    });
  }
}

export const invitations = defined("duo-desk-invitations", Invitations);
