/**
 * Which conversations this page knows: the first come with `ready`, others as the list is scrolled to them, as they are
 * spoken of, or because an address names them.
 */

import { api } from "../protocol/http.ts";
import type { Conversation, FromServer } from "../protocol/types.ts";
import type { Session } from "./session.ts";

/** So many a page, and at the start. */
export const PAGE = 50;
/** More than this many are not asked for at once. */
const MOST = 500;

type Ready = Extract<FromServer, { type: "ready" }>;

/** What it needs of a session. */
type Needed = Pick<Session, "state" | "dispatch" | "receipts" | "answers" | "met">;

export class Roll {
  private readonly session: Needed;
  /** Shown in the list, requests aside. */
  private loaded = 0;
  /** Those on their way; true: something has happened to it since it was asked for. */
  private readonly going = new Map<string, boolean>();
  /** Those that an address named and that are not mine to see, as the service last said. */
  private readonly strange = new Set<string>();

  constructor(session: Needed) {
    this.session = session;
  }

  /** With how many to begin: as many as are shown, when the line is back. */
  get first(): number {
    return Math.min(MOST, Math.max(PAGE, this.loaded));
  }

  /** The service has told the first page. */
  began({ conversations }: Ready): void {
    this.loaded = talks(conversations);
    this.strange.clear();
  }

  /** Load the next page, where there is one. Rejects where it does not come. */
  async more(): Promise<void> {
    const { list } = this.session.state;
    if (list.next === null) return;
    const { answers } = this.session;
    const { now } = answers.moments;
    const page = await api.conversations(list.next, PAGE);
    if (this.session.state.list !== list) return; // it has begun anew meanwhile, perhaps with as many
    this.loaded += talks(page.conversations);
    for (const one of page.conversations) answers.take(one, now);
    this.session.dispatch({ type: "listed", ...page });
    this.session.receipts.listed(page.conversations);
  }

  /** Something has happened in one that is not known here. */
  refresh(id: string): void {
    const going = this.going.has(id);
    this.going.set(id, going);
    if (!going) void this.ask(id);
  }

  /** An address names it: where it is in my list, on whatever page, it comes. */
  async learn(id: string): Promise<void> {
    if (this.strange.has(id)) return;
    this.strange.add(id);
    const { now } = this.session.answers.moments;
    const found = await api.conversation(id).catch(() => null);
    if (!found || found.away || found.state === "ignored" || found.state === "blocked") return;
    this.session.answers.take(found, now);
    this.session.met(found);
  }

  private async ask(id: string): Promise<void> {
    const found = await this.session.answers.ask(() => api.conversation(id)).catch(() => null);
    const again = this.going.get(id);
    this.going.delete(id);
    if (found) this.session.met(found);
    if (again) this.refresh(id);
  }
}

function talks(conversations: readonly Conversation[]): number {
  return conversations.filter(({ state }) => state !== "request").length;
}
