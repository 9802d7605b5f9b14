/** What stands between two people until both have accepted: what it means, and what I can do about it. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { codeOf, type Decision } from "../../protocol/http.ts";
import type { Conversation } from "../../protocol/types.ts";
import { announce } from "../../ui/announce.ts";
import { defined, StateElement } from "../../ui/element.ts";

/** What can be done in each state, the likeliest first; null: nothing stands between. */
const CHOICES: Record<Conversation["state"], Decision[] | null> = {
  accepted: null,
  request: ["accept", "ignore", "block"],
  ignored: ["accept", "block"],
  blocked: ["unblock"],
  sent: [],
};

export class Request extends StateElement {
  static override properties = {
    conversationId: { attribute: false },
    busy: { state: true },
    error: { state: true },
  };

  conversationId!: string;
  /** Told what was decided. */
  decided!: (what: Decision) => void;
  busy = false;
  error = "";

  private get conversation(): Conversation | undefined {
    return this.session.state.conversations.get(this.conversationId);
  }

  override willUpdate() {
    const { conversation } = this;
    this.className = "request";
    this.dataset["testid"] = "request";
    this.hidden = !conversation || !CHOICES[conversation.state];
    if (conversation) this.dataset["state"] = conversation.state;
  }

  override render() {
    const { conversation } = this;
    const choices = conversation && CHOICES[conversation.state];
    if (!conversation || !choices) return nothing;
    return html`<div class="request-text">${said(conversation)}</div>
      <div class="request-acts">
        ${choices.map((what, index) => this.button(what, index ? "button quiet" : "button"))}
      </div>
      <p class="error" role="alert">${this.error}</p>`;
  }

  private button(what: Decision, look: string): TemplateResult {
    const decide = () => void this.decide(what);
    return html`<button
      class=${look}
      type="button"
      data-testid="request-${what}"
      ?disabled=${this.busy}
      @click=${decide}
    >
      ${t(`requests.${what}`)}
    </button>`;
  }

  async decide(what: Decision): Promise<void> {
    this.busy = true;
    this.error = "";
    try {
      await this.session.decide(this.conversationId, what);
      announce(t(`requests.${what}_done`));
      if (this.isConnected) this.decided(what); // else another was opened meanwhile, and is not left
    } catch (error) {
      this.error = explain(codeOf(error));
    } finally {
      this.busy = false;
    }
  }
}

/** What is so, and what is not shown. */
function said({ state, other, left }: Conversation): TemplateResult {
  const help = [t(`requests.${state}_help`)];
  if (state === "sent") help.push(left ? t("requests.left", { count: left }) : t("requests.none_left"));
  return html`<p class="request-title">
      ${t(`requests.${state}`, { name: other.name })} <bdi dir="ltr">@${other.handle}</bdi>
    </p>
    <p class="hint">${help.join(" ")}</p>`;
}

export const request = defined("duo-request", Request);
