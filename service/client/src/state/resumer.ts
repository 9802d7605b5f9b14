/** Asks for what was missed: a moment after a gap shows, since late frames often close it by themselves. */

import { behind } from "./select.ts";
import type { Session } from "./session.ts";

const GRACE = 250;
const AGAIN_AFTER = 4000;

/** What it needs of a session: a visitor's is another one. */
type Needed = Pick<Session, "state" | "live">;

export class Resumer {
  session: Needed;

  /** conversation to timer */
  timers: Map<string, ReturnType<typeof setTimeout>>;

  constructor(session: Needed) {
    this.session = session;
    this.timers = new Map();
  }

  /** Look whether something is missing. Cheap; called after every change. */
  check(wait = GRACE) {
    for (const { conversation_id } of behind(this.session.state)) {
      if (this.timers.has(conversation_id)) continue;
      this.timers.set(
        conversation_id,
        setTimeout(() => this.ask(conversation_id), wait),
      );
    }
  }

  ask(conversationId: string) {
    this.timers.delete(conversationId);
    const missing = behind(this.session.state).find(
      ({ conversation_id }) => conversation_id === conversationId,
    );
    if (!missing || !this.session.live.send({ type: "resume", ref: conversationId, ...missing })) return;
    this.timers.set(
      conversationId,
      setTimeout(() => this.ask(conversationId), AGAIN_AFTER),
    );
  }

  /** `hello` asks for everything by itself: only look again much later. */
  helloSent() {
    this.stop();
    this.check(AGAIN_AFTER);
  }

  stop() {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
