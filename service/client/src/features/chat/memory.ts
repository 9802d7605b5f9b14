/** What was drawn last: a row of which nothing has changed is the same object again, so that nothing is drawn. */

import type { Context } from "./context.ts";
import type { Row } from "./timeline.ts";

export class Memory {
  private held = new Map<string, Row>();
  private key = "";
  private shared: Context | null = null;

  rows(fresh: Row[]): Row[] {
    const rows = fresh.map((row) => {
      const before = this.held.get(row.key);
      return before && isSame(before, row) ? before : row;
    });
    this.held = new Map(rows.map((row) => [row.key, row]));
    return rows;
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
