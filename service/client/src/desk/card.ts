/** Beside a conversation: who the customer is, where they are, and what was with them before. */

import { html, nothing, type TemplateResult } from "lit";
import { region, t } from "../i18n/i18n.ts";
import { nameOf } from "../i18n/languages.ts";
import { short } from "../text/time.ts";
import { Attempt } from "../ui/attempt.ts";
import { defined } from "../ui/element.ts";
import { icon } from "../ui/icons.ts";
import { attributes } from "./attributes.ts";
import { desk, type Card, type Order, type Rating, type Summary } from "./doors.ts";
import type { Inbox } from "./inbox.ts";
import "./judging.ts";
import type { Labels } from "./labels.ts";
import "./tagging.ts";

/** Local times are told anew so often, in ms. */
const TICK = 30_000;

class CustomerCard extends Attempt {
  static override properties = {
    ...Attempt.properties,
    conversationId: { attribute: false },
    card: { state: true },
    orders: { state: true },
    summary: { state: true },
  };

  inbox!: Inbox;
  labels!: Labels;
  conversationId!: string;
  leave!: () => void;
  private card: Card | null = null;
  private orders: readonly Order[] | null = null;
  /** Null: there is nothing to be said in short, or it is not to be had. */
  private summary: Summary | null = null;
  private clockwork: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.clockwork = setInterval(() => this.requestUpdate(), TICK);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.clockwork);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("conversationId")) return;
    [this.card, this.orders, this.summary] = [null, null, null];
    void this.load();
  }

  override render(): TemplateResult {
    const { card } = this;
    return html`<aside class="desk-card" aria-label=${t("card.title")} data-testid="desk-card">
      <header class="desk-card-head">
        <h2>${t("card.title")}</h2>
        <button
          class="round"
          type="button"
          aria-label=${t("desk.close")}
          data-testid="card-close"
          @click=${this.leave}
        >
          ${icon("close")}
        </button>
      </header>
      <p class="error" role="alert" data-testid="card-problem">${this.trouble}</p>
      ${card ? this.shown(card) : this.trouble ? nothing : html`<p role="status">${t("state.loading")}</p>`}
      <duo-desk-tagging
        .inbox=${this.inbox}
        .labels=${this.labels}
        .conversationId=${this.conversationId}
      ></duo-desk-tagging>
      <duo-desk-judging .conversationId=${this.conversationId}></duo-desk-judging>
      ${card ? this.more(card) : nothing}
    </aside>`;
  }

  private shown(card: Card): TemplateResult {
    const { name, email, language, time_zone: zone, page, first_seen: seen } = card;
    return html`<dl class="desk-facts">
      ${fact("card.name", html`<bdi>${name}</bdi>`)} ${fact("card.language", nameOf(language))}
      ${zone ? fact("card.local_time", html`${localTime(zone)} <span class="hint">${zone}</span>`) : nothing}
      ${email ? fact("card.email", html`<a class="link" href="mailto:${email}">${email}</a>`) : nothing}
      ${page ? fact("card.page", pageLink(page.url, page.title)) : nothing}
      ${fact("card.first_seen", html`<time datetime=${seen}>${short(seen)}</time>`)}
    </dl>`;
  }

  private more(card: Card): TemplateResult {
    const change = (changes: Record<string, string | null>) =>
      this.done(async () => void (this.card = await desk.changeCard(this.conversationId, changes)));
    return html`${this.summary?.lines.length ? inShort(this.summary) : nothing}
    ${attributes(card.attributes, change, this.busy)} ${card.orders ? this.ordered() : nothing}
    ${card.conversations.length ? earlier(card) : nothing}
    ${
      card.ratings.length
        ? section(
            "card.ratings",
            html`<ul
              >${card.ratings.map(rated)}</ul
            >`,
          )
        : nothing
    }`;
  }

  private ordered(): TemplateResult {
    const look = () =>
      void this.done(async () => void (this.orders = (await desk.orders(this.conversationId)).orders));
    const found = this.orders;
    return section(
      "card.orders",
      found
        ? html`<ul>
            ${found.length ? found.map(order) : html`<li class="hint">${t("card.no_orders")}</li>`}
          </ul>`
        : html`<button
            class="button quiet"
            type="button"
            data-testid="card-orders"
            ?disabled=${this.busy}
            @click=${look}
          >
            ${t("card.look_up")}
          </button>`,
    );
  }

  private async load(): Promise<void> {
    const id = this.conversationId;
    const asked = desk.summary(id).catch(() => null);
    await this.tried(async () => {
      const [card, summary] = await Promise.all([desk.card(id), asked]);
      if (id === this.conversationId) [this.card, this.summary] = [card, summary];
    });
  }
}

function fact(key: string, value: unknown): TemplateResult {
  return html`<div>
    <dt>${t(key)}</dt>
    <dd>${value}</dd>
  </div>`;
}

function section(key: string, inside: TemplateResult): TemplateResult {
  return html`<section>
    <h3>${t(key)}</h3>
    ${inside}
  </section>`;
}

function earlier({ conversations }: Card): TemplateResult {
  return section(
    "card.earlier",
    html`<ul>
      ${conversations.map(
        ({ id, state, created_at: at, messages, rating }) =>
          html`<li>
            <a class="link" href="#/c/${id}">${short(at)}</a>
            <span class="hint"
              >${t(`card.state_${state}`)} ·
              ${t("card.messages", { count: messages })}${rating ? ` · ${rating}/5` : nothing}</span
            >
          </li>`,
      )}
    </ul>`,
  );
}

function inShort({ lines }: Summary): TemplateResult {
  return section(
    "card.summary",
    html`<ol data-testid="card-summary">
      ${lines.map(
        ({ author, text, language }) =>
          html`<li>
            <span class="hint">${t(`card.author_${author}`)}</span>
            <span lang=${language ?? nothing} dir="auto">${text}</span>
          </li>`,
      )}
    </ol>`,
  );
}

function rated({ score, comment, rated_at: at, language }: Rating): TemplateResult {
  return html`<li data-testid="card-rating">
    <strong>${score}/5</strong> <time class="hint" datetime=${at}>${short(at)}</time>
    ${comment ? html`<p lang=${language ?? nothing} dir="auto">${comment}</p>` : nothing}
  </li>`;
}

function order({ title, status, total, currency, url }: Order): TemplateResult {
  const sum = [total, currency].filter((one) => one !== null).join(" ");
  return html`<li>
    ${url ? pageLink(url, title) : html`<bdi>${title}</bdi>`}
    <span class="hint">${[status, sum].filter(Boolean).join(" · ")}</span>
  </li>`;
}

/** Only addresses of the web are followed: this one comes from outside. */
function pageLink(url: string, title: string | null): TemplateResult {
  const says = title?.trim() || url;
  if (!/^https?:\/\//i.test(url)) return html`<bdi>${says}</bdi>`;
  return html`<a class="link" href=${url} target="_blank" rel="noopener noreferrer"><bdi>${says}</bdi></a>`;
}

/** What a clock says there; a zone that this browser does not know has none. */
function localTime(zone: string): string {
  try {
    const form = { hour: "numeric", minute: "2-digit", timeZone: zone } as const;
    return new Intl.DateTimeFormat(region(), form).format(new Date());
  } catch {
    return "–";
  }
}

export const customerCard = defined("duo-desk-card", CustomerCard);
