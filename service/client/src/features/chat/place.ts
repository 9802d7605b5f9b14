/**
 * Where the log stands: which of its rows are drawn, and that what the eye rests on stays where it is.
 *
 * Rows come and go above the visible part, and change their height when a translation or an image comes. What the top
 * of the view shows is held in its place: the gap above takes the difference up, so that a scroll that is under way
 * goes on; where it cannot, the position is moved.
 */

import type { Bubble } from "./bubble.ts";
import type { Row } from "./timeline.ts";
import type { Voice } from "./voice.ts";
import { entries, extent, type Extent, type Gap, Heights, rowAt, STEP } from "./window.ts";

/** No row is lower, in px: so many can be in view. */
const LOWEST = 40;
/** So much a gap may be off, in px, before the position is moved instead. */
const SLACK = 2000;
/** A shift of less is rounding, in px. */
const STILL = 0.5;

interface Spot {
  readonly top: number;
  readonly height: number;
}

export class Place {
  private readonly host: HTMLElement;
  /** Key of the row at the top of the view; null: the end is looked at. */
  centre: string | null = null;
  private rows: readonly Row[] = [];
  private shown: readonly (Row | Gap)[] = [];
  private extent: Extent = { from: 0, to: 0 };
  /** What `extent` was made around. */
  private around = 0;
  private drift = 0;
  /** Of rows that came in before all others, and the view was not moved for yet, in px. */
  private inserted = 0;
  private width = 0;
  /** Of the scroller, when it was last set or heard of. */
  private position = 0;
  private readonly heights = new Heights();
  /** Where rows were when they were looked at last, from the top of what is scrolled. */
  private spots: ReadonlyMap<string, Spot> = new Map();

  constructor(host: HTMLElement) {
    this.host = host;
  }

  get scroller(): HTMLElement {
    return this.host.querySelector(".scroller") as HTMLElement;
  }

  get list(): HTMLElement {
    return this.host.querySelector(".rows") as HTMLElement;
  }

  /** The last row is drawn. */
  get hasEnd(): boolean {
    return this.extent.to === this.rows.length;
  }

  /** @returns What of these rows is to be drawn now. */
  drawn(rows: readonly Row[]): readonly (Row | Gap)[] {
    const place = this.centre === null ? -1 : rows.findIndex(({ key }) => key === this.centre);
    const centre = this.centre === null ? rows.length - 1 : place < 0 ? this.around : place;
    const before = this.extent;
    const kept = this.kept();
    this.around = this.bounded(centre, rows.length);
    this.extent = extent(rows.length, centre, this.seen());
    const apart = this.extent.to <= before.from || this.extent.from >= before.to;
    if (apart || this.extent.from === 0) this.drift = 0;
    this.inserted += this.before(rows);
    this.rows = rows;
    this.shown = entries(rows, this.extent, kept, this.heights.topsOf(rows), this.drift);
    return this.shown;
  }

  /** How high is what has come before the first message that there was. */
  private before(rows: readonly Row[]): number {
    if (rows === this.rows) return 0;
    const old = this.rows.findIndex(({ kind }) => kind === "bubble");
    const key = this.rows[old]?.key;
    const now = key === undefined ? -1 : rows.findIndex((row) => row.key === key);
    if (now <= old) return 0;
    const was = this.heights.topsOf(this.rows)[old] ?? 0;
    return (this.heights.topsOf(rows)[now] ?? 0) - was;
  }

  /** Rows that a view can hold. */
  private seen(): number {
    return Math.ceil((this.host.clientHeight || innerHeight) / LOWEST);
  }

  private bounded(centre: number, count: number): number {
    return Math.max(0, Math.min(centre, count - this.seen()));
  }

  /** Rows that must not go: they hold the keyboard, a selection, what was unfolded, or what plays. */
  private kept(): Set<string> {
    const list = this.host.querySelector(".rows");
    const busy = [...(list?.children ?? [])].map((element) => isBusy(element));
    return new Set(
      this.shown.filter((one, index) => one.kind === "bubble" && busy[index]).map(({ key }) => key),
    );
  }

  /** Gaps get their heights: at once after what is between them has been drawn. */
  fit(): void {
    const { children } = this.list;
    this.shown.forEach((one, index) => one.kind === "gap" && sized(children[index], one.height));
  }

  /** The view was moved up, and not only what it shows became longer. */
  get wentUp(): boolean {
    return this.scroller.scrollTop < this.position - STILL;
  }

