/** Programs that answer first in a bot's seat: at an address of theirs, on a socket, or as a language model. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { nameOf } from "../../i18n/languages.ts";
import { defined } from "../../ui/element.ts";
import { languageOptions } from "../../ui/language-select.ts";
import type { Channel } from "../shapes.ts";
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
  /** Chosen in the form of a new one. */
  private kind: Program["kind"] = "webhook";

  protected get doors() {
    return settings.bots(this.organisation);
  }

  protected override async load(): Promise<void> {
    this.channels = await settings
      .channels(this.organisation)
      .all()
      .catch(() => []);
    await super.load();
  }

  protected called({ name }: Program): string {
    return name;
  }

  protected shown(one: Program): TemplateResult {
    const says = [
      t(one.enabled ? "webhooks.on" : "webhooks.off"),
      t(`bots.kind_${one.kind}`),
      this.place(one.channel_id),
      nameOf(one.language),
    ];
    return html`<p class="hint">${says.join(" · ")}</p>
      ${one.url ? html`<p class="hint" dir="ltr">${one.url}</p>` : nothing} ${this.health(one)}
      ${this.secret(one)}`;
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

  private place(id: string | null): string {
    return this.channels.find((one) => one.id === id)?.name ?? t("bots.everywhere");
  }

  protected fields(one: Program | null): TemplateResult {
    const kind = one?.kind ?? this.kind;
    return html`${textField("name", t("bots.name"), one?.name ?? "")} ${one ? nothing : this.kinds()}
    ${kind === "webhook" ? textField("url", t("webhooks.url"), one?.url ?? "", { type: "url" }) : nothing}
    ${labelled(
      "channel_id",
      t("bots.channel"),
      html`<select id="settings-channel_id" name="channel_id" data-testid="settings-channel_id">
        <option value="">${t("bots.everywhere")}</option>
        ${this.channels.map(
          ({ id, name }) => html`<option value=${id} ?selected=${id === one?.channel_id}>${name}</option>`,
        )}
      </select>`,
    )}
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
      channel_id: read("channel_id") || null,
      enabled: read("enabled") === "yes",
      ...(one ? { new_secret: read("new_secret") === "yes" } : { kind }),
      ...(kind === "webhook" ? { url: read("url") } : {}),
    };
  }
}

export const page = defined("duo-desk-bots", Bots);
