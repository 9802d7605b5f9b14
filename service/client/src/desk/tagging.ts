/** Which tags a conversation has: each of the organisation's can be given and taken. */

import { html, nothing, type TemplateResult } from "lit";
import { SignalWatcher } from "@lit-labs/signals";
import { t } from "../i18n/i18n.ts";
import { Attempt } from "../ui/attempt.ts";
import { defined } from "../ui/element.ts";
import type { Inbox } from "./inbox.ts";
import type { Labels } from "./labels.ts";
import { spot } from "./tag.ts";

class Tagging extends SignalWatcher(Attempt) {
  static override properties = { ...Attempt.properties, conversationId: { attribute: false } };

  inbox!: Inbox;
  labels!: Labels;
  conversationId!: string;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.labels.load();
  }

  override render(): TemplateResult | typeof nothing {
    const ticket = this.inbox.ticket(this.conversationId);
    const all = this.labels.of(ticket?.conversation.organisation?.id ?? "");
    if (!ticket || !all.length) return nothing;
    const has = new Set(ticket.tags ?? []);
    return html`<fieldset class="desk-tagging" ?disabled=${this.busy}>
      <legend>${t("tags.title")}</legend>
      ${all.map(({ id, name, colour }) => {
        const turn = () => void this.turn(id, has);
        return html`<label
          ><input type="checkbox" data-testid="tag-${name}" .checked=${has.has(id)} @change=${turn} />${spot(
            colour,
          )}<bdi>${name}</bdi></label
        >`;
      })}
      <p class="error" role="alert">${this.trouble}</p>
    </fieldset>`;
  }

  /** What was refused shows as it is. */
  private async turn(id: string, has: ReadonlySet<string>): Promise<void> {
    const tags = has.has(id) ? [...has].filter((one) => one !== id) : [...has, id];
    await this.done(() => this.inbox.tag(this.conversationId, tags));
    this.requestUpdate();
  }
}

export const tagging = defined("duo-desk-tagging", Tagging);
