/** Settings of the organisations that I run: a page for each subject, fetched when it is opened. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { defined, LightElement } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";
import { lazily } from "../../ui/lazy.ts";
import type { Asks } from "../../protocol/asks.ts";
import type { Office } from "../office.ts";

export { speakSettings } from "./words.ts";

/** What every page is given of whose it is. */
interface Given {
  readonly organisation: string;
  readonly language: string;
  /** I own it. */
  readonly owner: boolean;
  readonly asks: Asks;
}

type Made = (given: Given) => HTMLElement;

/** By the name that the address has. */
const PAGES: Readonly<Record<string, () => Promise<{ page: unknown }>>> = {
  hours: () => import("./hours.ts"),
  queues: () => import("./queues.ts"),
  team: () => import("./team.ts"),
  speech: () => import("./speech.ts"),
  tags: () => import("./tags.ts"),
  canned: () => import("./canned.ts"),
  glossary: () => import("./glossary.ts"),
  articles: () => import("./articles.ts"),
  bots: () => import("./bots.ts"),
  webhooks: () => import("./webhooks.ts"),
  shop: () => import("./shop.ts"),
  audit: () => import("./audit.ts"),
};

/** @returns The page that this address names; null: it is none of settings. */
export function pageOf(hash: string): string | null {
  const name = /^#\/settings\/(\w+)$/.exec(hash)?.[1] ?? "";
  return Object.hasOwn(PAGES, name) ? name : null;
}

class Settings extends LightElement {
  static override properties = {
    name: { attribute: false },
    organisation: { state: true },
    shown: { state: true },
  };

  office!: Office;
  asks!: Asks;
  /** Mine: what something new begins with. */
  language = "en";
  name = "hours";
  private organisation = "";
  private shown: HTMLElement | null = null;

  override willUpdate(changed: Map<string, unknown>): void {
    this.organisation ||= this.office.manages[0]?.id ?? "";
    if (changed.has("name") || changed.has("organisation")) void this.open();
  }

  /** On a phone not all pages' names fit: the one that is open does. */
  override updated(changed: Map<string, unknown>): void {
    const here = this.querySelector(".settings-pages [aria-current]");
    if (changed.has("name")) here?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  override render(): TemplateResult {
    return html`<div class="channels">
      <header class="chat-head">
        <a class="round" href="#/" aria-label=${t("channel.back")} data-testid="settings-back"
          >${icon("back")}</a
        >
        <h1 class="name" tabindex="-1">${t("settings.desk")}</h1>
        ${this.whose()}
      </header>
      <nav class="settings-pages" aria-label=${t("settings.desk")}>${this.links()}</nav>
      <div class="channels-body">
        <section aria-label=${t(`settings.page_${this.name}`)}>
          <h2>${t(`settings.page_${this.name}`)}</h2>
          <p>${t(`settings.about_${this.name}`)}</p>
          ${this.shown ?? html`<p role="status">${t("state.loading")}</p>`}
        </section>
      </div>
    </div>`;
  }

  private links(): TemplateResult[] {
    const link = (href: string, says: string, current: boolean) =>
      html`<a href=${href} aria-current=${current ? "page" : nothing}>${says}</a>`;
    return [
      link("#/channels", t("channel.title"), false),
      ...Object.keys(PAGES).map((one) =>
        link(`#/settings/${one}`, t(`settings.page_${one}`), one === this.name),
      ),
    ];
  }

  /** Of which organisation, where I run several. */
  private whose(): TemplateResult | typeof nothing {
    const { manages } = this.office;
    if (manages.length < 2) return nothing;
    const chose = ({ target }: Event) => void (this.organisation = (target as HTMLSelectElement).value);
    return html`<select class="desk-hand" aria-label=${t("desk.organisation")} @change=${chose}>
      ${manages.map(({ id, name }) => html`<option value=${id} ?selected=${id === this.organisation}>${name}</option>`)}
    </select>`;
  }

  private async open(): Promise<void> {
    const { name, organisation, language } = this;
    const load = PAGES[name];
    if (!load || !organisation) return;
    const owner = this.office.manages.find(({ id }) => id === organisation)?.role === "owner";
    const made = (await lazily(load)).page as Made;
    if (name === this.name && organisation === this.organisation)
      this.shown = made({ organisation, language, owner, asks: this.asks });
  }
}

export const settingsPages = defined("duo-desk-settings", Settings);
