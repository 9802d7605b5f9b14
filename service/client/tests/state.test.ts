/** The state as a pure function: positions, gaps, doubles, what is not sent yet. More in tests/browser/test_store.py. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Change, Conversation, State } from "../src/protocol/types.ts";
import { behind, byActivity, offered, positions, unreadTotal } from "../src/state/select.ts";
import { initial, reduce } from "../src/state/store.ts";
import { conversation, me, message, unsent } from "./helpers.ts";

const ready = (...conversations: Conversation[]) => ({ type: "ready", me, conversations }) as Change;
const READY = ready(conversation());
const PAGE: Change = { type: "page", conversation_id: "c", messages: [], rev: 0 };
const played = (...events: Change[]): State => events.reduce(reduce, initial());
const arrived = (seq: number, rev: number): Change => ({
  type: "message",
  conversation_id: "c",
  rev,
  message: message(seq, rev),
});
const texts = (state: State) => state.threads.get("c")?.messages.map(({ text }) => text);

test("changes in order move the position", () => {
  const state = played(READY, PAGE, arrived(1, 1), arrived(2, 2));
  assert.deepEqual([texts(state), positions(state), behind(state)], [["t1.1", "t2.2"], { c: 2 }, []]);
});

test("a gap keeps the position, and what is behind is asked for", () => {
  const state = played(READY, PAGE, arrived(1, 1), arrived(3, 3));
  assert.deepEqual([positions(state), behind(state)], [{ c: 1 }, [{ conversation_id: "c", rev: 1 }]]);
});

test("an older change never replaces a newer one", () => {
  assert.deepEqual(texts(played(READY, PAGE, arrived(1, 2), arrived(1, 1))), ["t1.2"]);
});

test("a frame that this client does not know changes nothing", () => {
  const state = played(READY, PAGE);
  assert.equal(reduce(state, { type: "from_the_future" } as unknown as Change), state);
});

test("an unsent message leaves with its confirmation", () => {
  const entry = unsent();
  const mine = message(1, 1, { author_id: "me", client_id: entry.client_id });
  const state = played(READY, PAGE, { type: "queued", entry });
  assert.equal(state.unsent.length, 1);
  assert.equal(reduce(state, { type: "posted", ref: "k1", message: mine }).unsent.length, 0);
});

test("what waits goes in the order it was written, whatever the clock said", () => {
  const late = unsent({ client_id: "b", at: "2026-01-01T08:00:00Z", place: 2 });
  const early = unsent({ client_id: "a", at: "2026-01-01T10:00:00Z", place: 1 });
  const state = played(READY, { type: "queued", entry: late }, { type: "queued", entry: early });
  assert.deepEqual(
    state.unsent.map(({ client_id }) => client_id),
    ["a", "b"],
  );
});

test("the newest activity comes first, and what waits to be sent is activity", () => {
  const older = conversation({ id: "d", created_at: "2025-01-01T00:00:00Z" });
  const state = played(ready(conversation(), older));
  const order = (one: State) => byActivity(one).map(({ id }) => id);
  assert.deepEqual(order(state), ["c", "d"]);
  const entry = unsent({ conversation_id: "d", at: "2026-06-01T00:00:00Z" });
  assert.deepEqual(order(reduce(state, { type: "queued", entry })), ["d", "c"]);
});

test("replies are offered to the latest message of the other side alone", () => {
  const suggestions = [{ id: "s", language: "en", text: "Yes", reads_as: null, origin: "set" as const }];
  const asked = message(1, 1, { side: 0 });
  const enriched = { ...asked, rev: 2, enrichment: { ...asked.enrichment, suggestions } };
  const state = played(READY, PAGE, { type: "enriched", conversation_id: "c", rev: 2, message: enriched });
  assert.equal(offered(state, "c")?.suggestions.length, 1);
  assert.equal(offered(reduce(state, { type: "queued", entry: unsent() }), "c"), null);
});

test("what is unread of muted conversations is not counted on the tab", () => {
  const loud = conversation({ unread: 2, muted: false });
  const state = played(ready(loud, conversation({ id: "d", unread: 5, muted: true })));
  assert.equal(unreadTotal(state), 2);
});
