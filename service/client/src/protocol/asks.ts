/** Questions to a worker over the socket: one answer each, or a code that says why there is none. */

import { Refused } from "./http.ts";
import { newId } from "./id.ts";

const PATIENCE = 10000;

export class Asks {
  /** @param {import("../state/session.ts").Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Map<string, {answer: (frame: any) => void, refuse: (error: Refused) => void}>} */
    this.waiting = new Map();
    session.onFrame((frame) => this.heard(frame));
  }

  /**
   * @param {object} frame A frame of docs/protocol.md, without `ref`.
   * @returns {Promise<any>} The answer. Refused with "offline", "late" or what the service said.
   */
  ask(frame) {
    const ref = newId();
    return new Promise((resolve, reject) => {
      if (!this.session.live.send({ ...frame, ref })) return reject(new Refused("offline", "no connection"));
      const timer = setTimeout(() => this.refuse(ref, "late"), PATIENCE);
      const over = (end) => (what) => {
        clearTimeout(timer);
        this.waiting.delete(ref);
        end(what);
      };
      this.waiting.set(ref, { answer: over(resolve), refuse: over(reject) });
    });
  }

  heard(frame) {
    if (frame.type === "previewed") this.waiting.get(frame.ref)?.answer(frame);
    if (frame.type === "error") this.refuse(frame.ref, frame.code, frame.details);
  }

  /** The connection is gone: what was asked on it may never be answered. */
  lost() {
    for (const ref of [...this.waiting.keys()]) this.refuse(ref, "offline");
  }

  refuse(ref, code, details = {}) {
    this.waiting.get(ref)?.refuse(new Refused(code, code, details));
  }
}
