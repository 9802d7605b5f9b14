/** Under a link that is being written: the offer to show what it leads to, and what would be shown. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { api, codeOf } from "../../protocol/http.ts";
import type { LinkCard, Unsent } from "../../protocol/types.ts";
import type { ShownLink } from "../../state/keep.ts";
import { pieces } from "../../text/text.ts";
import { announce } from "../../ui/announce.ts";
import { defined, StateElement } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";
import { plain } from "../chat/card.ts";
import { linkCard } from "../chat/link-card.ts";

/** Longest address that the service asks. */
const LONGEST = 2000;

type Standing =
  | { readonly kind: "none" }
  /** asking: whoever wrote it wants it shown. failed: nothing can be. */
  | { readonly kind: "offered" | "asking"; readonly url: string }
  | { readonly kind: "failed"; readonly url: string; readonly code: string }
  | ({ readonly kind: "shown" } & ShownLink);

const NONE: Standing = { kind: "none" };

export class LinkOffer extends StateElement {
  static override properties = { conversationId: { attribute: false }, standing: { state: true } };

  conversationId!: string;
  /** Whether this address is not to be offered: something else goes with the message, or it shows it already. */
  taken!: (url: string) => boolean;
  /** Called when another preview is shown, or none any more. */
  changed!: () => void;
  standing: Standing = NONE;
  /** Not wanted, as long as it is being written. */
  private unwanted = "";

  /** @param text What is written now. */
  look(text: string): void {
    const may = this.session.state.linkPreviews || this.standing.kind === "shown"; // a page just opened is not told yet
    const first = may ? firstLink(text) : "";
    const url = first && !this.taken(first) ? first : "";
    if (!text.trim()) this.unwanted = "";
    if (url === this.url) return;
    this.forget();
    this.standing = url && url !== this.unwanted ? { kind: "offered", url } : NONE;
  }

  /** What is shown, to be kept with the draft. */
  get shown(): ShownLink | null {
    if (this.standing.kind !== "shown") return null;
    const { url, id, card } = this.standing;
    return { url, id, card };
  }

  /** Nobody wants what is shown: what it was written for is not sent. */
  drop(): void {
    this.forget();
  }

  /** Show what was kept with a draft; null: nothing. What was shown is not let go of. */
  show(link: ShownLink | null): void {
    this.standing = link ? { kind: "shown", ...link } : NONE;
  }

  /** What goes with the message that is sent now. */
  take(): Pick<Unsent, "link" | "card"> {
    const { standing } = this;
    this.standing = NONE;
    this.unwanted = "";
    return standing.kind === "shown" ? { link: standing.id, card: standing.card } : {};
  }

  override render() {
    const { standing } = this;
    if (standing.kind === "none") return nothing;
    const host = URL.canParse(standing.url) ? new URL(standing.url).hostname : "";
    return html`<div
      class="link-offer"
      role="group"
      data-testid="link-offer"
      aria-label=${t("link.label", { host })}
    >
      ${this.inside(standing, host)}${this.away(standing.kind === "shown" ? "link.remove" : "link.decline")}
    </div>`;
  }

  private inside(standing: Exclude<Standing, { kind: "none" }>, host: string): TemplateResult {
    if (standing.kind === "shown")
      return html`<div class="link-shown">${linkCard(cardOfMine(standing.card))}</div>`;
    if (standing.kind === "failed")
      return html`<p class="link-says" role="status" data-testid="link-failed">${explain(standing.code)}</p>`;
    if (standing.kind === "asking")
      return html`<p class="link-says" role="status" data-testid="link-asking"
        >${t("link.asking", { host })}</p
      >`;
    return html`<button class="act link-ask" type="button" data-testid="link-ask" @click=${this.ask}>
      ${icon("plus")}<span>${t("link.offer")}</span> <bdi dir="ltr" class="link-host">${host}</bdi>
    </button>`;
  }

  private away(label: "link.remove" | "link.decline"): TemplateResult {
    return html`<button
      class="round"
      type="button"
      data-testid="link-remove"
      aria-label=${t(label)}
      title=${t(label)}
      @click=${this.decline}
    >
      ${icon("close")}
    </button>`;
  }

  private get url(): string {
    const { standing } = this;
    return standing.kind === "none" ? this.unwanted : standing.url;
  }

  private readonly ask = async (): Promise<void> => {
    const { url } = this;
    this.standing = { kind: "asking", url };
    const found = await api.linkPreview(url, this.conversationId).then(
      ({ id, ...card }): Standing => (id ? { kind: "shown", url, id, card } : NONE),
      (error: unknown): Standing => ({ kind: "failed", url, code: codeOf(error) || "internal" }),
    );
    const waits = this.standing.kind === "asking" && this.standing.url === url;
    if (!waits) return letGo(found);
    this.standing = found;
    if (found.kind !== "shown") return;
    this.changed();
    announce(t("link.ready", { title: found.card.title }));
  };

  private readonly decline = (): void => {
    this.unwanted = this.url;
    this.forget();
    this.changed();
    this.closest("duo-composer")?.querySelector("textarea")?.focus({ preventScroll: true });
  };

  private forget(): void {
    letGo(this.standing);
    this.standing = NONE;
  }
}

/** Nobody will send it: its picture need not wait for a day. */
function letGo(standing: Standing): void {
  if (standing.kind === "shown") void api.dropPreview(standing.id).catch(() => {});
}

function cardOfMine(link: LinkCard) {
  return { ...plain(link), link, other: null };
}

/** @returns The first address in a text, as it is written; "" where there is none that can be asked, or not yet. */
export function firstLink(text: string): string {
  const found = pieces(text).find(({ href }) => href);
  const whole = found?.href && new URL(found.href).hostname.includes(".");
  return whole && found.text.length <= LONGEST ? found.text : "";
}

export const linkOffer = defined("duo-link-offer", LinkOffer);
