/** What the desk holds of its lists: conversations, how far each list has come, and what of it is shown. */

import { Signal } from "signal-polyfill";
import type { Moments } from "../state/moments.ts";
import type { Session } from "../state/session.ts";
import type { Counts, Ticket, View } from "./doors.ts";
import { EMPTY, type Extent } from "./extent.ts";
import { has, type Filter } from "./filter.ts";
import { fits, urgent } from "./order.ts";

/** What is pushed of its standing, among all moments of the session. */
export const at = (id: string) => `desk ${id}`;

interface Held {
  readonly view: View;
  readonly filter: Filter;
  readonly tickets: ReadonlyMap<string, Ticket>;
  readonly extents: ReadonlyMap<View, Extent>;
  /** As the service has counted; null: it has not yet. */
  readonly counts: Counts | null;
}

export class Lists {
  private readonly held: Signal.State<Held>;

  constructor(
    protected readonly session: Session,
    filter: Filter,
  ) {
    const lists = { tickets: new Map(), extents: new Map(), counts: null };
    this.held = new Signal.State<Held>({ view: "waiting", filter, ...lists });
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

  protected get ids(): Iterable<string> {
    return this.held.get().tickets.keys();
  }

  protected drop(id: string): void {
    this.put({ tickets: new Map([...this.held.get().tickets].filter(([one]) => one !== id)) });
  }

  ticket(id: string): Ticket | null {
    return this.held.get().tickets.get(id) ?? null;
  }

  /** Whether all of a list is here. */
  protected whole(view: View): boolean {
    const { status, next } = this.reach(view);
    return status === "ready" && next === null;
  }

  protected reach(view: View): Extent {
    return this.held.get().extents.get(view) ?? EMPTY;
  }

  protected of(view: View): Ticket[] {
    const { conversations } = this.session.state;
    return [...this.held.get().tickets.values()]
      .filter((one) => this.belongs(view, one))
      .map((one) => ({ ...one, conversation: conversations.get(one.conversation.id) ?? one.conversation }));
  }

  protected belongs(view: View, one: Ticket): boolean {
    return fits(view, one, this.session.state.me?.id ?? "") && has(this.filter, one);
  }

  protected with(items: readonly Ticket[]): ReadonlyMap<string, Ticket> {
    const tickets = new Map(this.held.get().tickets);
    for (const one of items) tickets.set(one.conversation.id, one);
    return tickets;
  }

  /** All of a list has come: what else was thought to be in it is not, unless that was pushed since. */
  protected keep(view: View, items: readonly Ticket[], asked: number): void {
    const there = new Set(items.map((one) => one.conversation.id));
    const stays = ([id, one]: [string, Ticket]) =>
      there.has(id) || !this.belongs(view, one) || this.moments.since(asked, at(id));
    this.put({ tickets: new Map([...this.held.get().tickets].filter(stays)) });
  }

  protected reached(view: View, extent: Extent): void {
    this.put({ extents: new Map(this.held.get().extents).set(view, extent) });
  }

  protected put(changes: Partial<Held>): void {
    this.held.set({ ...this.held.get(), ...changes });
  }

  protected get moments(): Moments<string> {
    return this.session.answers.moments;
  }
}
