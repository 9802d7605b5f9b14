/** The lists of the desk: fetched by the page, and kept in step by pushes. */

import { codeOf } from "../protocol/http.ts";
import type { FromServer } from "../protocol/types.ts";
import { Latest } from "../state/moments.ts";
import type { Session } from "../state/session.ts";
import { alerted } from "./alerts.ts";
import {
  desk,
  type Deed,
  type DetailsChanged,
  type Pushed,
  type Stands,
  type Ticket,
  type View,
} from "./doors.ts";
import { EMPTY } from "./extent.ts";
import type { Filter } from "./filter.ts";
import { at, Lists } from "./lists.ts";
import { differ, overlaid, standing } from "./standing.ts";

/** What is not known yet is asked for together, this long after the first hint of it, in ms. */
const SOON = 300;
/** More than this many that are not known are asked for as lists. */
const FEW = 5;
/** Further pages of a list that are fetched anew at a time, and conversations that are asked for one by one then. */
const PAGES = 10;
const SINGLE = 50;
/** What is fetched whatever list is shown: it is counted, and mine is told of. */
const ALWAYS: readonly View[] = ["mine", "waiting", "all"];

export class Inbox extends Lists {
  /** Conversations to be fetched by themselves. */
  private readonly unknown = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly leave: () => void;
  /** Known from before the line broke, and not heard of since: they may stand otherwise by now. */
  private doubted: ReadonlySet<string> = new Set();
  /** First pages of lists, and counts, as they are asked for again. */
  private readonly asking = new Map<View | "counts", Latest>();

  constructor(session: Session, filter: Filter) {
    super(session, filter);
    this.leave = session.onFrame((frame) => this.heard(frame));
  }

  stop(): void {
    this.leave();
    clearTimeout(this.timer);
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
  private back(): void {
    this.doubted = new Set(this.ids);
    this.begin();
  }

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

  /** @param pages How many further ones may be fetched where what they have is shown, and in doubt. */
  private async fetch(view: View, cursor: string | null, pages = PAGES): Promise<void> {
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
      if (view === this.view) void this.settle(view, next, pages);
    } catch (error) {
      if (!counts() || this.count(view) > 0) return;
      this.reached(view, { ...EMPTY, status: "failed", code: codeOf(error) });
    }
  }

  /** What is shown and in doubt is asked for: with further pages where that is much. What is too much goes. */
  private async settle(view: View, next: string | null, pages: number): Promise<void> {
    const left = this.of(view)
      .map(({ conversation }) => conversation.id)
      .filter((id) => this.doubted.has(id));
    if (left.length > FEW && next && pages) return this.fetch(view, next, pages - 1);
    this.sure(left);
    left.slice(SINGLE).forEach((id) => this.drop(id));
    await Promise.all(
      left.slice(0, SINGLE).map((id) => this.learn(id).catch((error: unknown) => this.lost(id, error))),
    );
  }

  /** One that is not to be had any more is in no list. */
  private lost(id: string, error: unknown): void {
    if (["not_found", "not_yours"].includes(codeOf(error))) this.drop(id);
  }

  private sure(ids: readonly string[]): void {
    this.doubted = new Set([...this.doubted].filter((id) => !ids.includes(id)));
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
    if (frame.type === "ready") return this.back();
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
    this.sure(items.map(({ conversation }) => conversation.id));
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
}
