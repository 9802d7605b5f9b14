/** Answers of HTTP that come late: after what was pushed meanwhile, and after answers to what was asked later. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Conversation, FromServer } from "../src/protocol/types.ts";
import { Acts } from "../src/state/acts.ts";
import { Latest, Moments } from "../src/state/moments.ts";
import { Pages } from "../src/state/pages.ts";
import { Rated } from "../src/widget/rated.ts";
import { conversation, me, message, person } from "./helpers.ts";
import { begin, question, Seat } from "./late.ts";

beforeEach(begin);

test("a moment is later than what was asked for before it, and a beginning later than all", () => {
  const moments = new Moments<string>();
  const before = moments.now;
  moments.tell("a");
  assert.deepEqual([moments.since(before, "a"), moments.since(before, "b")], [true, false]);
  const after = moments.now;
  assert.equal(moments.since(after, "a"), false);
  moments.begin();
  assert.deepEqual([moments.since(after, "b"), moments.since(moments.now, "b")], [true, false]);
});

test("an answer counts until one to a later question has come; what failed silences none", () => {
  const latest = new Latest();
  const [first, second, third] = [latest.ask(), latest.ask(), latest.ask()];
  assert.deepEqual([second(), first(), second(), third(), second()], [true, false, true, true, false]);
});

test("of a conversation what frames said since it was asked for stays", () => {
  const bad = { level: "bad", direction: "worse", since: 1 } as const;
  const online = { ...person("ana", "pt"), online: true };
  const frames: [FromServer, (held: Conversation) => unknown, unknown][] = [
    [{ type: "mood", conversation_id: "c", mood: bad } as never, (held) => held.mood, bad],
    [{ type: "presence", person_id: "ana", online: true } as never, (held) => held.other.online, true],
    [{ type: "person", person: online } as never, (held) => held.other.online, true],
    [
      { type: "conversation", conversation: conversation({ muted: true }) } as never,
      (held) => held.muted,
      true,
    ],
    [
      { type: "message", conversation_id: "c", rev: 1, message: message(1, 1) } as never,
      (held) => [held.unread, held.last_seq],
      [1, 1],
    ],
  ];
  for (const [frame, of, told] of frames) {
    const seat = new Seat(conversation());
    const { now } = seat.answers.moments;
    seat.heard(frame);
    seat.answers.take(conversation(), now);
    assert.deepEqual(of(seat.held), told, frame.type);
    assert.deepEqual(seat.refreshed, frame.type === "conversation" ? ["c"] : [], frame.type);
    if (frame.type === "message") continue;
    seat.answers.take(conversation(), seat.answers.moments.now);
    assert.notDeepEqual(of(seat.held), told, `${frame.type}: what is asked for after it holds`);
  }
});

test("a change of an older message that comes before its page does is not lost", async () => {
  for (const first of [true, false]) {
    const seat = new Seat(conversation());
    seat.dispatch({ type: "page", conversation_id: "c", messages: [message(9, 9)], rev: 9 });
    const pages = new Pages(seat.session);
    const older = pages.older("c");
    const edited = { type: "enriched", conversation_id: "c", rev: 10, message: message(1, 10) } as never;
    if (first) seat.heard(edited);
    await question("before=9").answer({ messages: [message(1, 1)] });
    await older;
    if (!first) seat.heard(edited);
    assert.deepEqual(seat.texts, ["t1.10", "t9.9"]);
  }
});

test("a page in the language that I no longer read is asked for again", async () => {
  const seat = new Seat(conversation());
  const opened = new Pages(seat.session).open("c");
  const old = question("before=");
  seat.me = { ...me, language: "pt" };
  seat.dispatch({ type: "threads_forgotten" });
  await old.answer({ messages: [message(1, 1, { text: "in English" })], rev: 1 });
  await question("before=").answer({ messages: [message(1, 1, { text: "em português" })], rev: 1 });
  await opened;
  assert.deepEqual(seat.texts, ["em português"]);
});

test("a pin and a quoted message that change before they have come are shown as they are then", async () => {
  const at = (rev: number, pinned: boolean) =>
    message(1, rev, { pinned: pinned ? { by: "ana", at: "2026-01-01T10:00:00Z" } : null });
  const seat = new Seat(conversation());
  const acts = new Acts(seat.session);
  acts.pins("c");
  acts.quote("m1");
  const changed = at(5, false);
  seat.heard({ type: "enriched", conversation_id: "c", rev: 5, message: changed } as never);
  await question("/pinned").answer([at(1, true)]);
  await question("/messages/m1").answer(at(1, true));
  assert.deepEqual(seat.state.pins.get("c"), []);
  assert.equal(seat.state.quoted.get("m1")?.rev, 5);
});

test("whether a visitor is asked how it was is as it was pushed last", async () => {
  const ask = { conversation_id: "c", until: "2026-01-02T10:00:00Z", score: null, comment: null };
  const rated = new Rated({ visitor: { token: "t" } } as never, () => undefined);
  const looked = rated.look();
  rated.heard({ type: "rating", ask });
  await question("/visitors/me").answer({ rating: null });
  await looked;
  assert.deepEqual(rated.ask, ask);
});
