/** Lists of the desk and colours of channels: what needs no page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ticket } from "../src/desk/doors.ts";
import { changed, has, read, written } from "../src/desk/filter.ts";
import { commandOf, type Press } from "../src/desk/keys.ts";
import { beside, closed, drawn, kept as keptOpen, NONE, opened } from "../src/desk/open.ts";
import { fits, urgent } from "../src/desk/order.ts";
import { reach } from "../src/desk/settings/serving.ts";
import { until } from "../src/desk/snoozes.ts";
import { alone, Kept, noPlace } from "../src/widget/kept.ts";
import { filled } from "../src/features/compose/sending.ts";
import { offers } from "../src/state/canned.ts";
import { readableOn } from "../src/widget/colours.ts";
import { opening } from "../src/widget/hours.ts";
import { serverNow, soon } from "../src/text/time.ts";
import { conversation, person } from "./helpers.ts";

const ticket = (id: string, waiting_since: string | null, more: Partial<Ticket> = {}): Ticket => ({
  conversation: conversation({ id }),
  state: "open",
  assignee: null,
  waiting_since,
  ...more,
});

test("what is due next comes first, else who waits longest, a bad mood sooner, who waits for nothing last", () => {
  const mood = { level: "bad", direction: "worse", since: 1 } as const;
  const angry = { conversation: conversation({ id: "angry", mood }) };
  const all = [
    ticket("answered", null),
    ticket("late", "2026-01-01T10:05:00Z"),
    ticket("early", "2026-01-01T10:00:00Z"),
    ticket("angry", "2026-01-01T10:15:00Z", angry),
    ticket("promised", "2026-01-01T10:30:00Z", { due_at: "2026-01-01T11:02:00Z" }),
    ticket("resolution", null, { due_at: "2026-01-01T15:00:00Z" }),
    ticket("overdue", null, { due_at: "2026-01-01T10:39:00Z" }),
  ];
  assert.deepEqual(
    all.sort(urgent(Date.parse("2026-01-01T10:40:00Z"))).map((one) => one.conversation.id),
    ["overdue", "angry", "early", "promised", "late", "resolution", "answered"],
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

test("a filter is in the address, and shows what has all that it asks for", () => {
  const filter = read("?tag=a&language=pt-BR&other=x&queue=");
  assert.deepEqual(filter, { tag: "a", language: "pt-BR" });
  assert.equal(written(filter), "?tag=a&language=pt-BR");
  assert.equal(written(changed(changed(filter, "tag", ""), "language", "")), "");
  const speaks = (language: string) => ({ conversation: conversation({ other: person("zoe", language) }) });
  const shown = (more: Partial<Ticket>) => has(filter, ticket("c", null, more));
  assert.equal(shown({ tags: ["b", "a"], ...speaks("pt") }), true);
  assert.equal(shown({ tags: ["a"], ...speaks("es") }), false);
  assert.equal(shown(speaks("pt")), false, "older services say no tags");
  const there = { queue: "q", channel: "c" };
  assert.equal(has({ queue: "q", channel: "c" }, ticket("c", null, there)), true);
  assert.equal(has({ queue: "q", channel: "d" }, ticket("c", null, there)), false);
  assert.equal(has({}, ticket("c", null)), true);
});

test("a canned answer is shown as I read it best, and goes in the words that are kept for its reader", () => {
  const one = (id: string, language: string, more = {}) => ({
    id,
    shortcut: "hours",
    language,
    text: `${id} {name}`,
    installation: false,
    organisation: "casa",
    ...more,
  });
  const all = [one("pt", "pt"), one("en", "en"), one("es", "es"), one("mine", "fr", { organisation: null })];
  const chosen = (theirs: string, organisation = "casa") =>
    offers(all, organisation, "en", theirs).map(({ shown, goes }) => [shown.id, goes.id]);
  assert.deepEqual(chosen("es-MX"), [
    ["en", "es"],
    ["mine", "mine"],
  ]);
  assert.deepEqual(
    chosen("de"),
    [
      ["en", "en"],
      ["mine", "mine"],
    ],
    "it is translated",
  );
  assert.deepEqual(chosen("es", "other"), [["mine", "mine"]]);
  const names = { name: "", agent: "Sam" };
  assert.equal(
    filled("Hi {name}, {agent} here", { ...names, name: "Zoë $& {agent}" }),
    "Hi Zoë $& {agent}, Sam here",
  );
  assert.equal(filled("Hi {name}, {x} here", { ...names, name: "#AB12" }), "Hi, {x} here");
});

test("what was only looked at gives its place, what stays is beside", () => {
  const looked = opened(opened(NONE, "a", false), "b", false);
  assert.deepEqual([looked.ids, looked.active], [["b"], "b"]);
  const three = opened(opened(looked, "c", true), "d", true);
  assert.deepEqual(
    [three.ids, three.recent],
    [
      ["b", "c", "d"],
      ["d", "c", "b"],
    ],
  );
  assert.deepEqual(drawn(three, 2), ["c", "d"]);
  const again = opened(three, "b", true);
  assert.deepEqual([again.ids, again.active, drawn(again, 2)], [["b", "c", "d"], "b", ["b", "d"]]);
  assert.deepEqual([beside(again, 1), beside(again, -1), beside(NONE, 1)], ["c", "d", null]);
  assert.equal(closed(again, "b").active, "d", "the one that was in hand before it");
  assert.equal(closed(again, "c").active, "b");
  assert.equal(closed(opened(NONE, "a", false), "a").active, null);
});

test("of many that stay the one longest out of hand goes", () => {
  const many = ["a", "b", "c", "d", "e", "f"].reduce((open, id) => opened(open, id, true), NONE);
  const used = opened(many, "a", true);
  assert.deepEqual(opened(used, "g", true).ids, ["a", "c", "d", "e", "f", "g"]);
});

test("what was kept of open conversations and is broken is none", () => {
  assert.deepEqual(keptOpen('["a","b",3]').ids, ["a", "b"]);
  for (const broken of [null, "{", '{"a":1}', "3"]) assert.deepEqual(keptOpen(broken), NONE);
});

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: `Key${key.toUpperCase()}`,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  getModifierState: () => false,
  ...more,
});

test("letters are keys where nobody writes, and with their chord anywhere", () => {
  const take = { does: "choose", choice: "assign" };
  const alt = { altKey: true };
  assert.deepEqual(commandOf(press("t"), false, false), take);
  assert.equal(commandOf(press("t"), true, false), null);
  assert.deepEqual(commandOf(press("t", alt), true, false), take);
  assert.equal(commandOf(press("t", alt), true, true), null, "Option alone writes a letter");
  const mac = { altKey: true, ctrlKey: true };
  assert.deepEqual(commandOf(press("†", { ...mac, code: "KeyT" }), true, true), take);
  assert.equal(commandOf(press("t", mac), true, false), null, "AltGr writes a letter");
  const graph = { ...alt, getModifierState: (name: string) => name === "AltGraph" };
  assert.equal(commandOf(press("t", graph), true, false), null);
  assert.equal(commandOf(press("t", { isComposing: true }), false, false), null);
  assert.deepEqual(
    commandOf(press("е", { ...alt, code: "KeyT" }), true, false),
    take,
    "of a Cyrillic keyboard",
  );
  assert.deepEqual(commandOf(press("?", { shiftKey: true }), false, false), { does: "help" });
  assert.equal(commandOf(press("T", { shiftKey: true }), false, false), null);
  const palette = { does: "palette" };
  assert.deepEqual(commandOf(press("k", { ctrlKey: true }), true, false), palette);
  assert.deepEqual(commandOf(press("k", { metaKey: true }), true, true), palette);
  assert.equal(
    commandOf(press("k", { ctrlKey: true }), true, true),
    null,
    "it deletes to the end of the line",
  );
  assert.deepEqual(commandOf(press("2", { code: "Digit2" }), false, false), { does: "view", view: "mine" });
});

test("what is put off comes back in the morning of that day", () => {
  const sunday = new Date(2026, 10, 29, 22, 30);
  const local = (text: string) => new Date(text).toString().slice(0, 21);
  assert.equal(until("hour", sunday), new Date(2026, 10, 29, 23, 30).toISOString());
  assert.equal(local(until("tomorrow", sunday)), "Mon Nov 30 2026 09:00");
  assert.equal(local(until("monday", sunday)), "Mon Nov 30 2026 09:00");
  assert.equal(local(until("monday", new Date(2026, 10, 30, 8))), "Mon Dec 07 2026 09:00");
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

test("a visitor is told in their zone when somebody answers again, and nothing where that has come", () => {
  const now = Date.parse("2026-03-06T20:00:00Z"); // a Friday
  const says = (opens_at: string | null, open_now: boolean | null = false, zone = "UTC") => {
    const opens = opening({ open_now, opens_at }, now, "en-GB", zone);
    if (opens === null || opens === "unknown") return opens;
    return `${opens.day ?? "today"} ${opens.time}`;
  };
  assert.equal(says("2026-03-09T10:00:00Z"), "Monday 10:00");
  assert.equal(says("2026-03-09T09:00:00Z", false, "Asia/Tokyo"), "Monday 18:00");
  assert.equal(says("2026-03-06T21:30:00Z"), "today 21:30");
  assert.match(says("2026-03-06T23:30:00Z", false, "Europe/Helsinki") ?? "", /^Saturday 0?1:30$/);
  assert.match(says("2026-03-16T09:00:00Z") ?? "", /^Monday.* 16 March 0?9:00$/);
  assert.equal(says(null), "unknown");
  for (const open of [says(null, true), says(null, null), says("2026-03-06T19:59:00Z")])
    assert.equal(open, null);
});

test("a queue that its last member left is not everybody's because its name is changed, nor what did not come", () => {
  const [all, none] = [
    { channels: 2, members: 2 },
    { channels: 0, members: 0 },
  ];
  const nobody = { channels: [], members: [] };
  const left = { everybody: false, members: [] };
  assert.deepEqual(reach(nobody, all, left), { channels: [] });
  assert.deepEqual(reach({ ...nobody, members: ["a"] }, all, left), { channels: [], members: ["a"] });
  assert.deepEqual(
    reach(nobody, all, { everybody: false, members: ["a"] }),
    nobody,
    "everybody's on purpose",
  );
  assert.deepEqual(reach(nobody, all, null), nobody);
  assert.deepEqual(reach(nobody, none, { everybody: false, members: ["a"] }), {});
});

test("what is still to come is being made for a while, and then to follow, whatever the clock shows", () => {
  const ago = (ms: number) => soon(new Date(serverNow() - ms).toISOString());
  assert.ok(ago(0) > 15000 && ago(0) <= 20000);
  assert.equal(ago(21000), 0);
  assert.equal(ago(-1e11), 20000);
});
