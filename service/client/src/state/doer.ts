/**
 * Edits, removals, reactions and pins of mine, sent one at a time per conversation in the order they were done. What is
 * not confirmed stays in localStorage and goes out when the line is back: each may be sent again without harm.
 */

import { api, codeOf, detailsOf, Refused, type Details } from "../protocol/http.ts";
import { newId } from "../protocol/id.ts";
import type { Act, Change, Deed, Me, Message, State } from "../protocol/types.ts";
import { serverNow } from "../text/time.ts";
import { merged } from "./deeds.ts";
import { waitingDeeds } from "./keep.ts";
import { held } from "./marked.ts";

const TRIES = 5;
/** Whether the session is really over is found out elsewhere; seconds until then. */
const ASKED_TO_SIGN_IN = 30;
/** More than this is not kept for later. */
const MOST = 200;
/** May come about at another time, without anybody doing something. */
const PASSING = new Set(["unreachable", "unavailable", "storage_full", "internal"]);

/** What it is done to. */
export type Target = Pick<Message, "id" | "conversation_id">;
/** waits: the line is gone, and it goes by itself when it is back. */
export type Outcome = "done" | "waits";

/** What of a session is needed here. */
interface Host {
  readonly me: Pick<Me, "id">;
  readonly state: State;
  readonly live: { restart(): void };
  dispatch(event: Change): void;
}

interface Asking {
  done: (outcome: Outcome) => void;
  failed: (error: unknown) => void;
}

/** One call for each kind. */
function sent({ message_id: id, act }: Deed): Promise<Message> {
  if (act.kind === "edit") return api.edit(id, act.text, act.edited_at, act.link);
  if (act.kind === "react") return api.react(id, act.emoji, act.on);
  return act.kind === "pin" ? api.pin(id, act.on) : api.remove(id);
}

export class Doer {
  private readonly host: Host;
  private readonly ask: (deed: Deed) => Promise<Message>;
  /** Conversations of which a deed is on its way, or rests after one that failed. */
  private readonly busy = new Set<string>();
  private readonly tries = new Map<string, number>();
  private readonly asking = new Map<string, Asking>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private stopped = false;

  /** @param ask How a deed reaches the service. */
  constructor(host: Host, ask: (deed: Deed) => Promise<Message> = sent) {
    this.host = host;
    this.ask = ask;
  }

  /** Take up what an earlier visit left. */
  restore(): void {
    for (const deed of waitingDeeds.all(this.host.me.id)) {
      const status = deed.status === "failed" ? "failed" : "waits";
      this.host.dispatch({ type: "deed", deed: { ...deed, status } });
    }
  }

  /** Nothing is sent or kept any more. */
  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** @throws Refused, where the service says no at once. */
  do({ id: message_id, conversation_id }: Target, act: Act): Promise<Outcome> {
    const { deeds } = this.host.state;
    const at = new Date(serverNow()).toISOString();
    const fresh = { id: newId(), message_id, conversation_id, act, at, place: this.nextPlace() };
    const { deed, replaced } = merged({ ...fresh, status: "sending", code: null, tried: false }, deeds);
    if (deeds.length - replaced.length >= MOST)
      return Promise.reject(new Refused("too_much_waits", "Too many changes wait to be sent."));
    for (const one of replaced) this.drop(one, "waits");
    return new Promise((done, failed) => {
      this.asking.set(deed.id, { done, failed });
      this.put({ ...deed, act: this.onWhatItSaw(deed) });
      this.isLive() ? this.flush() : this.putOff(deed.id);
    });
  }

  /** Try one again that was refused. */
  retry(id: string): void {
    const deed = this.find(id);
    if (!deed) return;
    this.tries.delete(id);
    this.put({ ...deed, status: "waits", code: null });
    this.flush();
  }

  discard(id: string): void {
    this.drop(id, "done");
  }

  /** Send whatever may go now. */
  flush(): void {
    if (this.stopped || !this.isLive()) return;
    const started = new Set(this.busy);
    for (const deed of this.host.state.deeds) {
      if (deed.status === "failed" || started.has(deed.conversation_id)) continue;
      started.add(deed.conversation_id);
      void this.send(deed);
    }
  }

  /** The connection is gone: whoever waits for an answer is told that it comes later. */
  lost(): void {
    for (const { id, status, tried } of this.host.state.deeds)
      if (status === "sending" && !tried) this.putOff(id);
  }

