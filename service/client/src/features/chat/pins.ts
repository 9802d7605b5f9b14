/** The bar at the top of a chat: what is pinned, the newest first; a tap leads to it. */

import { html, nothing, type TemplateResult } from "lit";
import { direction, explain, t } from "../../i18n/i18n.ts";
import { codeOf } from "../../protocol/http.ts";
import type { Conversation, Message } from "../../protocol/types.ts";
import { pinsShown } from "../../state/deeds.ts";
import { isOurs } from "../../state/sides.ts";
import { defined, StateElement } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";
import { reading } from "./reading.ts";

class Pins extends StateElement {
  static override properties = {
    conversationId: { attribute: false },
    unfolded: { state: true },
    trouble: { state: true },
  };

  conversationId!: string;
  goTo!: (id: string) => Promise<boolean>;
  unfolded = false;
  trouble = "";

  override updated() {
    const { state } = this.session;
    const live = state.link.status === "live" && state.threads.get(this.conversationId)?.loaded;
    if (live) this.session.acts.pins(this.conversationId);
  }

  override render() {
    const { state } = this.session;
    const conversation = state.conversations.get(this.conversationId);
    const pinned = pinsShown(state, this.conversationId)?.toReversed() ?? [];
    this.hidden = !conversation || !pinned.length;
    if (!conversation || !pinned.length) return nothing;
    const shown = this.unfolded ? pinned : pinned.slice(0, 1);
    return html`<section class="pins" aria-label=${t("pin.title")} data-testid="pins">
      ${icon("pin")}
      <ul>
        ${shown.map((one) => this.line(one, conversation))}
      </ul>
      ${pinned.length > 1 ? this.fold(pinned.length) : nothing}
      <p class="error" role="alert">${this.trouble}</p>
    </section>`;
  }

  private line(message: Message, conversation: Conversation): TemplateResult {
    const { me } = this.session;
    const { lead } = reading(message, me, conversation.other, isOurs(message, me, conversation));
    const loose = t("pin.loose");
    const may = (conversation.state ?? "accepted") === "accepted" && !conversation.other.deleted;
    return html`<li>
      <button
        class="pin-go"
        type="button"
        data-testid="pin-go"
        title=${t("reply.go")}
        @click=${() => void this.go(message)}
      >
        <span lang=${lead.lang ?? nothing} dir=${direction(lead.lang)}>${lead.text}</span>
      </button>
      ${
        may
          ? html`<button
              class="round"
              type="button"
              data-testid="pin-loose"
              aria-label=${loose}
              title=${loose}
              @click=${() => void this.loose(message)}
            >
              ${icon("close")}
            </button>`
          : nothing
      }
    </li>`;
  }

  private fold(count: number): TemplateResult {
    const label = t("pin.all", { count });
    return html`<button
      class="pin-all"
      type="button"
      data-testid="pin-all"
      aria-expanded=${String(this.unfolded)}
      aria-label=${label}
      title=${label}
      @click=${() => (this.unfolded = !this.unfolded)}
    >
      ${count}${icon("fold")}
    </button>`;
  }

  private async go({ id }: Message): Promise<void> {
    this.unfolded = false;
    this.trouble = (await this.goTo(id)) ? "" : t("reply.far");
  }

  private async loose(message: Message): Promise<void> {
    this.trouble = "";
    await this.session.acts
      .pin(message, false)
      .catch((error: unknown) => (this.trouble = explain(codeOf(error))));
  }
}

export const pins = defined("duo-pins", Pins);
