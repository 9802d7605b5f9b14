/** The line above the composer that says what is written: a reply to whom, or which message is edited. */

import { html, nothing, render } from "lit";
import { direction, t } from "../../i18n/i18n.ts";
import type { Conversation, Me, Message } from "../../protocol/types.ts";
import { isOurs } from "../../state/sides.ts";
import { icon } from "../../ui/icons.ts";
import { reading } from "../chat/reading.ts";

export interface Shown {
  kind: "reply" | "edit";
  /** Null as long as it is not here, and where nothing of it can be shown. */
  message: Message | null;
  conversation: Conversation;
  me: Me;
  error: string;
  /** It cannot be saved at all. */
  final: boolean;
}

interface Ways {
  leave: () => void;
  /** Write it as a new message. */
  anew: () => void;
}

/** @param element What it is drawn into; hidden where there is nothing to say. */
export function modeBar(element: HTMLElement, ways: Ways): (shown: Shown | null) => void {
  return (shown) => {
    element.hidden = !shown;
    element.dataset["kind"] = shown?.kind ?? "";
    render(shown ? content(shown, ways) : nothing, element);
  };
}

function content({ kind, message, conversation, me, error, final }: Shown, { leave, anew }: Ways) {
  const mine = message !== null && isOurs(message, me, conversation);
  const lead = message && reading(message, me, conversation.other, mine).lead;
  const name = mine ? t("bubble.me") : conversation.other.name;
  const title = kind === "edit" ? t("edit.title") : t("reply.to", { name });
  const close = t(kind === "edit" ? "edit.leave" : "reply.leave");
  return html`${icon(kind === "edit" ? "pencil" : "reply")}
    <div class="mode-what">
      <p class="mode-title" data-testid="mode-title">${title}</p>
      <p
        class="mode-text"
        data-testid="mode-text"
        lang=${lead?.lang ?? nothing}
        dir=${lead ? direction(lead.lang) : nothing}
        >${lead?.text ?? ""}</p
      >
      <p class="error" role="alert" data-testid="mode-error">${error}</p>
      ${final ? html`<button class="act" type="button" data-testid="mode-anew" @click=${anew}>${t("edit.anew")}</button>` : nothing}
    </div>
    <button
      class="round"
      type="button"
      data-testid="mode-leave"
      aria-label=${close}
      title=${close}
      @click=${leave}
    >
      ${icon("close")}
    </button>`;
}
