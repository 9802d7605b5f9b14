/** One row of the log: a message, a day, where the unread ones begin, or room for rows that are not drawn. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Thread, Unsent } from "../../protocol/types.ts";
import { dayName } from "../../text/time.ts";
import "./bubble.ts";
import type { Context } from "./context.ts";
import type { BubbleRow, Row } from "./timeline.ts";
import type { Gap } from "./window.ts";

/** All messages of a conversation, of which few are drawn: a row says which of how many it is. */
export class Count {
  private readonly first: number;
  private readonly last: number;
  private readonly unsent: readonly Unsent[];

  /** @param thread Messages are numbered without gaps, from 1: also those before it are counted. */
  constructor({ from, messages }: Thread, unsent: readonly Unsent[]) {
    this.first = Math.min(from, 1);
    this.last = messages.at(-1)?.seq ?? 0;
    this.unsent = unsent;
  }

  get size(): number {
    return this.last - this.first + 1 + this.unsent.length;
  }

  /** From 1; what is not sent yet comes last. */
  place({ key, message }: BubbleRow): number {
    if (message) return message.seq - this.first + 1;
    return this.last - this.first + 2 + this.unsent.findIndex(({ client_id }) => client_id === key);
  }
}

export function item(row: Row | Gap, context: Context | null, count: Count): TemplateResult {
  if (row.kind === "gap") return html`<li class="gap" aria-hidden="true"></li>`;
  if (row.kind === "bubble")
    return html`<li class="row bubble" aria-posinset=${count.place(row)} aria-setsize=${count.size}
      ><duo-bubble .row=${row} .context=${context}></duo-bubble
    ></li>`;
  const says = row.kind === "day" ? dayName(row.at) : t("chat.unread_mark");
  return html`<li class="row ${row.kind}"><span>${says}</span></li>`;
}
