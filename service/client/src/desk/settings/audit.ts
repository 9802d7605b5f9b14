/** Who read, changed or took along what: the newest first, of everybody or of one. */

import { html, nothing, type TemplateResult } from "lit";
import { isKnown, t } from "../../i18n/i18n.ts";
import { defined } from "../../ui/element.ts";
import { desk } from "../doors.ts";
import type { Member } from "../shapes.ts";
import { moment } from "./deliveries.ts";
import { settings, type Entry } from "./doors.ts";
import { Pages, type Page } from "./pages.ts";

class Audit extends Pages<Entry> {
  static override properties = { ...Pages.properties, members: { state: true } };

  private members: readonly Member[] = [];
  /** Of this account alone; "": of everybody. */
  private account = "";
  protected readonly none = "audit.none";

  override render(): TemplateResult {
    const chose = ({ target }: Event) => {
      this.account = (target as HTMLSelectElement).value;
      void this.load();
    };
    return html`<label class="settings-state"
        ><span>${t("audit.who")}</span
        ><select data-testid="audit-who" @change=${chose}>
          <option value="">${t("audit.everybody")}</option>
          ${this.members.map(({ account_id: id, name }) => html`<option value=${id}>${name}</option>`)}
        </select></label
      >
      ${super.render()}`;
  }

  protected override async load(): Promise<void> {
    this.members = await desk.members(this.organisation).catch(() => this.members);
    await super.load();
  }

  protected fetch(before: string | null): Promise<Page<Entry>> {
    return settings.audit(this.organisation, this.account, before);
  }

  protected line({ at, account_id, action, conversation_id: talk }: Entry): TemplateResult {
    const name = this.members.find((one) => one.account_id === account_id)?.name ?? t("audit.gone");
    const link = html`<a class="link" href="#/c/${talk}">${t("audit.conversation")}</a>`;
    return html`<p
        ><bdi>${name}</bdi> <span data-testid="audit-did" data-action=${action}>${did(action)}</span></p
      >
      <p class="hint"><time datetime=${at}>${moment(at)}</time></p>
      ${talk ? link : nothing}`;
  }
}

/** In words; of an action that is newer than this page, as the service calls it. */
const did = (action: string): string => (isKnown(`audit.did_${action}`) ? t(`audit.did_${action}`) : action);

export const page = defined("duo-desk-audit", Audit);
