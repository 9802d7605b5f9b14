/** Queues: which conversations they take, who serves them, and whether they are given out by themselves. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { nameOf } from "../../i18n/languages.ts";
import { defined } from "../../ui/element.ts";
import { desk } from "../doors.ts";
import { NEEDS } from "../needs.ts";
import type { Channel, Member, Queue } from "../shapes.ts";
import { settings } from "./doors.ts";
import { Listing, several, textField, ticks, type Read } from "./listing.ts";
import { promiseFields, promisesIn } from "./promises.ts";
import { reach } from "./serving.ts";

class Queues extends Listing<Queue> {
  static override properties = { ...Listing.properties, own: { state: true } };

  /** In the form that is open: the queue promises something of its own. */
  private own = false;
  protected readonly words = { adds: "queues.new", none: "queues.none", goes: "queues.remove_hint" };
  private channels: readonly Channel[] = [];
  private members: readonly Member[] = [];

  protected get doors() {
    return settings.queues(this.organisation);
  }

  protected override async load(): Promise<void> {
    const { organisation } = this;
    [this.channels, this.members] = await Promise.all([
      settings
        .channels(organisation)
        .all()
        .catch(() => []),
      desk.members(organisation).catch(() => []),
    ]);
    await super.load();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    super.willUpdate(changed);
    if (changed.has("editing") && this.editing === "new") this.own = false;
  }

  protected override async begin(one: Queue): Promise<void> {
    this.own = Boolean(one.sla);
    await super.begin(one);
  }

  protected called({ name }: Queue): string {
    return name;
  }

  protected shown({
    languages,
    skills,
    assignment,
    members,
    everybody = true,
    sla,
    topics = [],
  }: Queue): TemplateResult {
    const nobody = html`<p class="error" data-testid="queue-nobody">${t("queues.nobody")}</p>`;
    const says = [
      languages.map((one) => nameOf(one)).join(", "),
      skills.join(", "),
      topics.map((one) => t(`labels.need_${one}`)).join(", "),
      t(`queues.${assignment}`),
      sla ? t("queues.own_promises") : "",
    ];
    return html`<p class="hint">${says.filter(Boolean).join(" · ")}</p>
      ${everybody || members.length ? nothing : nobody}`;
  }

  protected fields(one: Queue | null): TemplateResult {
    const agents = this.members.filter(({ role }) => role !== "analyst");
    return html`${textField("name", t("queues.name"), one?.name ?? "")}
    ${textField("languages", t("queues.languages"), one?.languages.join(", ") ?? "", { hint: t("queues.languages_hint") })}
    ${textField("skills", t("queues.skills"), one?.skills.join(", ") ?? "", { hint: t("queues.skills_hint") })}
    ${
      this.channels.length
        ? ticks(
            "channels",
            t("queues.channels"),
            this.channels.map(({ id, name }) => [id, name] as const),
            one?.channels ?? [],
          )
        : ""
    }
    ${ticks(
      "topics",
      t("queues.topics"),
      NEEDS.map((each) => [each, t(`labels.need_${each}`)] as const),
      one?.topics ?? [],
    )}
    ${ticks(
      "members",
      t("queues.members"),
      agents.map(({ account_id: id, name }) => [id, name] as const),
      one?.members ?? [],
    )}
    ${ticks("assignment", t("queues.assignment"), [["automatic", t("queues.automatic")]], [one?.assignment ?? ""])}
    ${this.promising(one)}`;
  }

  /** Promises of its own, or those of the organisation. */
  private promising(one: Queue | null): TemplateResult {
    const turned = () => void (this.own = !this.own);
    return html`<label class="consent"
        ><input type="checkbox" data-testid="queue-own" .checked=${this.own} @change=${turned} /><span
          >${t("queues.own_promises")}</span
        ></label
      >
      ${this.own ? promiseFields(one?.sla) : html`<p class="hint">${t("queues.shared_promises")}</p>`}`;
  }

  protected wanted(read: Read, one: Queue | null): object {
    const chosen = { channels: several(read("channels")), members: several(read("members")) };
    const offered = { channels: this.channels.length, members: this.members.length };
    return {
      name: read("name"),
      languages: several(read("languages")),
      skills: several(read("skills")),
      topics: several(read("topics")),
      ...reach(chosen, offered, one),
      assignment: read("assignment") || "manual",
      sla: this.own ? promisesIn(read) : null,
    };
  }
}

export const page = defined("duo-desk-queues", Queues);
