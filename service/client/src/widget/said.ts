/** One row of the visitor's log: a day, or a message in their language with the original one tap away. */

import { html, nothing, type TemplateResult } from "lit";
import { part } from "../features/chat/part.ts";
import type { BubbleRow, MarkRow, Row } from "../features/chat/timeline.ts";
import { direction, explain, t } from "../i18n/i18n.ts";
import { nameOf } from "../i18n/languages.ts";
import { pieces } from "../text/text.ts";
import { clock, dayName, soon } from "../text/time.ts";
import { defined, LightElement } from "../ui/element.ts";
import { sign } from "../ui/signs.ts";
import { answer } from "./answer.ts";

let counted = 0;

export class Said extends LightElement {
  static override properties = {
    row: { attribute: false },
    name: { attribute: false },
    token: { attribute: false },
    choose: { attribute: false },
    unfolded: { state: true },
  };

  row!: BubbleRow;
  /** The channel's. */
  name = "";
  /** The visitor's: files come by it. */
  token = "";
  /** Says the title of an article that is offered; none where something was said since. */
  choose: ((title: string) => void) | null = null;
  retry!: (id: string) => void;
  discard!: (id: string) => void;
  private unfolded = false;
  private patience = 0;
  private readonly behindId = `behind-${(counted += 1)}`;

  override willUpdate(): void {
    const { mine, status, message, reading, starts } = this.row;
    const marks = { testid: "said", side: mine ? "mine" : "theirs", state: status, seq: message?.seq ?? "" };
    Object.assign(this.dataset, { ...marks, translation: reading.standing });
    this.toggleAttribute("starts", starts);
  }

  /** Where nobody translates just now, the bubble says so by itself. */
  override updated(): void {
    clearTimeout(this.patience);
    const { at, reading } = this.row;
    const left = reading.standing === "pending" ? soon(at) : 0;
    if (left) this.patience = window.setTimeout(() => this.requestUpdate(), left);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.patience);
  }

  override render(): TemplateResult {
    const { mine, reading } = this.row;
    const { lead, other } = reading;
    const who = `${mine ? t("bubble.me") : this.name}: `;
    return html`<div class="sheet">
      <span class="unseen">${who}</span>${this.file()}${wordless(this.row) ? nothing : text("lead", lead)}
      ${!mine && other ? this.original(other) : nothing} ${mine ? nothing : standing(this.row)}
      ${answer(this.row.message, this.choose)} ${this.foot()}
    </div>`;
  }

  private original(other: { text: string; lang: string | null }): TemplateResult {
    const label = t("widget.original", { language: nameOf(other.lang) });
    return html`<button
        class="fold"
        type="button"
        data-testid="original"
        aria-expanded=${String(this.unfolded)}
        aria-controls=${this.behindId}
        @click=${() => (this.unfolded = !this.unfolded)}
      >
        ${sign("fold")}<span>${label}</span>
      </button>
      <div id=${this.behindId} ?hidden=${!this.unfolded}>${text("behind", other)}</div>`;
  }

  /** What is sent along; what shows it is fetched with the first one. */
  private file(): TemplateResult | typeof nothing {
    const { message, unsent } = this.row;
    if (unsent?.content) return html`<bdi>${unsent.content.name}</bdi>`;
    const content = message?.content;
    if (content?.kind !== "attachment") return nothing;
    void import("./file.ts");
    return html`<duo-visitor-file .content=${content} .token=${this.token}></duo-visitor-file>`;
  }

  private foot(): TemplateResult | typeof nothing {
    const { at, ends, mine, status, spells, unsent } = this.row;
    if (status === "failed" && unsent) return this.failed(unsent.client_id, unsent.code ?? "internal");
    if (!ends) return nothing;
    const far = mine
      ? html`<span class=${spells ? nothing : "unseen"}>${t(`delivery.${status}`)}</span>`
      : nothing;
    const mark = mine && status !== "received" ? sign(status) : nothing;
    return html`<p class="foot"><time datetime=${at}>${clock(at)}</time>${far}${mark}</p>`;
  }

  private failed(id: string, code: string): TemplateResult {
    return html`<p class="foot failed" role="alert">
      <span>${explain(code)}</span>
      <button class="act" type="button" @click=${() => this.retry(id)}>${t("bubble.try_again")}</button>
      <button class="act" type="button" @click=${() => this.discard(id)}>${t("bubble.discard")}</button>
    </p>`;
  }
}

/** A file speaks for itself. */
function wordless({ message, unsent }: BubbleRow): boolean {
  if (unsent) return Boolean(unsent.content) && !unsent.text;
  return message?.content.kind === "attachment" && !message.text;
}

function text(name: string, { text: shown, lang }: { text: string; lang: string | null }): TemplateResult {
  return html`<p class=${name} data-testid="said-${name}" lang=${lang ?? nothing} dir=${direction(lang)}
    >${pieces(shown).map(part)}</p
  >`;
}

/** What is missing where a message is not in the visitor's language, honestly. */
function standing({ at, reading }: BubbleRow): TemplateResult | typeof nothing {
  const { standing: how, rough, unsure } = reading;
  if (how === "done") return rough || unsure ? note(t("widget.rough")) : nothing;
  if (how === "none") return nothing;
  if (how !== "pending") return note(t("widget.not_translated"));
  return note(t(soon(at) ? "bubble.translating" : "bubble.will_follow"));
}

const note = (says: string) => html`<p class="standing" data-testid="standing">${says}</p>`;

function day({ at, kind }: MarkRow): TemplateResult {
  return html`<li class="day"><span>${kind === "day" ? dayName(at) : t("chat.unread_mark")}</span></li>`;
}

/** @param about What bubbles need besides their row. */
export function row(
  one: Row,
  about: Pick<Said, "name" | "token" | "choose" | "retry" | "discard">,
): TemplateResult {
  if (one.kind !== "bubble") return day(one);
  const { name, token, choose, retry, discard } = about;
  return html`<li>
    <duo-said
      .row=${one}
      .name=${name}
      .token=${token}
      .choose=${choose}
      .retry=${retry}
      .discard=${discard}
    ></duo-said>
  </li>`;
}

export const said = defined("duo-said", Said);
