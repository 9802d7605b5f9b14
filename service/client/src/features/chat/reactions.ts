/** Reactions below a message: which, how many, by whom; a tap puts mine there or takes it away. */

import { html, nothing, type TemplateResult } from "lit";
import { locale, t } from "../../i18n/i18n.ts";
import type { Message, Reaction } from "../../protocol/types.ts";
import type { Bubble } from "./bubble.ts";
import type { Context } from "./context.ts";

export function reactions(bubble: Bubble): TemplateResult | typeof nothing {
  const { message } = bubble.row;
  const found = message?.reactions ?? [];
  if (!message || !found.length) return nothing;
  return html`<div class="reactions" role="group" aria-label=${t("reaction.group")}>
    ${found.map((one) => chip(bubble, message, one))}
  </div>`;
}

function chip(bubble: Bubble, message: Message, { emoji, by }: Reaction): TemplateResult {
  const { context } = bubble;
  const mine = by.includes(context.me);
  const who = names(context, by);
  return html`<button
    class="reaction"
    type="button"
    data-testid="reaction"
    aria-pressed=${String(mine)}
    aria-label="${emoji} ${who}"
    title=${who}
    @click=${() => void bubble.attempt(() => context.acts.react(message, emoji, !mine))}
  >
    <span>${emoji}</span>${by.length > 1 ? html`<span class="reaction-count">${by.length}</span>` : nothing}
  </button>`;
}

/** "Ana and you", in the reader's language. Who is neither of us two is of the organisation. */
export function names(context: Context, by: readonly string[]): string {
  const name = (id: string) =>
    id === context.me ? t("bubble.me") : id === context.other ? context.name : context.organisation;
  const all = [...new Set(by.map((id) => name(id) || context.name))];
  return new Intl.ListFormat(locale(), { type: "conjunction" }).format(all);
}
