/** Who else has a conversation before them: told to colleagues while it is so, and forgotten where nobody says it again. */

import { Signal } from "signal-polyfill";
import type { FromServer } from "../protocol/types.ts";
import type { Session } from "../state/session.ts";

/** It is said again so often, and believed for so long, in ms. */
const AGAIN = 20_000;
const FADES = 50_000;
/** To whom has just come it is said again, this long after it was said last, in ms. */
const APART = 2_000;
/** Who has it no more before them on one screen is believed so long yet, in ms: another of theirs says it again. */
const PARTS = 1_000;

/** Account -> until when it is believed, in ms of `performance.now`. */
type Lookers = ReadonlyMap<string, number>;

export class Looking {
  private readonly held = new Signal.State<ReadonlyMap<string, Lookers>>(new Map());
  /** What is before me -> when I said so last. */
  private readonly mine = new Map<string, number>();
  private readonly answering = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly parting = new Set<ReturnType<typeof setTimeout>>();
  private readonly leave: () => void;
  private readonly clockwork: ReturnType<typeof setInterval>;

  constructor(private readonly session: Session) {
    this.leave = session.onFrame((frame) => this.heard(frame));
    this.clockwork = setInterval(() => this.tick(), AGAIN);
  }

  stop(): void {
    this.leave();
    clearInterval(this.clockwork);
    for (const one of [...this.answering.values(), ...this.parting]) clearTimeout(one);
  }

  /** These are before me from now on. */
  at(ids: readonly string[]): void {
    for (const id of [...this.mine.keys()].filter((one) => !ids.includes(one))) {
      this.mine.delete(id);
      this.session.live.send({ type: "look", conversation_id: id, on: false });
    }
    for (const id of ids) if (!this.mine.has(id)) this.say(id);
  }

  /** Accounts of colleagues who have it before them, too. */
  others(id: string): readonly string[] {
    const now = performance.now();
    const found = this.held.get().get(id) ?? new Map<string, number>();
    return [...found].filter(([, until]) => until > now).map(([account]) => account);
  }

  private say(id: string): void {
    this.mine.set(id, performance.now());
    this.session.live.send({ type: "look", conversation_id: id });
  }

  private tick(): void {
    for (const id of this.mine.keys()) this.say(id);
    this.fade();
  }

  private fade(): void {
    const now = performance.now();
    const lasting = [...this.held.get()].map(
      ([id, all]) => [id, new Map([...all].filter(([, until]) => until > now))] as const,
    );
    this.held.set(new Map(lasting.filter(([, all]) => all.size)));
  }

  private heard(frame: FromServer): void {
    if (frame.type === "ready") {
      this.held.set(new Map());
      for (const id of this.mine.keys()) this.say(id);
    }
    if (frame.type !== "looking") return;
    const { conversation: id, person_id: account, on } = frame;
    if (account === this.session.me.id) {
      if (!on && this.mine.has(id)) this.say(id); // it was another screen of mine
      return;
    }
    const all = new Map(this.held.get().get(id));
    const isNew = on && !this.others(id).includes(account);
    if (on) all.set(account, performance.now() + FADES);
    else if (all.has(account)) {
      all.set(account, performance.now() + PARTS);
      this.later();
    }
    this.held.set(new Map(this.held.get()).set(id, all));
    if (isNew) this.answer(id);
  }

  private later(): void {
    const timer = setTimeout(() => (this.parting.delete(timer), this.fade()), PARTS + 50);
    this.parting.add(timer);
  }

  /** Once for all who come within a while. */
  private answer(id: string): void {
    const said = this.mine.get(id);
    if (said === undefined || this.answering.has(id)) return;
    const later = () => {
      this.answering.delete(id);
      if (this.mine.has(id)) this.say(id);
    };
    this.answering.set(id, setTimeout(later, Math.max(0, said + APART - performance.now())));
  }
}
