/** Who is in an organisation, and who of them is there just now: told again as they come and go. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { nameOf } from "../../i18n/languages.ts";
import type { Member } from "../../protocol/generated.ts";
import { api } from "../../protocol/http.ts";
import type { FromServer } from "../../protocol/types.ts";
import type { Session } from "../../state/session.ts";
import { personOf } from "../../state/answers.ts";
import { Latest } from "../../state/moments.ts";
import { Attempt } from "../../ui/attempt.ts";
import { avatar } from "../../ui/avatar.ts";

class Members extends Attempt {
  static override properties = { ...Attempt.properties, all: { state: true } };

  session!: Session;
  organisationId!: string;
  /** Null before the service has told them. */
  all: readonly Member[] | null = null;
  private readonly asking = new Latest();
  /** Whether somebody is there, as it was last pushed. */
  private readonly pushed = new Map<string, boolean>();
  private unheard: (() => void) | undefined;

  override connectedCallback() {
    super.connectedCallback();
    this.unheard = this.session.onFrame((frame) => this.heard(frame));
    void this.load();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.unheard?.();
  }

  override render() {
    const { all } = this;
    return html`<h3>${t("organisation.people")}</h3>
      <ul class="words-list members" data-testid="members" aria-busy=${all ? nothing : "true"}>
        ${all?.map((one) => this.item(one))}
      </ul>
      <p class="error" role="alert">${this.trouble}</p>`;
  }

  private item(member: Member): TemplateResult {
    const { account_id: id, name, handle, role, language } = member;
    const online = this.isHere(member);
    const there = html` <span class="presence" data-online="true">${t("person.online")}</span>`;
    return html`<li class="word member" data-testid="member" data-online=${String(online)}>
      ${avatar({ ...member, id, online, last_seen_at: null, deleted: false })}
      <span class="word-what">
        <bdi class="word-source">${name}</bdi>
        <span class="hint"
          >@${handle} · ${t(`organisation.role_${role}`)} ·
          ${nameOf(language)}${online ? there : nothing}</span
        >
      </span>
    </li>`;
  }

  /** Whoever looks is there. */
  private isHere({ account_id, online }: Member): boolean {
    return online || account_id === this.session.me.id;
  }

  private async load(): Promise<void> {
    const { moments } = this.session.answers;
    const { now } = moments;
    const counts = this.asking.ask();
    await this.tried(async () => {
      const all = await api.members(this.organisationId);
      if (!counts()) return;
      const since = ({ account_id: id }: Member) => moments.since(now, personOf(id));
      const online = (one: Member) => this.pushed.get(one.account_id) ?? one.online;
      this.all = all.map((one) => (since(one) ? { ...one, online: online(one) } : one));
    });
  }

  /** After an outage all is asked anew: who came and went meanwhile was told to nobody here. */
  private heard(frame: FromServer): void {
    if (frame.type === "ready") this.pushed.clear();
    if (frame.type === "ready") return void this.load();
    if (frame.type === "member" && frame.organisation_id === this.organisationId) return void this.load();
    if (frame.type !== "presence") return;
    const { person_id: id, online } = frame;
    this.pushed.set(id, online);
    if (this.all) this.all = this.all.map((one) => (one.account_id === id ? { ...one, online } : one));
  }
}

customElements.define("duo-members", Members);
