/**
 * Which rows of a long list are drawn, and how much room those take that are not. Pure.
 *
 * Drawn are some rows around one that the reader looks at, and single rows elsewhere that must not go: a gap stands for
 * each stretch between them, as high as its rows were when they were last seen, or as rows are here on average.
 */

import type { Row } from "./timeline.ts";

/** Rows that are drawn before the centre; after it as many again, and what the view itself holds. */
export const MARGIN = 24;
/** So many rows the centre may be off before other rows are drawn. */
export const STEP = 8;
/** Of a row, in px, until some were seen. */
const GUESS = 72;
/** Rows that must have been seen before their average is believed. */
const ENOUGH = 10;

/** Rows `from` up to, not including, `to`, that are not drawn. */
export interface Gap {
  readonly kind: "gap";
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** In px. */
  readonly height: number;
}

/** From the first row that is drawn up to, not including, `to`. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** @param centre Index of a row; the last one where the end is looked at. @param seen Rows that a view can hold. */
export function extent(count: number, centre: number, seen: number): Extent {
  const from = Math.max(0, Math.min(centre, count - seen) - MARGIN);
  return { from, to: Math.min(count, centre + seen + MARGIN) };
}

/** How high rows are, by their keys. */
export class Heights {
  private readonly known = new Map<string, number>();
  private sum = 0;
  private guess: number | null = null;
  private rows: readonly Row[] = [];
  private tops: Float64Array | null = null;

  /** As it was seen. */
  learn(key: string, height: number): void {
    const before = this.known.get(key);
    if (before === height) return;
    this.known.set(key, height);
    this.sum += height - (before ?? 0);
    this.tops = null;
  }

  /** The width is another: nothing is as high as it was. */
  forget(): void {
    this.known.clear();
    [this.sum, this.guess, this.tops] = [0, null, null];
  }

  /** Where each row begins, in px from the first; the last number is the height of all. */
  topsOf(rows: readonly Row[]): Float64Array {
    if (this.tops && rows === this.rows) return this.tops;
    // The average is taken once: a guess that moves would move what is below it.
    if (this.known.size >= ENOUGH) this.guess ??= this.sum / this.known.size;
    const tops = new Float64Array(rows.length + 1);
    rows.forEach(({ key }, index) => {
      tops[index + 1] = (tops[index] ?? 0) + (this.known.get(key) ?? this.guess ?? GUESS);
    });
    [this.rows, this.tops] = [rows, tops];
    return tops;
  }
}

/**
 * What is drawn, in order.
 * @param kept Keys of rows that are drawn wherever they are.
 * @param drift By how many px the gap before `drawn` is higher than its rows are thought to be.
 */
export function entries(
  rows: readonly Row[],
  drawn: Extent,
  kept: ReadonlySet<string>,
  tops: Float64Array,
  drift: number,
): (Row | Gap)[] {
  const shown = (row: Row, index: number) => (index >= drawn.from && index < drawn.to) || kept.has(row.key);
  const found: (Row | Gap)[] = [];
  let from = 0;
  const gap = (to: number) => {
    if (to === from) return;
    const height = (tops[to] ?? 0) - (tops[from] ?? 0) + (to === drawn.from ? drift : 0);
    found.push({ kind: "gap", key: `gap ${rows[to]?.key ?? ""}`, from, to, height: Math.max(0, height) });
  };
  rows.forEach((row, index) => {
    if (!shown(row, index)) return;
    gap(index);
    found.push(row);
    from = index + 1;
  });
  gap(rows.length);
  return found;
}

/** @returns Index of the row that is `y` px below the first one's top; the last where all are above. */
export function rowAt(tops: Float64Array, y: number): number {
  let [low, high] = [0, Math.max(0, tops.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