  private async send(deed: Deed): Promise<void> {
    if (waitingDeeds.goneElsewhere(this.host.me.id, deed.id)) return this.drop(deed.id, "done");
    this.busy.add(deed.conversation_id);
    this.put({ ...deed, tried: true });
    try {
      this.done(deed, await this.ask(deed));
    } catch (error) {
      this.refused(deed, error);
    }
  }

  private done(deed: Deed, message: Message): void {
    if (this.stopped) return;
    const { conversation_id, rev } = message;
    this.host.dispatch({ type: "enriched", conversation_id, rev, message });
    this.drop(deed.id, "done");
    for (const later of this.host.state.deeds) {
      const { act } = later;
      if (act.kind === "edit" && later.message_id === message.id && act.was === message.text)
        this.put({ ...later, act: { ...act, edited_at: message.edited_at } });
    }
    this.arrived(deed.conversation_id);
  }

  private refused({ id, conversation_id }: Deed, error: unknown): void {
    const deed = this.find(id);
    if (this.stopped || !deed) return this.arrived(conversation_id);
    const code = codeOf(error) || "internal";
    const wait = this.waitFor(deed, code, detailsOf(error));
    if (wait === null) {
      this.fail(deed, code, error);
      return this.arrived(conversation_id);
    }
    this.putOff(id);
    if (code === "unreachable" && this.isLive()) this.host.live.restart();
    this.after(wait, () => this.arrived(conversation_id));
  }

  /** @returns Seconds after which it may be tried again; null: it will not come about by waiting. */
  private waitFor({ id }: Deed, code: string, details: Details): number | null {
    const told = Number(details["retry_after"] ?? 0);
    if (code === "too_many_tries") return Math.max(1, told);
    if (code === "not_signed_in") return ASKED_TO_SIGN_IN;
    if (code === "unreachable" && !this.isLive()) return 1;
    const tries = (this.tries.get(id) ?? 0) + 1;
    this.tries.set(id, tries);
    return PASSING.has(code) && tries < TRIES ? Math.max(told, 2 ** tries) : null;
  }

  /** Who still waits for the answer says why; else it stays, and says so itself. */
  private fail(deed: Deed, code: string, error: unknown): void {
    const asking = this.asking.get(deed.id);
    if (!asking) return this.put({ ...deed, status: "failed", code });
    this.asking.delete(deed.id);
    this.drop(deed.id, "done");
    asking.failed(error);
  }

  private putOff(id: string): void {
    const deed = this.find(id);
    if (deed) this.put({ ...deed, status: "waits" });
    this.answer(id, "waits");
  }

  private arrived(conversation_id: string): void {
    this.busy.delete(conversation_id);
    this.flush();
  }

  private after(seconds: number, work: () => void): void {
    const timer = setTimeout(() => (this.timers.delete(timer), work()), 1000 * seconds);
    this.timers.add(timer);
  }

  /** An edit that began from what the service has now overlooks nothing, whichever edit of mine made it so. */
  private onWhatItSaw({ act, conversation_id, message_id }: Deed): Act {
    const known = held(this.host.state, conversation_id, message_id);
    return act.kind === "edit" && known?.text === act.was ? { ...act, edited_at: known.edited_at } : act;
  }

  /** Behind all that waits, here and in other tabs, whatever the clock says. */
  private nextPlace(): number {
    const waiting = [...this.host.state.deeds, ...waitingDeeds.all(this.host.me.id)];
    return 1 + Math.max(0, ...waiting.map(({ place }) => place));
  }

  private put(deed: Deed): void {
    if (this.stopped) return;
    waitingDeeds.put(this.host.me.id, deed);
    this.host.dispatch({ type: "deed", deed });
  }

  private drop(id: string, outcome: Outcome): void {
    waitingDeeds.remove(this.host.me.id, id);
    this.tries.delete(id);
    this.host.dispatch({ type: "deed_gone", id });
    this.answer(id, outcome);
  }

  private answer(id: string, outcome: Outcome): void {
    this.asking.get(id)?.done(outcome);
    this.asking.delete(id);
  }

  private find(id: string): Deed | undefined {
    return this.host.state.deeds.find((one) => one.id === id);
  }

  private isLive(): boolean {
    return this.host.state.link.status === "live";
  }
}
