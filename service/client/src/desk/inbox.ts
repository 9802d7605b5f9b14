/** The lists of the desk: fetched by the page, kept in step by pushes, ordered here. */

import { Signal } from "signal-polyfill";
import { codeOf } from "../protocol/http.ts";
import type { FromServer } from "../protocol/types.ts";
import { Latest, type Moments } from "../state/moments.ts";
import type { Session } from "../state/session.ts";
import { alerted } from "./alerts.ts";
import {
  desk,
  type Counts,
  type Deed,
  type DetailsChanged,
  type Pushed,
  type Stands,
  type Ticket,
  type View,
} from "./doors.ts";
import { EMPTY, type Extent } from "./extent.ts";
import { has, type Filter } from "./filter.ts";
import { fits, urgent } from "./order.ts";
import { differ, overlaid, standing } from "./standing.ts";

/** What is not known yet is asked for together, this long after the first hint of it, in ms. */
const SOON = 300;
/** More than this many that are not known are asked for as lists. */
const FEW = 5;
/** What is fetched whatever list is shown: it is counted, and mine is told of. */
const ALWAYS: readonly View[] = ["mine", "waiting", "all"];

/** What is pushed of its standing, among all moments of the session. */
const at = (id: string) => `desk ${id}`;

interface Held {
  readonly view: View;
  readonly filter: Filter;
  readonly tickets: ReadonlyMap<string, Ticket>;
  readonly extents: ReadonlyMap<View, Extent>;
  /** As the service has counted; null: it has not yet. */
  readonly counts: Counts | null;
}

export class Inbox {
  private readonly held: Signal.State<Held>;
  /** Conversations to be fetched by themselves. */
  private readonly unknown = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly leave: () => void;
  /** First pages of lists, and counts, as they are asked for again. */
  private readonly asking = new Map<View | "counts", Latest>();

  constructor(
    private readonly session: Session,
    filter: Filter,
  ) {
    const lists = { tickets: new Map(), extents: new Map(), counts: null };
    this.held = new Signal.State<Held>({ view: "waiting", filter, ...lists });
    this.leave = session.onFrame((frame) => this.heard(frame));
  }

  stop(): void {
    this.leave();
    clearTimeout(this.timer);
  }

  get view(): View {
    return this.held.get().view;
  }

  get filter(): Filter {
    return this.held.get().filter;
  }

  get extent(): Extent {
    return this.reach(this.view);
  }

  /** What is shown, in order; each conversation as the session knows it. */
  get shown(): readonly Ticket[] {
    return this.of(this.view).sort(urgent());
  }

  /** How many a list has: as it is here where all of it is, else as the service has counted. */
  count(view: View): number {
    const { counts } = this.held.get();
    const here = this.of(view).length;
    return this.whole(view) || view === "resolved" ? here : Math.max(counts?.[view] ?? 0, here);
  }

  /** How many of mine have something that I have not read. */
  get unread(): number {
    const here = this.of("mine").filter(({ conversation }) => conversation.unread).length;
    return this.whole("mine") ? here : Math.max(this.held.get().counts?.unread ?? 0, here);
  }

  /** All that is known, the most urgent first. */
  get known(): readonly Ticket[] {
    return [...this.of("all").sort(urgent()), ...this.of("resolved").sort(urgent())];
  }

  ticket(id: string): Ticket | null {
    return this.held.get().tickets.get(id) ?? null;
  }

  show(view: View): void {
    this.put({ view });
    void this.load();
  }

  /** Show what is so alone. */
  narrow(filter: Filter): void {
    this.put({ filter, extents: new Map(), counts: null });
    this.begin();
  }

  /** The first page of what is shown, anew. */
  async load(): Promise<void> {
    await this.fetch(this.view, null);
  }

  /** One that is in no list that was fetched. Rejects where it is not to be had. */
  async learn(id: string): Promise<void> {
    const { now } = this.moments;
    this.fetched([await desk.one(id)], now);
  }

  async more(): Promise<void> {
    const { next } = this.extent;
    if (next) await this.fetch(this.view, next);
  }

  /** Rejects where it was refused; what is so by then is asked for. */
  async act(id: string, deed: Deed, body: object = {}): Promise<void> {
    const { now } = this.moments;
    try {
      this.answered(id, await desk.act(id, deed, body), now);
    } catch (error) {
      this.soon(id);
      throw error;
    }
  }

  /** After every connection: what was pushed meanwhile is not known. */
  private begin(): void {
    for (const view of new Set([this.view, ...ALWAYS])) void this.fetch(view, null);
    void this.recount();
  }

  private async recount(): Promise<void> {
    const { filter } = this;
    const latest = this.ask("counts");
    const counts = await desk.counts(filter).catch(() => null);
    if (counts && latest() && filter === this.filter) this.put({ counts });
  }

  /** Whether all of a list is here. */
  private whole(view: View): boolean {
    const { status, next } = this.reach(view);
    return status === "ready" && next === null;
  }

  private reach(view: View): Extent {
    return this.held.get().extents.get(view) ?? EMPTY;
  }

  private of(view: View): Ticket[] {
    const { conversations } = this.session.state;
    return [...this.held.get().tickets.values()]
      .filter((one) => this.belongs(view, one))
      .map((one) => ({ ...one, conversation: conversations.get(one.conversation.id) ?? one.conversation }));
  }

