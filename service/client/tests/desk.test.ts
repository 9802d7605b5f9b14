/** Lists of the desk and colours of channels: what needs no page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ticket } from "../src/desk/doors.ts";
import { fits, urgent } from "../src/desk/order.ts";
import { alone, Kept, noPlace } from "../src/widget/kept.ts";
import { readableOn } from "../src/widget/colours.ts";
import { conversation } from "./helpers.ts";

const ticket = (id: string, waiting_since: string | null, more: Partial<Ticket> = {}): Ticket => ({
  conversation: conversation({ id }),
  state: "open",
  assignee: null,
  waiting_since,
  ...more,
});

test("who waits longest comes first, a bad mood sooner, who waits for nothing last", () => {
  const mood = { level: "bad", direction: "worse", since: 1 } as const;
  const angry = { conversation: conversation({ id: "angry", mood }) };
  const all = [
    ticket("answered", null),
    ticket("late", "2026-01-01T10:05:00Z"),
    ticket("early", "2026-01-01T10:00:00Z"),
    ticket("angry", "2026-01-01T10:15:00Z", angry),
  ];
  assert.deepEqual(
    all.sort(urgent).map((one) => one.conversation.id),
    ["angry", "early", "late", "answered"],
  );
});

test("a list has what belongs into it", () => {
  const lists = (more: Partial<Ticket>) =>
    (["waiting", "mine", "all", "resolved"] as const).filter((view) =>
      fits(view, ticket("c", null, more), "me"),
    );
  assert.deepEqual(lists({}), ["waiting", "all"]);
  assert.deepEqual(lists({ assignee: "me" }), ["mine", "all"]);
  assert.deepEqual(lists({ assignee: "ana" }), ["all"]);
  assert.deepEqual(lists({ state: "snoozed" }), ["all"]);
  assert.deepEqual(lists({ state: "resolved", assignee: "me" }), ["resolved"]);
});

test("on a colour stands what can be read on it", () => {
  assert.equal(readableOn("#1d5b33"), "#ffffff");
  assert.equal(readableOn("#ffd54f"), "#000000");
});

test("a visitor is kept, and what was kept and is broken is nobody", () => {
  const place = noPlace();
  const visitor = { token: "t", contact_id: "c", language: "es" };
  new Kept(place).visitor = visitor;
  assert.deepEqual(new Kept(place).visitor, visitor);
  place.write("visitor", "{");
  assert.equal(new Kept(place).visitor, null);
});

test("what one user of a site wrote is not kept for another, nor for nobody", () => {
  const place = noPlace();
  const visitor = { token: "t", contact_id: "c", language: "es", who: "user-7" };
  new Kept(place, "user-7").visitor = visitor;
  assert.deepEqual(new Kept(place, "user-7").visitor, visitor);
  assert.equal(new Kept(place, "user-8").visitor, null);
  assert.equal(new Kept(place).visitor, null);
  new Kept(place).visitor = { ...visitor, who: null };
  assert.equal(new Kept(place, "user-8").visitor?.token, "t", "who wrote before they signed in reads on");
});

test("where locks are forbidden the work is done all the same, and once", async () => {
  const locks = { request: () => Promise.reject(new DOMException("denied", "SecurityError")) };
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  let done = 0;
  assert.equal(await alone("c", () => Promise.resolve((done += 1))), 1);
  assert.equal(done, 1);
});
