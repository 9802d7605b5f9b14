/** Programs that answer first in a bot's seat: at an address of theirs, on a socket, or as a language model. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { detailsOf } from "../../protocol/http.ts";
import { nameOf } from "../../i18n/languages.ts";
import { defined } from "../../ui/element.ts";
import { languageOptions } from "../../ui/language-select.ts";
import type { Channel, Queue } from "../shapes.ts";
import { moment } from "./deliveries.ts";
import { settings, type Program } from "./doors.ts";
import { labelled, Listing, textField, ticks, type Read } from "./listing.ts";

const KINDS = ["webhook", "socket", "model"] as const;
/** Why nothing came of a turn, where there are words for it. */
const FAILURES = new Set([
  "timed_out",
  "unreachable",
  "not_public",
  "not_answered",
  "too_large",
  "nonsense",
  "not_connected",
  "ungrounded",
]);

class Bots extends Listing<Program> {
  static override properties = { ...Listing.properties, kind: { state: true } };

  /** Mine: what a new one begins with. */
  language = "en";
  protected readonly words = { adds: "bots.new", none: "bots.none" };
  private channels: readonly Channel[] = [];
  private queues: readonly Queue[] = [];
  /** Chosen in the form of a new one. */
  private kind: Program["kind"] = "webhook";

  protected get doors() {
    return settings.bots(this.organisation);
  }

  protected override async load(): Promise<void> {
    const { organisation } = this;
    [this.channels, this.queues] = await Promise.all([
      settings
        .channels(organisation)
        .all()
        .catch(() => []),
      settings
        .queues(organisation)
        .all()
        .catch(() => []),
    ]);
    await super.load();
  }

  protected called({ name }: Program): string {
    return name;
  }

  protected shown(one: Program): TemplateResult {
    const says = [
      t(one.enabled ? "webhooks.on" : "webhooks.off"),
      t(`bots.kind_${one.kind}`),
      this.place(one),
      nameOf(one.language),
    ];
    return html`<p class="hint">${says.join(" · ")}</p>
      ${one.url ? html`<p class="hint" dir="ltr">${one.url}</p>` : nothing} ${this.idle(one)}
      ${this.health(one)} ${this.secret(one)}`;
  }

  /** Why it is asked nothing. */
  private idle({ idle }: Program) {
    if (!idle) return nothing;
    const page = t("settings.page_articles");
    return html`<p class="error" data-testid="bot-idle">${t(`bots.idle_${idle}`, { page })}</p>`;
  }

  /** What went wrong with it last. */
  private health({ failing_since: since, last_failed_at: at, last_error: code }: Program) {
    if (!code || !at) return nothing;
    const [, status] = /^status_(\d+)$/.exec(code) ?? [];
    const known = FAILURES.has(code) ? t(`bots.error_${code}`) : code;
    const why = status ? t("webhooks.last", { status }) : known;
    return html`<p class=${since ? "error" : "hint"} data-testid="bot-failed">
      ${t(since ? "bots.failing" : "bots.failed", { time: moment(at), why })}
    </p>`;
  }

  private secret({ secret, token }: Program): TemplateResult | typeof nothing {
    const shown = secret ?? token;
    if (!shown) return nothing;
    return html`<p>${t(secret ? "webhooks.secret" : "bots.token")}</p>
      <p class="channel-tag"><code dir="ltr" translate="no" data-testid="bot-secret">${shown}</code></p>`;
  }

  private place({ channel_id: channel, queue_id: queue }: Program): string {
    const all = [...this.channels, ...this.queues];
    return all.find(({ id }) => id === (queue ?? channel))?.name ?? t("bots.everywhere");
  }

  protected fields(one: Program | null): TemplateResult {
    const kind = one?.kind ?? this.kind;
    return html`${textField("name", t("bots.name"), one?.name ?? "")} ${one ? nothing : this.kinds()}
    ${kind === "webhook" ? textField("url", t("webhooks.url"), one?.url ?? "", { type: "url" }) : nothing}
    ${this.places(one)}
    ${labelled(
      "language",
      t("bots.language"),
      html`<select id="settings-language" name="language"
        >${languageOptions(null, one?.language ?? this.language)}</select
      >`,
      t("bots.language_hint"),
    )}
    ${one && kind !== "model" ? ticks("new_secret", t("bots.keys"), [["yes", t("bots.renew")]], []) : nothing}
    ${ticks("enabled", t("webhooks.state"), [["yes", t("webhooks.on")]], [(one?.enabled ?? true) ? "yes" : ""])}`;
  }

  private places(one: Program | null): TemplateResult {
    const chosen = placed(one);
    const option = (value: string, name: string) =>
      html`<option value=${value} ?selected=${value === chosen}>${name}</option>`;
    const group = (kind: string, says: string, all: readonly (Channel | Queue)[]) =>
      all.length
        ? html`<optgroup label=${says}>${all.map(({ id, name }) => option(`${kind} ${id}`, name))}</optgroup>`
        : nothing;
    return labelled(
      "place",
      t("bots.place"),
      html`<select id="settings-place" name="place" data-testid="settings-place">
        ${option("", t("bots.everywhere"))} ${group("channel", t("channel.title"), this.channels)}
        ${group("queue", t("settings.page_queues"), this.queues)}
      </select>`,
    );
  }

  protected override refused(error: unknown): void {
    const field = String(detailsOf(error)["field"] ?? "");
    if (field === "channel_id" || field === "queue_id") this.trouble = t("bots.taken");
    else super.refused(error);
  }

  private kinds(): TemplateResult {
    const chose = ({ target }: Event) =>
      void (this.kind = (target as HTMLSelectElement).value as Program["kind"]);
    return labelled(
      "kind",
      t("bots.kind"),
      html`<select id="settings-kind" name="kind" data-testid="settings-kind" @change=${chose}>
        ${KINDS.map((one) => html`<option value=${one} ?selected=${one === this.kind}>${t(`bots.kind_${one}`)}</option>`)}
      </select>`,
      t(`bots.about_${this.kind}`),
    );
  }

  protected wanted(read: Read, one: Program | null): object {
    const kind = one?.kind ?? this.kind;
    return {
      name: read("name"),
      language: read("language"),
      ...placeIn(read("place")),
      enabled: read("enabled") === "yes",
      ...(one ? { new_secret: read("new_secret") === "yes" } : { kind }),
      ...(kind === "webhook" ? { url: read("url") } : {}),
    };
  }
}

const placed = (one: Program | null): string =>
  one?.queue_id ? `queue ${one.queue_id}` : one?.channel_id ? `channel ${one.channel_id}` : "";

function placeIn(chosen: string): object {
  const [kind, id = null] = chosen.split(" ");
  return { channel_id: kind === "channel" ? id : null, queue_id: kind === "queue" ? id : null };
}

export const page = defined("duo-desk-bots", Bots);