  private belongs(view: View, one: Ticket): boolean {
    return fits(view, one, this.session.state.me?.id ?? "") && has(this.filter, one);
  }

  private async fetch(view: View, cursor: string | null): Promise<void> {
    const { filter } = this;
    const { now } = this.moments;
    const latest = cursor ? () => true : this.ask(view);
    const counts = () => latest() && filter === this.filter;
    if (this.reach(view).status === "failed") this.reached(view, EMPTY);
    try {
      const { items, next } = await desk.list(view, cursor, filter);
      if (!counts()) return;
      if (!cursor && !next) this.keep(view, items, now);
      this.fetched(items, now);
      this.reached(view, { status: "ready", code: "", next });
    } catch (error) {
      if (!counts() || this.count(view) > 0) return;
      this.reached(view, { ...EMPTY, status: "failed", code: codeOf(error) });
    }
  }

  private ask(what: View | "counts"): () => boolean {
    const latest = this.asking.get(what) ?? new Latest();
    this.asking.set(what, latest);
    return latest.ask();
  }

  /** Give it these tags, and no others. Rejects where that is refused. */
  async tag(id: string, tags: readonly string[]): Promise<void> {
    const { now } = this.moments;
    this.answered(id, { tags: (await desk.setTags(id, tags)).tags }, now);
  }

  private heard(frame: FromServer | Pushed | DetailsChanged): void {
    if (frame.type === "ready") return this.begin();
    if (frame.type === "desk") {
      this.moments.tell(at(frame.conversation_id));
      this.stands(frame);
      alerted(frame, this.ticket(frame.conversation_id), this.session.me.id);
    }
    if (frame.type !== "desk_details") return;
    const { conversation_id: id, tags, rating } = frame;
    this.moments.tell(at(id));
    this.detailed(id, { ...(tags ? { tags } : {}), ...(rating ? { rating: rating.score } : {}) });
  }

  private detailed(id: string, details: Partial<Ticket>): void {
    const known = this.ticket(id);
    if (known) this.put({ tickets: this.with([{ ...known, ...details }]) });
  }

  /** What came of a deed of mine. Where something else was pushed meanwhile that stays, and it is asked for. */
  private answered(id: string, news: Stands | Pick<Ticket, "tags">, asked: number) {
    const known = this.ticket(id);
    if (known && this.moments.since(asked, at(id))) {
      if (differ(known, { ...known, ...news })) this.soon(id);
      return;
    }
    this.moments.tell(at(id));
    if ("state" in news) this.stands(news);
    else this.detailed(id, news);
  }

  private get moments(): Moments<string> {
    return this.session.answers.moments;
  }

  /** What is not known yet is fetched. */
  private stands({ conversation_id: id, ...now }: Stands): void {
    const known = this.ticket(id);
    if (known) this.detailed(id, { ...standing(now), breached: false });
    if (!known || !ALWAYS.every((view) => this.whole(view))) this.soon(known ? null : id);
  }

  /** Fetch it, and count anew, together with what else turns up in a moment. */
  private soon(id: string | null): void {
    if (id) this.unknown.add(id);
    this.timer ??= setTimeout(() => void this.caughtUp(), SOON);
  }

  private async caughtUp(): Promise<void> {
    this.timer = undefined;
    const ids = [...this.unknown];
    this.unknown.clear();
    if (ids.length > FEW) return this.begin();
    await Promise.all([this.recount(), ...ids.map((id) => this.learn(id).catch(() => undefined))]);
  }

  /** The session learns of them, too: it is what the chat shows. */
  private fetched(items: readonly Ticket[], asked: number): void {
    for (const { conversation } of items) this.session.answers.take(conversation, asked);
    this.put({ tickets: this.with(items.map((one) => this.newest(one, asked))) });
  }

  /** One that was fetched, but for what was pushed since it was asked for. Where that differs it is asked for anew. */
  private newest(fetched: Ticket, asked: number): Ticket {
    const { id } = fetched.conversation;
    const known = this.ticket(id);
    if (!known || !this.moments.since(asked, at(id))) return fetched;
    if (differ(known, fetched)) this.soon(id);
    return overlaid(fetched, known);
  }

  private with(items: readonly Ticket[]): ReadonlyMap<string, Ticket> {
    const tickets = new Map(this.held.get().tickets);
    for (const one of items) tickets.set(one.conversation.id, one);
    return tickets;
  }

  /** All of a list has come: what else was thought to be in it is not, unless that was pushed since. */
  private keep(view: View, items: readonly Ticket[], asked: number): void {
    const there = new Set(items.map((one) => one.conversation.id));
    const stays = ([id, one]: [string, Ticket]) =>
      there.has(id) || !this.belongs(view, one) || this.moments.since(asked, at(id));
    this.put({ tickets: new Map([...this.held.get().tickets].filter(stays)) });
  }

  private reached(view: View, extent: Extent): void {
    this.put({ extents: new Map(this.held.get().extents).set(view, extent) });
  }

  private put(changes: Partial<Held>): void {
    this.held.set({ ...this.held.get(), ...changes });
  }
}
