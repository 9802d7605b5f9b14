/** One WebSocket to `/api/live` that comes back by itself: back-off with jitter, heartbeat, `hello` first. */

import { wellFormed } from "../text/text.ts";

import { person } from "./people.ts";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 20000;
const PING_EVERY = 20000;
const PONG_WITHIN = 8000;
const NOT_SIGNED_IN = 4401;
const FOREIGN = 4403;
const TOO_MANY = 4429;

/**
 * @typedef {object} Listener
 * @property {() => object} hello  The first frame.
 * @property {(frame: any) => void} frame  One frame has come.
 * @property {(status: "connecting" | "live" | "waiting" | "crowded" | "refused") => void} status
 * @property {() => void} signedOut  The sign-in has ended.
 * @property {() => Promise<boolean>} stillSignedIn  Asked after a refusal that says nothing.
 */

/**
 * How long to wait before the next try, in ms: doubling, capped, the upper half of it random.
 * @param {number} tries @param {() => number} random
 */
export function backOff(tries, random = Math.random) {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
  return ceiling / 2 + (ceiling / 2) * random();
}

export class Live {
  /** @param {Listener} listener */
  constructor(listener) {
    this.listener = listener;
    this.tries = 0;
    this.open = false;
    this.stopped = true;
    this.wake = this.wake.bind(this);
  }

  start() {
    this.stopped = false;
    for (const event of ["online", "offline"]) addEventListener(event, this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.connect();
  }

  stop() {
    this.stopped = true;
    for (const event of ["online", "offline"]) removeEventListener(event, this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    clearTimeout(this.timer);
    this.drop();
  }

  /** @param {object} frame @returns {boolean} False where there is no connection; nothing is kept. */
  send(frame) {
    if (!this.open) return false;
    this.socket.send(wellFormed(frame));
    return true;
  }

  /** Something changed: try now instead of after the wait, or see whether the line still stands. */
  wake() {
    if (this.stopped || document.visibilityState === "hidden") return;
    if (this.open) this.ping();
    else if (!this.socket) this.connect();
  }

  /** The connection seems dead: leave it and come back. */
  restart() {
    this.drop();
    this.later();
  }

  connect() {
    clearTimeout(this.timer);
    this.listener.status("connecting");
    const url = new URL("/api/live", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.socket = socket;
    this.watch = setTimeout(() => this.socket === socket && this.restart(), PONG_WITHIN);
    socket.onopen = () => socket.send(wellFormed(this.listener.hello()));
    socket.onmessage = ({ data }) => this.socket === socket && this.received(JSON.parse(data, person));
    socket.onclose = ({ code, reason }) => this.socket === socket && this.closed(code, reason);
  }

  received(frame) {
    clearTimeout(this.watch);
    if (frame.type === "ready") {
      this.open = true;
      this.tries = 0;
      this.heartbeat = setInterval(() => this.ping(), PING_EVERY);
    }
    this.listener.frame(frame);
    if (frame.type === "ready") this.listener.status("live");
  }

  ping() {
    this.send({ type: "ping" });
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.restart(), PONG_WITHIN);
  }

  async closed(code, reason) {
    const wasOpen = this.open;
    this.drop();
    if (code === NOT_SIGNED_IN) return this.listener.signedOut();
    if (code === FOREIGN) return this.listener.status("refused");
    if (code === TOO_MANY) return this.later(reason === "too_many_sockets" ? "crowded" : "waiting", LONGEST_WAIT);
    this.later();
    if (!wasOpen && !(await this.listener.stillSignedIn()) && !this.stopped) this.listener.signedOut();
  }

  /** @param {"waiting" | "crowded"} status @param {number} atLeast In ms. */
  later(status = "waiting", atLeast = 0) {
    if (this.stopped) return;
    this.listener.status(status);
    this.timer = setTimeout(() => this.connect(), Math.max(atLeast, backOff(this.tries)));
    this.tries += 1;
  }

  drop() {
    clearTimeout(this.watch);
    clearInterval(this.heartbeat);
    const { socket } = this;
    this.socket = null;
    this.open = false;
    socket?.close();
  }
}
