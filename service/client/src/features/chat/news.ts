/** What is new in a conversation since somebody looked at it: where that begins, and how much of it came meanwhile. */

import type { Conversation, Message } from "../../protocol/types.ts";

export class News {
  /** Seq after which the mark of what is unread stands; null: nowhere. */
  after: number | null = null;
  /** Seq of the newest message that was counted; null: none was. */
  private newest: number | null = null;

  /** How it stands before anything is shown. */
  begin({ unread, mine }: Conversation): void {
    this.after = unread ? mine.read_seq : null;
  }

  /** What comes in while nobody looks is marked as new when somebody does; writing takes the mark away. */
  mark(newest: Message | undefined, { mine }: Conversation, me: string): void {
    if (!newest || newest.seq <= (this.newest ?? Infinity)) return;
    if (newest.author_id === me) this.after = null;
    else if (!attentive() && (this.newest ?? 0) <= mine.read_seq) this.after = mine.read_seq;
  }

  /** @returns How many have come since the last one that was counted, if this is of the other side. */
  count({ seq, author_id }: Message, me: string): number {
    const before = this.newest;
    this.newest = seq;
    return before && seq > before && author_id !== me ? seq - before : 0;
  }
}

/** @returns Somebody is looking at this page. */
export function attentive(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
