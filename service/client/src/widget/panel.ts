/** The chat in the frame: what the business is called, what was said, and where to write. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { timeline, type Row } from "../features/chat/timeline.ts";
import { direction, t } from "../i18n/i18n.ts";
import { defined, LightElement } from "../ui/element.ts";
import { sign } from "../ui/signs.ts";
import type { Look } from "./doors.ts";
import type { Guest } from "./guest.ts";
import { closed } from "./hours.ts";
import { row } from "./said.ts";
import "./writing.ts";
import type { Writing } from "./writing.ts";

/** This near to its end, in px, the log follows what comes. */
const NEAR = 60;

export class Panel extends LightElement {
  static override properties = {
    look: { attribute: false },
    asking: { state: true },
    asked: { state: true },
  };

  look!: Look;
  guest!: Guest;
  /** Close it; none where it is a page of its own. */
  leave: (() => void) | null = null;
  /** Whether all is to be deleted is asked just now. */
  private asking = false;
  private following = true;
  private readonly seen = () => this.markRead();

  override connectedCallback(): void {
    super.connectedCallback();
    this.guest.watch(() => this.requestUpdate());
    for (const event of ["focus", "visibilitychange"]) document.addEventListener(event, this.seen);
    addEventListener("focus", this.seen);
  }

  override render(): TemplateResult {
    const { guest, look } = this;
    return html`${this.head()}
      ${guest.down ? html`<p class="strip" role="status">${t("widget.offline")}</p>` : nothing}
      <div
        class="log"
        role="log"
        aria-label=${t("chat.messages")}
        tabindex="0"
        @scroll=${() => this.scrolled()}
      >
        ${this.log()}
      </div>
      ${this.asking ? this.forgetting() : this.rating()} ${look.suspended ? suspended() : this.field()}`;
  }

  private field(): TemplateResult {
    const { guest, look } = this;
    return html`<duo-writing
      .business=${look.name}
      .language=${guest.language}
      .first=${!guest.known}
      .known=${guest.signed}
      .draft=${guest.draft}
      .visit=${guest.visit}
      .say=${guest.say}
      .typed=${guest.typed}
    ></duo-writing>`;
  }

  override updated(): void {
    const log = this.querySelector(".log");
    if (log && this.following) log.scrollTop = log.scrollHeight;
    this.markRead();
  }

  /** It has been opened: the end shows, and the keyboard is where one writes. */
  arrive(): void {
    this.following = true;
    this.requestUpdate();
    void this.updateComplete.then(() => this.writing?.arrive());
  }

  get writing(): Writing | null {
    return this.querySelector<Writing>("duo-writing");
  }

  /** Whether all is to be deleted: asked here, also where the site's page wants it. */
  async ask(): Promise<void> {
    this.asking = true;
    await this.updateComplete;
    this.querySelector<HTMLElement>("[data-testid=forget-no]")?.focus();
  }

  private head(): TemplateResult {
    const { guest, leave } = this;
    return html`<header>
      <div class="who">
        <h1><bdi>${this.look.name}</bdi></h1>
        <p>${t("widget.tagline")}</p>
      </div>
      ${guest.known ? button("forget", "bin", t("widget.forget"), () => void this.ask()) : nothing}
      ${leave ? button("close", "close", t("widget.close"), leave) : nothing}
    </header>`;
  }

  private log(): TemplateResult {
    const { guest } = this;
    const { retry, discard, visit } = guest;
    const about = { name: this.look.name, retry, discard, token: visit?.visitor.token ?? "" };
    const rows = this.rows();
    const last = rows.at(-1);
    const older = html`<button class="act" type="button" @click=${guest.older}>${t("widget.older")}</button>`;
    return html`${guest.hasOlder ? older : nothing}
      <ol>
        ${this.greeting()}
        ${repeat(
          rows,
          ({ key }) => key,
          (one) => row(one, { ...about, choose: one === last ? guest.choose : null }),
        )}
        ${closed(this.look)}
      </ol>
      ${guest.notice ? html`<p class="notice" role="status" data-testid="notice">${guest.notice}</p>` : nothing}
      <p class="typing" ?hidden=${!guest.typing} data-testid="typing">
        ${guest.typing ? t("chat.typing", { name: this.look.name }) : nothing}
      </p>`;
  }

  private greeting(): TemplateResult | typeof nothing {
    const { greeting, greeting_language: lang } = this.look;
    const text = greeting ?? t("widget.greeting");
    const dir = greeting ? direction(lang) : nothing;
    return html`<li class="greeting" lang=${(greeting && lang) || nothing} dir=${dir}>${text}</li>`;
  }

  private rows(): readonly Row[] {
    const { visit } = this.guest;
    return visit?.conversation ? timeline(visit.state, visit.conversation, null) : [];
  }

  private forgetting(): TemplateResult {
    const no = () => this.kept();
    const yes = () => void this.guest.forget().then(() => this.kept());
    return html`<section class="asking" role="alertdialog" aria-labelledby="asking-says">
      <p id="asking-says">${t("widget.forget_help", { name: this.look.name })}</p>
      <button class="button danger" type="button" data-testid="forget-yes" @click=${yes}>
        ${t("widget.forget_yes")}
      </button>
      <button class="button quiet" type="button" data-testid="forget-no" @click=${no}
        >${t("widget.forget_no")}</button
      >
    </section>`;
  }

  /** How it was; what asks is fetched when it is first needed. */
  private rating(): TemplateResult | typeof nothing {
    const { visit } = this.guest;
    const ask = visit?.rated.shown;
    if (!visit || !ask) return nothing;
    void import("./rating.ts");
    const { rate, leave } = visit.rated;
    return html`<duo-rating
      .ask=${ask}
      .business=${this.look.name}
      .rate=${rate}
      .leave=${leave}
    ></duo-rating>`;
  }

  private kept(): void {
    this.asking = false;
    this.writing?.arrive();
  }

  private scrolled(): void {
    const log = this.querySelector(".log");
    if (log) this.following = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    this.markRead();
  }

  /** Read is what an attentive reader has had on the screen. */
  private markRead(): void {
    const { guest } = this;
    if (!guest.isOpen || !this.following || document.visibilityState !== "visible") return;
    guest.readAll();
  }
}

function suspended(): TemplateResult {
  const says = t("error.organisation_suspended");
  return html`<p class="notice" role="status" data-testid="suspended">${says}</p>`;
}

function button(testid: string, which: "bin" | "close", label: string, does: () => void): TemplateResult {
  return html`<button
    class="round"
    type="button"
    data-testid=${testid}
    aria-label=${label}
    title=${label}
    @click=${does}
  >
    ${sign(which)}
  </button>`;
}

export const panel = defined("duo-panel", Panel);
