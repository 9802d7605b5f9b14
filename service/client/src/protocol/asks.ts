/** Questions to a worker over the socket: one answer each, or a code that says why there is none. */

import { Refused, type Details } from "./http.ts";
import { newId } from "./id.ts";
import type { Session } from "../state/session.ts";
import type { FromServer, Previewed } from "./types.ts";

const PATIENCE = 10000;

/** A frame of docs/protocol.md that is answered by `previewed`, without its `ref`. */
export type Question =
  { type: "preview"; conversation_id: string; text: string } | { type: "read_back"; message_id: string };

export class Asks {
  session: Session;
  waiting: Map<string, { answer: (frame: Previewed) => void; refuse: (error: Refused) => void }>;

  constructor(session: Session) {
    this.session = session;
    this.waiting = new Map();
    session.onFrame((frame) => this.heard(frame));
  }

  /** @returns The answer. Refused with "offline", "late" or what the service said. */
  ask(frame: Question): Promise<Previewed> {
    return this.expect((ref) => {
      if (!this.session.live.send({ ...frame, ref })) throw new Refused("offline", "no connection");
    });
  }

  /** Answers can come from now on: what is asked by HTTP before is answered into the void. */
  ready(): Promise<void> {
    const { session } = this;
    return new Promise((resolve) => {
      if (session.live.open) return resolve();
      const leave = session.subscribe(() => {
        if (!session.live.open) return;
        leave();
        resolve();
      });
    });
  }

  /** The same of a question that goes another way than the socket. @param send Rejects where it is refused. */
  expect(send: (ref: string) => unknown): Promise<Previewed> {
    const ref = newId();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.refuse(ref, "late"), PATIENCE);
      const over =
        <T>(end: (what: T) => void) =>
        (what: T) => {
          clearTimeout(timer);
          this.waiting.delete(ref);
          end(what);
        };
      const refuse = over(reject);
      this.waiting.set(ref, { answer: over(resolve), refuse });
      try {
        Promise.resolve(send(ref)).catch(refuse);
      } catch (error) {
        refuse(error);
      }
    });
  }

  heard(frame: FromServer) {
    if (frame.type === "previewed") this.waiting.get(frame.ref)?.answer(frame);
    if (frame.type === "error") this.refuse(frame.ref, frame.code, frame.details);
  }

  /** The connection is gone: what was asked on it may never be answered. */
  lost() {
    for (const ref of [...this.waiting.keys()]) this.refuse(ref, "offline");
  }

  refuse(ref: string | null, code: string, details: Details = {}) {
    this.waiting.get(ref ?? "")?.refuse(new Refused(code, code, details));
  }
}
