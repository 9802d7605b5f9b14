/** One WebSocket that comes back by itself: back-off with jitter, heartbeat, `hello` first. */

import { wellFormed } from "../text/text.ts";

import { person } from "./people.ts";
import type { FromClient, FromServer, LinkStatus } from "./types.ts";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 20000;
const PING_EVERY = 20000;
const PONG_WITHIN = 8000;
const NOT_SIGNED_IN = 4401;
const FOREIGN = 4403;
const LACKS_FACTOR = 4412;
const TOO_MANY = 4429;

export interface Listener {
  /** The first frame. */
  hello: () => Sent;
  /** One frame has come. */
  frame: (frame: FromServer) => void;
  status: (status: LinkStatus) => void;
  /** The sign-in has ended. */
  signedOut: () => void;
  /** Asked after a refusal that says nothing. */
  stillSignedIn: () => Promise<boolean>;
}

/** How long to wait before the next try, in ms: doubling, capped, the upper half of it random. */
export function backOff(tries: number, random: () => number = Math.random) {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
  return ceiling / 2 + (ceiling / 2) * random();
}

/** A frame to the service; fields that have a default may be left out. */
export type Sent = FromClient extends infer Frame
  ? Frame extends { type: string }
    ? Pick<Frame, "type"> & Partial<Frame>
    : never
  : never;

export class Live {
  listener: Listener;
  tries: number;
  open: boolean;
  stopped: boolean;
  socket!: WebSocket | null;
  watch: ReturnType<typeof setTimeout> | undefined;
  heartbeat: ReturnType<typeof setInterval> | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;

  /** @param path Where a socket is opened. */
  constructor(
    listener: Listener,
    private readonly path = "/api/live",
  ) {
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

  /** @returns False where there is no connection; nothing is kept. */
  send(frame: Sent): boolean {
    if (!this.open) return false;
    this.socket?.send(wellFormed(frame));
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
    const url = new URL(this.path, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.socket = socket;
    this.watch = setTimeout(() => this.socket === socket && this.restart(), PONG_WITHIN);
    socket.onopen = () => socket.send(wellFormed(this.listener.hello()));
    socket.onmessage = ({ data }: MessageEvent<unknown>) =>
      this.socket === socket && this.received(JSON.parse(String(data), person) as FromServer);
    socket.onclose = ({ code, reason }) => this.socket === socket && this.closed(code, reason);
  }

  received(frame: FromServer) {
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

  async closed(code: number, reason: string) {
    const wasOpen = this.open;
    this.drop();
    if (code === NOT_SIGNED_IN) return this.listener.signedOut();
    if (code === LACKS_FACTOR) return location.reload(); // then who comes is told what is asked for
    if (code === FOREIGN) return this.listener.status("refused");
    if (code === TOO_MANY)
      return this.later(reason === "too_many_sockets" ? "crowded" : "waiting", LONGEST_WAIT);
    this.later();
    if (!wasOpen && !(await this.listener.stillSignedIn()) && !this.stopped) this.listener.signedOut();
  }

  /** @param atLeast In ms. */
  later(status: "waiting" | "crowded" = "waiting", atLeast: number = 0) {
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