  /** @param pinned The end is in view. @returns The view has come to stand where other rows are to be drawn. */
  scrolled(pinned: boolean): boolean {
    this.position = this.scroller.scrollTop;
    const index = this.top();
    const bubble = this.rows.find(({ kind }, place) => kind === "bubble" && place >= index); // days may move
    this.centre = pinned ? null : (bubble?.key ?? null);
    return Math.abs(this.bounded(index, this.rows.length) - this.around) >= STEP;
  }

  /** Index of the row at the top of the view. */
  private top(): number {
    const y = this.scroller.scrollTop;
    const tops = this.heights.topsOf(this.rows);
    const drawn = this.shown.find(({ key }) => below(this.spots.get(key), y));
    const spot = drawn && this.spots.get(drawn.key);
    const index = drawn ? this.rows.findIndex(({ key }) => key === drawn.key) : this.rows.length;
    if (spot && spot.top <= y) return index;
    const off = (spot?.top ?? this.scroller.scrollHeight) - (tops[index] ?? 0);
    return rowAt(tops, y - off);
  }

  /** What was drawn has another height: what the eye rests on stays. @param pinned That is the end. */
  settle(pinned: boolean): void {
    const { scroller } = this;
    if (this.list.clientWidth !== this.width) this.heights.forget();
    this.width = this.list.clientWidth;
    const fresh = this.look();
    if (pinned) this.stick(fresh);
    else this.hold(fresh);
    this.position = scroller.scrollTop;
  }

  private stick(fresh: ReadonlyMap<string, Spot>): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.spots = fresh;
    this.inserted = 0;
  }

  private hold(fresh: ReadonlyMap<string, Spot>): void {
    const { scroller } = this;
    const y = scroller.scrollTop;
    const held = this.shown.findIndex(
      ({ kind, key }) => kind === "bubble" && this.inView(this.spots.get(key), y),
    );
    const key = this.shown[held]?.key ?? "";
    const shift = (fresh.get(key)?.top ?? 0) - (this.spots.get(key)?.top ?? 0);
    this.spots = fresh;
    if (held < 0 || Math.abs(shift) < STILL) return void (this.inserted = 0);
    const taken = this.takeUp(shift - this.inserted, held);
    this.inserted = 0;
    if (Math.abs(shift - taken) >= STILL) scroller.scrollTop += shift - taken;
    if (taken) this.spots = this.look();
  }

  private inView(spot: Spot | undefined, y: number): boolean {
    return below(spot, y) && (spot?.top ?? 0) < y + this.scroller.clientHeight;
  }

  /** The gap above becomes lower by what the rows after it have become higher. @returns By how much, in px. */
  private takeUp(shift: number, held: number): number {
    const index = this.shown.findLastIndex(({ kind }, place) => kind === "gap" && place < held);
    const gap = this.shown[index];
    if (gap?.kind !== "gap" || gap.to !== this.extent.from) return 0;
    const wished = Math.abs(this.drift - shift) <= SLACK ? shift : this.drift;
    const height = Math.max(0, gap.height - wished);
    const taken = gap.height - height;
    this.drift -= taken;
    this.shown = this.shown.with(index, { ...gap, height });
    sized(this.list.children[index], height);
    return taken;
  }

  /** Where the rows are now. */
  private look(): Map<string, Spot> {
    const { children } = this.list;
    const zero = this.scroller.getBoundingClientRect().top - this.scroller.scrollTop;
    const found = new Map<string, Spot>();
    this.shown.forEach(({ kind, key }, index) => {
      const box = children[index]?.getBoundingClientRect();
      if (!box || kind === "gap") return;
      found.set(key, { top: box.top - zero, height: box.height });
      this.heights.learn(key, box.height);
    });
    return found;
  }

  /** @returns The row with this key, where it is drawn. */
  element(key: string): Element | undefined {
    return this.list.children[this.shown.findIndex((one) => one.key === key)];
  }
}

const below = (spot: Spot | undefined, y: number): boolean =>
  spot !== undefined && spot.top + spot.height > y;

function sized(element: Element | undefined, height: number): void {
  if (element instanceof HTMLElement) element.style.blockSize = `${height}px`;
}

function isBusy(element: Element): boolean {
  const chosen = getSelection();
  return (
    element.contains(document.activeElement) ||
    element.querySelector<Bubble>("duo-bubble")?.unfolded === true ||
    (chosen?.type === "Range" && chosen.containsNode(element, true)) ||
    element.querySelector<Voice>("duo-voice")?.runs === true
  );
}
