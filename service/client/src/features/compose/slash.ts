/** Canned answers by a slash at the beginning of a message: what offers them is fetched with the first one. */

import { late } from "../late.ts";
import type { Shortcuts, Where } from "./shortcuts.ts";

export class Slash {
  private list: Shortcuts | null = null;

  constructor(private readonly where: Where) {}

  /** Answers are offered just now. */
  get open(): boolean {
    return this.list?.open ?? false;
  }

  /** The text has changed. */
  look(): void {
    if (this.list) this.list.look();
    else if (this.where.input.value.startsWith("/")) void this.fetch();
  }

  /** Where it is not to be had a slash is only a slash; the next letter asks again. */
  private async fetch(): Promise<void> {
    const parts = await late().catch(() => null);
    this.list ??= parts?.shortcuts(this.where) ?? null;
    this.list?.look();
  }
}
