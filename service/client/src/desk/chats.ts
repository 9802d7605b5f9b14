/** Conversations that are open beside each other. They survive a reload of this tab. */

import { Signal } from "signal-polyfill";
import type { Inbox } from "./inbox.ts";
import { closed, kept, opened, type Open } from "./open.ts";

export class Chats {
  private readonly held: Signal.State<Open>;

  /** @param me Another person at this browser has others. */
  constructor(
    private readonly me: string,
    private readonly inbox: Inbox,
  ) {
    this.held = new Signal.State(kept(sessionStorage.getItem(this.place)));
  }

  get open(): Open {
    return this.held.get();
  }

  /** It is in hand. What I serve stays open beside it; what was only looked at gives its place. */
  show(id: string): void {
    this.put(opened(this.open, id, this.stays));
  }

  /** It is in hand, and what was stays open in any case. */
  beside(id: string): void {
    this.put(opened(this.open, id, true));
  }

  close(id: string): void {
    this.put(closed(this.open, id));
  }

  private get stays(): boolean {
    const ticket = this.inbox.ticket(this.open.active ?? "");
    return ticket !== null && ticket.state !== "resolved" && ticket.assignee === this.me;
  }

  private get place(): string {
    return `duologue.desk.${this.me}`;
  }

  private put(open: Open): void {
    this.held.set(open);
    try {
      sessionStorage.setItem(this.place, JSON.stringify(open.ids));
    } catch {
      // Then they are open until the tab is loaded anew.
    }
  }
}
