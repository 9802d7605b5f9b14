/** What was drawn last: a row of which nothing has changed is the same object again, so that nothing is drawn. */

import type { Context } from "./context.ts";
import type { State } from "../../protocol/types.ts";
import type { Row } from "./timeline.ts";

/** What rows are made of: where all of it is the same, they are. */
export function madeOf(state: State, id: string): readonly unknown[] {
  const { threads, conversations, me, unsent, deeds, quoted } = state;
  return [threads.get(id), conversations.get(id), me, unsent, deeds, quoted];
}

export class Memory {
  private held = new Map<string, Row>();
  private made: readonly Row[] = [];
  private of: readonly unknown[] | null = null;
  private key = "";
  private shared: Context | null = null;

  /** @param of What they are made of: where that is the same, they are. */
  rows(of: readonly unknown[], make: () => readonly Row[]): readonly Row[] {
    if (this.of?.length === of.length && of.every((one, index) => one === this.of?.[index])) return this.made;
    this.made = make().map((row) => {
      const before = this.held.get(row.key);
      return before && isSame(before, row) ? before : row;
    });
    this.held = new Map(this.made.map((row) => [row.key, row]));
    this.of = of;
    return this.made;
  }

  /** @param key What it is made of. */
  context(key: string, make: () => Context): Context {
    if (!this.shared || key !== this.key) this.shared = make();
    this.key = key;
    return this.shared;
  }
}

function isSame(one: Row, two: Row): boolean {
  const keys = Object.keys(two) as (keyof Row)[];
  return keys.length === Object.keys(one).length && keys.every((key) => one[key] === two[key]);
}
