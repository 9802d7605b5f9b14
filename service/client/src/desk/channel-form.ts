/** What a channel is called, how it looks, where it may stand, and what it says first. */

import { html, type nothing, type TemplateResult } from "lit";
import { explain, explainField, t } from "../i18n/i18n.ts";
import { nameOf } from "../i18n/languages.ts";
import { api, codeOf, detailsOf } from "../protocol/http.ts";
import type { Languages } from "../protocol/generated.ts";
import { defined } from "../ui/element.ts";
import { Form } from "../ui/form.ts";
import { languageOptions } from "../ui/language-select.ts";
import type { Channel, ChannelChanges } from "./doors.ts";

const COLOUR = "#2563eb";

export class ChannelForm extends Form {
  static override properties = { ...Form.properties, service: { state: true }, chosen: { state: true } };

  /** None: it is to be made. */
  channel: Channel | null = null;
  /** What it is called to begin with. */
  name = "";
  language = "en";
  /** Rejects where it is refused. */
  save!: (wanted: ChannelChanges) => Promise<void>;
  leave!: () => void;
  private service: Languages | null = null;
  /** Another language than it had. */
  private chosen = "";

  override connectedCallback(): void {
    super.connectedCallback();
    api.languages().then(
      (service) => (this.service = service),
      () => undefined, // then all are offered
    );
  }

  override render(): TemplateResult {
    const submitted = (event: Event) => {
      event.preventDefault();
      void this.done(() => this.save(this.wanted()));
    };
    return html`<form
      class="form channel"
      novalidate
      data-testid="channel-form"
      @submit=${submitted}
      @input=${this.corrected}
    >
      ${this.texts()} ${this.looks()}
      <p class="error" role="alert" data-testid="channel-error">${this.trouble}</p>
      <div class="channel-acts">
        <button class="button" type="submit" data-testid="channel-save" ?disabled=${this.busy}>
          ${t("channel.save")}
        </button>
        <button class="button quiet" type="button" @click=${this.leave}>${t("channel.cancel")}</button>
      </div>
    </form>`;
  }

  override firstUpdated(): void {
    this.control("name").focus();
  }

  private texts(): TemplateResult {
    const { channel } = this;
    const sites = channel?.allowed_origins.join("\n") ?? "";
    return html`${this.field({ name: "name", id: "channel-name", label: t("channel.name") }, (ties) => this.input("name", this.name, ties))}
    ${this.field(
      {
        name: "allowed_origins",
        id: "channel-sites",
        label: t("channel.sites"),
        hint: t("channel.sites_hint"),
      },
      ({ id, about, invalid }) =>
        html`<textarea
          name="allowed_origins"
          id=${id}
          rows="3"
          dir="ltr"
          spellcheck="false"
          data-testid="channel-sites"
          placeholder="https://shop.example.com"
          aria-describedby=${about}
          aria-invalid=${invalid}
          .value=${sites}
        ></textarea>`,
    )}`;
  }

  private looks(): TemplateResult {
    const { channel, language, chosen } = this;
    const spoken = chosen || language;
    const label = t("channel.greeting", { language: nameOf(spoken) });
    const says = channel?.greeting[spoken] ?? "";
    return html`${this.field({ name: "language", id: "channel-language", label: t("channel.language") }, ({ id }) => this.select(id, spoken))}
    ${this.field({ name: "greeting", id: "channel-greeting", label }, (ties) => this.input("greeting", says, ties))}
    ${this.field(
      { name: "colour", id: "channel-colour", label: t("channel.colour") },
      ({ id, about }) =>
        html`<input
          type="color"
          name="colour"
          id=${id}
          aria-describedby=${about}
          .value=${channel?.colour ?? COLOUR}
        />`,
    )}`;
  }

  private input(
    name: string,
    value: string,
    { id, about, invalid }: { id: string; about: string | typeof nothing; invalid: "true" | typeof nothing },
  ): TemplateResult {
    return html`<input
      type="text"
      name=${name}
      id=${id}
      dir="auto"
      data-testid="channel-${name}"
      aria-describedby=${about}
      aria-invalid=${invalid}
      .value=${value}
    />`;
  }

  private select(id: string, spoken: string): TemplateResult {
    const chose = ({ target }: Event) => void (this.chosen = (target as HTMLSelectElement).value);
    return html`<select name="language" id=${id} @change=${chose}>
      ${languageOptions(this.service, spoken)}
    </select>`;
  }

  /** Greetings in other languages stay as they are. */
  private wanted(): ChannelChanges {
    const read = (name: string) => this.control(name).value.trim();
    const language = read("language");
    return {
      name: read("name"),
      language,
      colour: read("colour"),
      allowed_origins: read("allowed_origins")
        .split(/[\s,]+/u)
        .filter(Boolean),
      greeting: { ...this.channel?.greeting, [language]: read("greeting") },
    };
  }

  protected override refused(error: unknown): void {
    const [code, details] = [codeOf(error), detailsOf(error)];
    const field = String(details["field"] ?? "");
    if (code !== "invalid_input" || !this.querySelector(`[name="${CSS.escape(field)}"]`))
      super.refused(error);
    else this.refuse(field, field === "name" ? explain("invalid_name") : explainField(field, details));
  }
}

export const channelForm = defined("duo-channel-form", ChannelForm);
