/** A service that answers when a test wants it to, and a seat at which frames come. */

import assert from "node:assert/strict";
import type { Change, Conversation, FromServer } from "../src/protocol/types.ts";
import { Answers } from "../src/state/answers.ts";
import type { Session } from "../src/state/session.ts";
import { initial, reduce } from "../src/state/store.ts";
import { me } from "./helpers.ts";

export interface Asked {
  readonly what: string;
  answer: (body: unknown) => Promise<void>;
  /** Say no. */
  refuse: (status: number, code: string) => Promise<void>;
  fail: () => Promise<void>;
}

/** What was asked of the service and is not answered. */
let asked: Asked[] = [];
export const settled = () => new Promise((done) => setTimeout(done));

globalThis.fetch = (path, { method } = {}) =>
  new Promise((done, failed) => {
    const one: Asked = {
      what: `${method} ${(path as string).replace("/api", "")}`,
      answer: (body) => (done(new Response(JSON.stringify(body))), settled() as Promise<void>),
      refuse: (status, code) => {
        done(new Response(JSON.stringify({ code, message: code }), { status }));
        return settled() as Promise<void>;
      },
      fail: () => (failed(new TypeError("no line")), settled() as Promise<void>),
    };
    asked.push(one);
  });
/** Nothing is asked. */
export const begin = (): void => void (asked = []);

/** The oldest question of this kind that is not answered. */
export function question(what: string): Asked {
  const at = asked.findIndex((one) => one.what.includes(what));
  assert.notEqual(at, -1, `${what} of ${asked.map((one) => one.what).join(", ")}`);
  return asked.splice(at, 1)[0] as Asked;
}

/** As much of a session as is needed here. */
export class Seat {
  me = me;
  state = initial();
  readonly frames = new Set<(frame: FromServer) => void>();
  readonly answers = new Answers(this);
  readonly resumer = { check: () => undefined };
  readonly refreshed: string[] = [];
  readonly session = this as unknown as Session;

  constructor(...conversations: Conversation[]) {
    this.heard({ type: "ready", me, conversations } as unknown as FromServer);
  }

  dispatch(event: Change): void {
    this.state = reduce(this.state, event);
  }

  onFrame(listener: (frame: FromServer) => void): () => void {
    this.frames.add(listener);
    return () => this.frames.delete(listener);
  }

  refresh(id: string): void {
    this.refreshed.push(id);
  }

  heard(frame: FromServer): void {
    this.dispatch(frame);
    this.answers.heard(frame);
    for (const listener of this.frames) listener(frame);
  }

  get held(): Conversation {
    return this.state.conversations.get("c") as Conversation;
  }

  get texts(): string[] {
    return (this.state.threads.get("c")?.messages ?? []).map(({ text }) => text);
  }
}
