/** What a reply quotes: who wrote it, and what of it the reader of the reply reads. A tap leads to it. */

import { html, nothing, type TemplateResult } from "lit";
import { direction, t } from "../../i18n/i18n.ts";
import type { Conversation, Me, Message, State } from "../../protocol/types.ts";
import { withDeeds } from "../../state/deeds.ts";
import { held } from "../../state/marked.ts";
import { isOurs } from "../../state/sides.ts";
import type { Bubble } from "./bubble.ts";
import { reading, type Reading } from "./reading.ts";

export interface Quoted {
  readonly id: string;
  /** Not held here, and not asked for yet. */
  readonly unknown: boolean;
  /** Null where nothing of it can be shown. */
  readonly reading: Reading | null;
  readonly mine: boolean;
  /** Nothing of it is left, or it is kept from me. */
  readonly gone: boolean;
}

/** By reading, which is the same object as long as a message is. */
const made = new WeakMap<Reading, Quoted>();
const empty = new Map<string, Quoted>();

/** @param id Of the message that is quoted, if any. @returns The same object as long as nothing has changed. */
export function quoted(
  state: State,
  conversation: Conversation,
  me: Me,
  id: string | null | undefined,
): Quoted | null {
  if (!id) return null;
  const said = held(state, conversation.id, id);
  if (!said) return without(id, said === undefined);
  const message = withDeeds(said, state);
  const mine = isOurs(message, me, conversation);
  const how = reading(message, me, conversation.other, mine);
  const known = made.get(how);
  if (known) return known;
  const quote = { id, unknown: false, reading: how, mine, gone: isGone(message) };
  made.set(how, quote);
  return quote;
}

export const isGone = (message: Message): boolean =>
  message.content.kind === "removed" || (!message.text && message.content.kind === "text");

function without(id: string, unknown: boolean): Quoted {
  const key = `${id}${unknown}`;
  const known = empty.get(key) ?? { id, unknown, reading: null, mine: false, gone: !unknown };
  empty.set(key, known);
  return known;
}

/** Above a reply. */
export function quoteOf(bubble: Bubble): TemplateResult | typeof nothing {
  const { quote } = bubble.row;
  if (!quote) return nothing;
  const name = quote.mine ? t("bubble.me") : bubble.context.name;
  const what = quote.reading?.lead;
  const says = what?.text ?? t(quote.unknown ? "reply.earlier" : "reply.gone");
  return html`<button
    class="quote"
    type="button"
    data-testid="quote"
    data-side=${quote.mine ? "mine" : "theirs"}
    title=${t("reply.go")}
    ?disabled=${!what && !quote.unknown}
    @click=${() => void show(bubble, quote.id)}
  >
    <span class="unseen">${t("reply.quotes")} </span
    >${what ? html`<bdi class="quote-name">${name}</bdi><span class="unseen">: </span>` : nothing}<span
      class="quote-text ${quote.gone ? "gone" : ""}"
      lang=${what?.lang ?? nothing}
      dir=${direction(what?.lang ?? document.documentElement.lang)}
      >${says}</span
    >
  </button>`;
}

async function show(bubble: Bubble, id: string): Promise<void> {
  bubble.trouble = "";
  if (!(await bubble.context.goTo(id))) bubble.trouble = t("reply.far");
}
