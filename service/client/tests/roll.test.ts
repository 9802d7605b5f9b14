/** The list of conversations in pages: what is shown, what is counted, what is asked for. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { following } from "../src/protocol/http.ts";
import type { Change, Conversation, State } from "../src/protocol/types.ts";
import { Answers } from "../src/state/answers.ts";
import { PAGE, Roll } from "../src/state/roll.ts";
import { byActivity, requests, unreadTotal } from "../src/state/select.ts";
import { initial, reduce } from "../src/state/store.ts";
import { conversation, me, unsent } from "./helpers.ts";

const on = (day: number, more: Partial<Conversation> = {}) =>
  conversation({ id: `d${day}`, created_at: `2026-01-${String(day).padStart(2, "0")}T00:00:00Z`, ...more });
const ready = (conversations: Conversation[], more: object = {}) =>
  ({ type: "ready", me, conversations, others: [], next: "N", unread: {}, ...LIMITS, ...more }) as Change;
const LIMITS = { edit_minutes: 0, voice_minutes: 0, dictation_seconds: 0, link_previews: false };
const played = (...events: Change[]): State => events.reduce(reduce, initial());
const shown = (state: State) => byActivity(state).map(({ id }) => id);
const paged = (before: State, conversations: Conversation[], next: string | null): State => {
  const taken = conversations.map((one): Change => ({ type: "conversation", conversation: one }));
  return [...taken, { type: "listed", conversations, next } as const].reduce(reduce, before);
};

test("what is held of the rest has its place in the list when that is reached", () => {
  const first = played(ready([on(9), on(2, { state: "request" }), on(8)], { others: [on(3)] }));
  assert.deepEqual([shown(first), requests(first).map(({ id }) => id)], [["d9", "d8"], ["d2"]]);
  const next = paged(first, [on(7), on(5)], "M");
  assert.deepEqual(shown(next), ["d9", "d8", "d7", "d5"]);
  assert.deepEqual(shown(paged(next, [on(3)], null)), ["d9", "d8", "d7", "d5", "d3"]);
});

test("something new in one of the rest is on top, and so is what waits to be sent there", () => {
  const first = played(ready([on(9)], { others: [on(3)] }));
  const told: Change = { type: "conversation", conversation: on(10) };
  assert.deepEqual(shown(reduce(first, told)), ["d10", "d9"]);
  const entry = unsent({ conversation_id: "d3", at: "2026-06-01T00:00:00Z" });
  assert.deepEqual(shown(reduce(first, { type: "queued", entry })), ["d3", "d9"]);
});

test("the tab counts what is unread in the rest, and each conversation once", () => {
  const first = played(ready([on(9, { unread: 1 })], { unread: { d3: 4, d4: 2 } }));
  assert.equal(unreadTotal(first), 7);
  const read = reduce(first, { type: "conversation", conversation: on(4, { unread: 0 }) });
  assert.equal(unreadTotal(read), 5);
  assert.equal(unreadTotal(paged(read, [on(4), on(3, { unread: 4 })], null)), 5);
});

test("where a page ends is read from the header", () => {
  assert.equal(following('</api/conversations?limit=50&cursor=W1%3D>; rel="next"'), "W1=");
  assert.equal(following('</elsewhere>; rel="prev"'), null);
  assert.equal(following(null), null);
});

/** A roll whose service answers as the test says; and what it was asked. */
function rolling(state: State, answer: (path: string) => Promise<Response>) {
  const asked: string[] = [];
  globalThis.fetch = ((path: string) => (asked.push(path), answer(path))) as typeof fetch;
  const session = {
    state,
    dispatch: (event: Change) => void (session.state = reduce(session.state, event)),
    receipts: { listed: () => undefined },
    refresh: (id: string) => roll.refresh(id),
    met: () => undefined,
    get answers() {
      return answers;
    },
  };
  const answers = new Answers(session);
  const roll = new Roll(session as unknown as ConstructorParameters<typeof Roll>[0]);
  return { session, asked, roll };
}

const real = globalThis.fetch;
afterEach(() => void (globalThis.fetch = real));
const said = (what: unknown, link = "") =>
  Promise.resolve(new Response(JSON.stringify(what), { headers: link ? { link } : {} }));

test("the next page comes once, and not into a list that has begun anew", async () => {
  const link = '</api/conversations?cursor=M>; rel="next"';
  const { session, asked, roll } = rolling(played(ready([on(9)])), () => said([on(8)], link));
  await roll.more();
  assert.deepEqual([shown(session.state), session.state.list.next], [["d9", "d8"], "M"]);
  const late = roll.more();
  session.dispatch(ready([on(9)]));
  await late;
  assert.deepEqual([shown(session.state), session.state.list.next], [["d9"], "N"]);
  const again = roll.more();
  session.dispatch(ready([on(9)]));
  await again;
  assert.deepEqual(shown(session.state), ["d9"], "nor into one that has begun anew with as many");
  assert.deepEqual(asked, [
    `/api/conversations?limit=${PAGE}&cursor=N`,
    `/api/conversations?limit=${PAGE}&cursor=M`,
    `/api/conversations?limit=${PAGE}&cursor=N`,
  ]);
});

test("with as many as were shown it begins again, at most with what a list has", () => {
  const { roll } = rolling(initial(), () => said(null));
  assert.equal(roll.first, PAGE);
  const began = (many: number) => {
    const conversations = Array.from({ length: many }, (_, n) => conversation({ id: `c${n}` }));
    roll.began(ready(conversations) as Parameters<Roll["began"]>[0]);
    return roll.first;
  };
  assert.deepEqual([began(3), began(120), began(700)], [PAGE, 120, 500]);
});

test("what happens while a conversation is asked for is asked for again, once", async () => {
  const answers: ((found: Conversation) => void)[] = [];
  const answer = () =>
    new Promise<Response>((done) => answers.push((one) => done(new Response(JSON.stringify(one)))));
  const { session, asked, roll } = rolling(played(ready([])), answer);
  for (let times = 0; times < 3; times += 1) roll.refresh("d3");
  assert.equal(asked.length, 1);
  answers[0]?.(on(3, { rev: 1 }));
  while (answers.length < 2) await new Promise(setImmediate);
  answers[1]?.(on(3, { rev: 2 }));
  while (session.state.conversations.get("d3")?.rev !== 2) await new Promise(setImmediate);
  assert.equal(asked.length, 2);
});

test("an address brings a conversation from further down, and none that is put aside", async () => {
  const { session, asked, roll } = rolling(played(ready([])), (path) =>
    said(path.endsWith("d3") ? on(3) : on(4, { away: true })),
  );
  for (const id of ["d3", "d4", "d4"]) await roll.learn(id);
  assert.deepEqual([[...session.state.conversations.keys()], asked.length], [["d3"], 2]);
});
