/** A line that says nothing any more, as that of a browser without a network: it is left, and tried anew. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FromServer, LinkStatus } from "../src/protocol/types.ts";
import { Live } from "../src/protocol/socket.ts";

/** A socket whose other end is the test. */
class Socket {
  static readonly all: Socket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  readonly sent: string[] = [];
  closed = false;

  constructor() {
    Socket.all.push(this);
  }
  send(body: string): void {
    this.sent.push((JSON.parse(body) as { type: string }).type);
  }
  close(): void {
    this.closed = true;
  }
  says(type: string): void {
    this.onmessage?.({ data: JSON.stringify({ type }) });
  }
}

const page = new EventTarget();
Object.assign(globalThis, {
  WebSocket: Socket,
  location: { href: "http://chat.example/" },
  document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
  addEventListener: page.addEventListener.bind(page),
  removeEventListener: page.removeEventListener.bind(page),
});

test("a browser that goes offline asks whether its line stands, and leaves one that does not answer", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const told: LinkStatus[] = [];
  const live = new Live({
    hello: () => ({ type: "hello", positions: {} }),
    frame: (_: FromServer) => undefined,
    status: (status) => void told.push(status),
    signedOut: () => undefined,
    stillSignedIn: () => Promise.resolve(true),
  });
  live.start();
  const [first] = Socket.all as [Socket];
  first.onopen?.();
  first.says("ready");
  assert.deepEqual([first.sent, told], [["hello"], ["connecting", "live"]]);

  page.dispatchEvent(new Event("offline"));
  assert.deepEqual(first.sent, ["hello", "ping"]);
  context.mock.timers.tick(7_900);
  first.says("pong");
  context.mock.timers.tick(200);
  assert.equal(told.at(-1), "live", "it was answered in time");

  page.dispatchEvent(new Event("offline"));
  context.mock.timers.tick(7_999);
  assert.equal(told.at(-1), "live");
  context.mock.timers.tick(1);
  assert.deepEqual([told.at(-1), first.closed], ["waiting", true]);
  context.mock.timers.tick(500);
  assert.deepEqual([told.at(-1), Socket.all.length], ["connecting", 2]);
  live.stop();
});
