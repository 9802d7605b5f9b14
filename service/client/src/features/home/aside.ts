/** In the settings: whom I block, and whose requests I ignore. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { api } from "../../protocol/http.ts";
import type { Conversation } from "../../protocol/types.ts";
import type { Session } from "../../state/session.ts";
import { Attempt } from "../../ui/attempt.ts";

class Aside extends Attempt {
  static override properties = { ...Attempt.properties, all: { state: true } };

  session!: Session;
  /** Leave the settings. */
  close!: () => void;
  /** Null before the service has told them. */
  all: readonly Conversation[] | null = null;
  /** When they were asked for. */
  private asked = 0;

  override connectedCallback() {
    super.connectedCallback();
    void this.tried(() => this.load());
  }

  private async load(): Promise<void> {
    const { now } = this.session.answers.moments;
    const both = await Promise.all([api.aside("blocked"), api.aside("ignored")]);
    if (now < this.asked) return;
    [this.all, this.asked] = [both.flat(), now];
  }

  override render() {
    const none = this.all?.length === 0 ? t("requests.aside_none") : "";
    return html`<h3>${t("requests.aside")}</h3>
      <p class="hint" role="status">${this.trouble || none}</p>
      <ul class="aside-list" data-testid="aside">
        ${this.all?.map((one) => this.line(one))}
      </ul>`;
  }

  private line(conversation: Conversation): TemplateResult {
    const { id, other, state } = conversation;
    const unblock = () => void this.tried(() => this.session.decide(id, "unblock").then(() => this.load()));
    return html`<li>
      <span class="aside-who"
        ><bdi>${other.name}</bdi> <bdi dir="ltr" class="hint">@${other.handle}</bdi></span
      >
      <span class="hint">${t(`requests.is_${state}`)}</span>
      ${
        state === "blocked"
          ? button("unblock", t("requests.unblock"), other.name, unblock)
          : button("look", t("requests.look"), other.name, () => this.look(conversation))
      }
    </li>`;
  }

  private look(conversation: Conversation): void {
    this.session.answers.take(conversation, this.asked);
    this.close();
    location.hash = `#/c/${conversation.id}`;
  }
}

function button(what: string, text: string, name: string, act: () => void): TemplateResult {
  return html`<button
    class="button quiet"
    type="button"
    data-testid="aside-${what}"
    aria-label="${text}: ${name}"
    @click=${act}
  >
    ${text}
  </button>`;
}

customElements.define("duo-aside", Aside);
