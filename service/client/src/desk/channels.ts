/** Channels of the organisations that I run: each with the script tag that goes into the site. */

import { html, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { announce } from "../ui/announce.ts";
import { copy } from "../ui/copy.ts";
import { Attempt } from "../ui/attempt.ts";
import { defined } from "../ui/element.ts";
import { icon } from "../ui/icons.ts";
import type { Organisation } from "../protocol/generated.ts";
import { desk, type Channel, type ChannelChanges } from "./doors.ts";
import "./channel-form.ts";
import type { Office } from "./office.ts";

type Known = ReadonlyMap<string, readonly Channel[]>;

export class Channels extends Attempt {
  static override properties = {
    ...Attempt.properties,
    known: { state: true },
    editing: { state: true },
    removing: { state: true },
  };

  office!: Office;
  /** Mine: what a new channel begins with. */
  language = "en";
  /** Organisation -> its channels; none: not there yet. */
  private known: Known | null = null;
  /** The channel, or the organisation of a new one, whose form is open. */
  private editing = "";
  private removing = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult {
    return html`<div class="channels">
      <header class="chat-head">
        <a class="round" href="#/" aria-label=${t("channel.back")} data-testid="channels-back"
          >${icon("back")}</a
        >
        <h1 class="name" tabindex="-1">${t("channel.title")}</h1>
      </header>
      <div class="channels-body">
        <p>${t("channel.help")}</p>
        <p class="error" role="alert" data-testid="channels-problem">${this.trouble}</p>
        ${this.known ? this.office.manages.map((one) => this.of(one)) : this.instead()}
      </div>
    </div>`;
  }

  private instead(): TemplateResult {
    if (!this.trouble) return html`<p role="status">${t("state.loading")}</p>`;
    return html`<button class="button quiet" type="button" @click=${() => void this.load()}>
      ${t("bubble.try_again")}
    </button>`;
  }

  private of({ id, name }: Organisation): TemplateResult {
    const all = this.known?.get(id) ?? [];
    const open = () => void (this.editing = id);
    return html`<section aria-label=${name}>
      <h2><bdi>${name}</bdi></h2>
      ${all.map((one) => this.card(id, one))}
      ${
        this.editing === id
          ? this.form(null, name, (wanted) => this.add(id, wanted))
          : html`<button class="button" type="button" data-testid="channel-new" @click=${open}>
              ${t("channel.new")}
            </button>`
      }
    </section>`;
  }

  private card(organisation: string, channel: Channel): TemplateResult {
    if (this.editing === channel.id)
      return this.form(channel, channel.name, (wanted) => this.change(organisation, channel, wanted));
    const { name, enabled, allowed_origins: sites } = channel;
    const turn = () => void this.change(organisation, channel, { enabled: !enabled });
    return html`<article class="channel" data-testid="channel" aria-label=${name}>
      <h3><bdi>${name}</bdi></h3>
      <p class="hint">${sites.length ? sites.join(", ") : t("channel.no_sites")}</p>
      ${this.tag(channel)}
      <label class="consent">
        <input type="checkbox" data-testid="channel-enabled" .checked=${enabled} @change=${turn} />
        <span>${t("channel.enabled")}</span>
      </label>
      ${this.acts(organisation, channel)}
    </article>`;
  }

  /** What goes into the site, to be copied. */
  private tag(channel: Channel): TemplateResult {
    const text = scriptTag(location.origin, channel.key);
    return html`<p class="hint" id="tag-${channel.id}">${t("channel.tag")}</p>
      <div class="channel-tag">
        <code
          dir="ltr"
          translate="no"
          tabindex="0"
          role="textbox"
          aria-readonly="true"
          aria-labelledby="tag-${channel.id}"
          data-testid="channel-tag"
          >${text}</code
        >
        <button class="button quiet" type="button" data-testid="channel-copy" @click=${() => void copy(text)}>
          ${t("channel.copy")}
        </button>
      </div>`;
  }

  private acts(organisation: string, { id, key }: Channel): TemplateResult {
    const edit = () => void (this.editing = id);
    const ask = () => void (this.removing = id);
    const remove = () => void this.takeAway(organisation, id);
    const sure = this.removing === id;
    return html`<div class="channel-acts">
      <button class="link" type="button" data-testid="channel-edit" @click=${edit}
        >${t("channel.edit")}</button
      >
      <a class="link" href="/widget/${key}" target="_blank" rel="noopener">${t("channel.look")}</a>
      ${
        sure
          ? html`<button class="link bad" type="button" data-testid="channel-remove-sure" @click=${remove}>
                ${t("channel.remove_sure")}
              </button>
              <p class="hint">${t("channel.remove_hint")}</p>`
          : html`<button class="link" type="button" data-testid="channel-remove" @click=${ask}>
              ${t("channel.remove")}
            </button>`
      }
    </div>`;
  }

  private form(
    channel: Channel | null,
    name: string,
    save: (wanted: ChannelChanges) => Promise<void>,
  ): TemplateResult {
    const { language } = this;
    const leave = () => void (this.editing = "");
    return html`<duo-channel-form
      .channel=${channel}
      .name=${name}
      .language=${channel?.language ?? language}
      .save=${save}
      .leave=${leave}
    ></duo-channel-form>`;
  }

  private async load(): Promise<void> {
    await this.tried(async () => {
      const all = this.office.manages.map(async ({ id }) => [id, await desk.channels(id)] as const);
      this.known = new Map(await Promise.all(all));
    });
  }

  private async add(organisation: string, wanted: ChannelChanges): Promise<void> {
    this.put(organisation, await desk.addChannel(organisation, wanted));
  }

  private async change(organisation: string, { id }: Channel, wanted: ChannelChanges): Promise<void> {
    if (this.editing) return this.put(organisation, await desk.changeChannel(organisation, id, wanted));
    await this.tried(async () => this.put(organisation, await desk.changeChannel(organisation, id, wanted)));
    this.requestUpdate();
  }

  private async takeAway(organisation: string, id: string): Promise<void> {
    await this.tried(async () => {
      await desk.removeChannel(organisation, id);
      const others = this.known?.get(organisation)?.filter((one) => one.id !== id) ?? [];
      this.known = new Map(this.known).set(organisation, others);
    });
  }

  private put(organisation: string, channel: Channel): void {
    const before = this.known?.get(organisation) ?? [];
    const there = before.some(({ id }) => id === channel.id);
    const after = there ? before.map((one) => (one.id === channel.id ? channel : one)) : [...before, channel];
    this.known = new Map(this.known).set(organisation, after);
    this.editing = "";
    announce(t("channel.saved"));
  }
}

/** @returns What a site's page needs, in one line. */
export function scriptTag(origin: string, key: string): string {
  return `<script src="${origin}/widget.js" data-duologue="${key}" async></script>`;
}

export const channels = defined("duo-channels", Channels);
