/** Tells the service how far this client has got: never the same twice on one connection, and only forward. */

import { elapsed } from "../text/time.ts";
import type { Session } from "./session.ts";
import type { Conversation, FromServer, Message, Refusal } from "../protocol/types.ts";

/** What it needs of a session: a visitor's is another one. */
type Needed = Pick<Session, "me" | "state" | "live">;

export class Receipts {
  session: Needed;
  notBefore: number;
  timer: ReturnType<typeof setTimeout> | undefined;

  /** what the service knows */
  told: Map<string, { delivered_seq: number; read_seq: number }>;
  /** highest seq that the other side wrote and we have */
  got: Map<string, number>;

  constructor(session: Needed) {
    this.session = session;
    this.told = new Map();
    this.got = new Map();
    /** Of `elapsed()`, in ms. */
    this.notBefore = 0;
  }

  /** A frame has been taken into the state. */
  after(frame: FromServer) {
    if (frame.type === "ready") {
      this.learn(frame.conversations);
      this.learn(frame.others ?? []);
    }
    if (frame.type === "message") this.note(frame.message);
    if (frame.type === "messages") frame.messages.forEach((message: Message) => this.note(message));
    this.flush();
  }

  /** The service has told a page of the list. */
  listed(conversations: readonly Conversation[]) {
    this.learn(conversations);
    this.flush();
  }

  private learn(conversations: readonly Conversation[]) {
    for (const { id, mine, last_message } of conversations) {
      this.told.set(id, { ...mine });
      if (last_message) this.note(last_message);
    }
  }

  /** Too many: what was told is not known after all, and is told again. */
  refused({ details }: Refusal) {
    if (details.what !== "receipts") return;
    const wait = 1000 * Number(details.retry_after ?? 1);
    this.told.clear();
    clearTimeout(this.timer);
    this.notBefore = elapsed() + wait;
    this.timer = setTimeout(() => this.flush(), wait + 50);
  }

  note({ conversation_id, author_id, seq }: Message) {
    if (author_id === this.session.me.id) return;
    this.got.set(conversation_id, Math.max(this.got.get(conversation_id) ?? 0, seq));
  }

  flush() {
    if (elapsed() < this.notBefore) return;
    for (const [id, { mine }] of this.session.state.conversations) {
      const told = this.told.get(id) ?? { delivered_seq: 0, read_seq: 0 };
      const delivered_seq = Math.max(this.got.get(id) ?? 0, mine.read_seq);
      const news: { delivered_seq?: number; read_seq?: number } = {};
      if (delivered_seq > told.delivered_seq) news.delivered_seq = delivered_seq;
      if (mine.read_seq > told.read_seq) news.read_seq = mine.read_seq;
      if (!Object.keys(news).length) continue;
      if (!this.session.live.send({ type: "receipt", conversation_id: id, ...news })) return;
      this.told.set(id, { ...told, ...news });
    }
  }
}
