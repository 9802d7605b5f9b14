/** The way back to a message that was found: how far it is, a stop, and why it cannot be shown in its place. */

import { html, nothing, type TemplateResult } from "lit";
import { direction, t } from "../../i18n/i18n.ts";
import type { Message } from "../../protocol/types.ts";
import { loadBack } from "../../state/back.ts";
import { straight } from "../../text/text.ts";
import { defined, StateElement } from "../../ui/element.ts";
import { reading } from "../chat/reading.ts";

type Standing = "none" | "going" | "far" | "failed";

export class Way extends StateElement {
  static override properties = {
    conversationId: { attribute: false },
    standing: { state: true },
    done: { state: true },
  };

  conversationId!: string;
  standing: Standing = "none";
  done = 0;
  private all = 0;
  private message: Message | null = null;
  /** Counts what was asked: a way that was left, or began anew, is not gone to its end. */
  private turn = 0;
  /** Told that the message is there. */
  arrived!: (message: Message) => void;

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  override willUpdate() {
    this.hidden = this.standing === "none";
  }

  override render() {
    if (this.standing === "none") return nothing;
    const stop = () => this.stop();
    const again = () => this.message && void this.go(this.message);
    return html`<div class="way" role="status" data-testid="way">
      <p>${this.says()}</p>
      ${this.standing === "far" ? this.whole() : nothing}
      ${this.standing === "failed" ? button(t("bubble.try_again"), again) : nothing}
      ${button(t(this.standing === "going" ? "search.stop" : "settings.close"), stop)}
    </div>`;
  }

  private says(): string {
    if (this.standing === "far") return t("search.far");
    if (this.standing === "failed") return t("search.way_failed");
    return t("search.way", { done: this.done, all: this.all });
  }

  /** What it says, as I read it. */
  private whole(): TemplateResult | typeof nothing {
    const { message, session } = this;
    const other = session.state.conversations.get(this.conversationId)?.other;
    if (!message || !other) return nothing;
    const { lead } = reading(message, session.me, other);
    return html`<blockquote lang=${lead.lang ?? nothing} dir=${direction(lead.lang)}>
      ${straight(lead.text)}
    </blockquote>`;
  }

  async go(message: Message): Promise<void> {
    const turn = (this.turn += 1);
    this.message = message;
    const stopped = () => turn !== this.turn;
    const progress = (done: number, all: number) => {
      if (stopped()) return;
      this.standing = "going";
      [this.done, this.all] = [done, all];
    };
    try {
      const end = await loadBack(this.session, this.conversationId, message.seq, { progress, stopped });
      if (stopped()) return;
      this.standing = end === "far" ? "far" : "none";
      if (end === "there") this.arrived(message);
    } catch {
      if (!stopped()) this.standing = "failed";
    }
  }

  private stop(): void {
    this.turn += 1;
    this.standing = "none";
  }
}

function button(text: string, does: () => unknown): TemplateResult {
  return html`<button class="link" type="button" @click=${does}>${text}</button>`;
}

export const way = defined("duo-way", Way);
