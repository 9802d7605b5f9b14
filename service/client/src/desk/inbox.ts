/** The lists of the desk: fetched by the page, kept in step by pushes, ordered here. */

import { Signal } from "signal-polyfill";
import { codeOf } from "../protocol/http.ts";
import type { FromServer } from "../protocol/types.ts";
import type { Session } from "../state/session.ts";
import { desk, type Deed, type Handling, type Pushed, type Stands, type Ticket, type View } from "./doors.ts";
import { fits, urgent } from "./order.ts";

/** What is not known yet is asked for together, this long after the first hint of it, in ms. */
const SOON = 300;

/** How far a list has come. */
export interface Extent {
  readonly status: "loading" | "ready" | "failed";
  /** Why it failed. */
  readonly code: string;
  /** Where the next page begins; null: this is all. */
  readonly next: string | null;
}

const EMPTY: Extent = { status: "loading", code: "", next: null };

interface Held {
  readonly view: View;
  readonly tickets: ReadonlyMap<string, Ticket>;
  readonly extents: ReadonlyMap<View, Extent>;
}

export class Inbox {
  private readonly held = new Signal.State<Held>({ view: "waiting", tickets: new Map(), extents: new Map() });
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly leave: () => void;
  /** Counts what was asked, so that a late answer does not stand for a newer one. */
  private readonly asked = new Map<View, number>();

  constructor(private readonly session: Session) {
    this.leave = session.onFrame((frame) => this.heard(frame));
  }

  stop(): void {
    this.leave();
    clearTimeout(this.timer);
  }

  get view(): View {
    return this.held.get().view;
  }

  get extent(): Extent {
    return this.reach(this.view);
  }

  /** What is shown, in order; each conversation as the session knows it. */
  get shown(): readonly Ticket[] {
    return this.of(this.view).sort(urgent);
  }

  count(view: View): number {
    return this.of(view).length;
  }

  ticket(id: string): Ticket | null {
    return this.held.get().tickets.get(id) ?? null;
  }

  show(view: View): void {
    this.put({ view });
    void this.load();
  }

  /** The first page of what is shown, anew. */
  async load(): Promise<void> {
    await this.fetch(this.view, null);
  }

  /** The first page of another list, for what is told of it beside the one that is shown. */
  async also(view: View): Promise<void> {
    if (view !== this.view) await this.fetch(view, null);
  }

  async more(): Promise<void> {
    const { next } = this.extent;
    if (next) await this.fetch(this.view, next);
  }

  /** Rejects where it was refused; what is so by then is asked for. */
  async act(id: string, deed: Deed, body: object = {}): Promise<void> {
    try {
      this.stands(await desk.act(id, deed, body));
    } catch (error) {
      this.soon();
      throw error;
    }
  }

  private begin(): void {
    void this.load();
    void this.also("all");
  }

  private reach(view: View): Extent {
    return this.held.get().extents.get(view) ?? EMPTY;
  }

  private of(view: View): Ticket[] {
    const { conversations, me } = this.session.state;
    return [...this.held.get().tickets.values()]
      .filter((one) => fits(view, one, me?.id ?? ""))
      .map((one) => ({ ...one, conversation: conversations.get(one.conversation.id) ?? one.conversation }));
  }

  private async fetch(view: View, cursor: string | null): Promise<void> {
    const turn = (this.asked.get(view) ?? 0) + 1;
    this.asked.set(view, turn);
    if (this.reach(view).status === "failed") this.reached(view, EMPTY);
    try {
      const { items, next } = await desk.list(view, cursor);
      if (!cursor && !next && turn === this.asked.get(view)) this.keep(view, items);
      this.fetched(items);
      this.reached(view, { status: "ready", code: "", next });
    } catch (error) {
      if (this.count(view) === 0) this.reached(view, { ...EMPTY, status: "failed", code: codeOf(error) });
    }
  }

  private heard(frame: FromServer | Pushed): void {
    if (frame.type === "ready") return this.begin();
    if (frame.type === "desk") this.stands(frame);
  }

  /** What is not known yet is fetched. */
  private stands({ conversation_id: id, state, assignee, waiting_since }: Stands): void {
    const known = this.held.get().tickets.get(id);
    if (known) this.put({ tickets: this.with([{ ...known, state, assignee, waiting_since }]) });
    else this.soon();
  }

  private soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.load();
    }, SOON);
  }

  /** The session learns of them, too: it is what the chat shows. */
  private fetched(items: readonly Ticket[]): void {
    for (const { conversation } of items) this.session.dispatch({ type: "conversation", conversation });
    this.put({ tickets: this.with(items) });
  }

  private with(items: readonly Ticket[]): ReadonlyMap<string, Ticket> {
    const tickets = new Map(this.held.get().tickets);
    for (const one of items) tickets.set(one.conversation.id, one);
    return tickets;
  }

  /** All of a list has come: what else was thought to be in it is not. */
  private keep(view: View, items: readonly Ticket[]): void {
    const there = new Set(items.map((one) => one.conversation.id));
    const { id: me } = this.session.me;
    const stays = ([id, one]: [string, Ticket]) => there.has(id) || !fits(view, one, me);
    this.put({ tickets: new Map([...this.held.get().tickets].filter(stays)) });
  }

  private reached(view: View, extent: Extent): void {
    this.put({ extents: new Map(this.held.get().extents).set(view, extent) });
  }

  private put(changes: Partial<Held>): void {
    this.held.set({ ...this.held.get(), ...changes });
  }
}

/** @returns Who has it, as the desk says it. */
export function holder({ assignee }: Handling, me: string): "queue" | "me" | "other" {
  if (assignee === null) return "queue";
  return assignee === me ? "me" : "other";
}
