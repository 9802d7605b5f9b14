/** What is done to messages without a line: how it looks meanwhile, in which order it goes, and what a refusal undoes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused } from "../src/protocol/http.ts";
import type { Act, Change, Deed, Message, State } from "../src/protocol/types.ts";
import { deedOf, pinsShown, withDeeds } from "../src/state/deeds.ts";
import { Doer } from "../src/state/doer.ts";
import { initial, reduce } from "../src/state/store.ts";
import { conversation, me, message } from "./helpers.ts";

const FIRST = message(1, 1, { author_id: "me", side: 1, reactions: [], pinned: null });
const edit = (text: string, was = FIRST.text): Act => ({ kind: "edit", text, was, edited_at: null });
const like = (on: boolean): Act => ({ kind: "react", emoji: "👍", on });

/** A session of which the line can be cut, and a service that says what it is told to. */
class Desk {
  readonly me = me;
  state: State = initial();
  readonly live = { restart: () => this.line("waiting") };
  readonly heard: Deed[] = [];
  answer: (deed: Deed) => Promise<Message> = ({ act }) =>
    Promise.resolve({
      ...FIRST,
      rev: 1 + this.heard.length,
      text: act.kind === "edit" ? act.text : FIRST.text,
      edited_at: act.kind === "edit" ? `at ${this.heard.length}` : null,
    });
  readonly doer = new Doer(this, (deed) => {
    this.heard.push(deed);
    return this.answer(deed);
  });

  constructor() {
    this.dispatch({ type: "ready", me, conversations: [conversation()] } as Change);
    this.dispatch({ type: "page", conversation_id: "c", messages: [FIRST], rev: 1 });
    this.line("live");
  }

  dispatch(event: Change): void {
    this.state = reduce(this.state, event);
  }

  line(status: "live" | "waiting"): void {
    this.dispatch({ type: "link", status, at: 0 });
    if (status === "live") this.doer.flush();
    else this.doer.lost();
  }

  get acts(): Act[] {
    return this.heard.map(({ act }) => act);
  }

  get shown(): Message {
    return withDeeds(this.state.threads.get("c")?.messages[0] as Message, this.state);
  }
}

const settled = () => new Promise((done) => setTimeout(done));

test("what is done on a line is done at once, and never waits", async () => {
  const desk = new Desk();
  assert.equal(await desk.doer.do(FIRST, edit("new")), "done");
  assert.deepEqual([desk.acts, desk.state.deeds, desk.shown.text], [[edit("new")], [], "new"]);
});

test("without a line it is shown as done, waits, and goes in the order it was done", async () => {
  const desk = new Desk();
  desk.line("waiting");
  const pin: Act = { kind: "pin", on: true };
  for (const act of [edit("new"), like(true), pin]) assert.equal(await desk.doer.do(FIRST, act), "waits");
  const { text, reactions, pinned, enrichment } = desk.shown;
  assert.deepEqual([text, reactions, pinned?.by], ["new", [{ emoji: "👍", by: ["me"] }], "me"]);
  assert.deepEqual(enrichment.translations, {});
  assert.deepEqual(
    pinsShown(desk.state, "c")?.map(({ id }) => id),
    ["m1"],
  );
  assert.equal(deedOf(desk.state, "m1")?.status, "waits");
  desk.line("live");
  await settled();
  assert.deepEqual([desk.acts, desk.state.deeds], [[edit("new"), like(true), pin], []]);
});

test("of two edits that wait the last goes, from the version that the first began from", async () => {
  const desk = new Desk();
  desk.line("waiting");
  await desk.doer.do(FIRST, edit("one"));
  await desk.doer.do(FIRST, edit("two", "one"));
  await desk.doer.do(FIRST, like(true));
  await desk.doer.do(FIRST, like(false));
  desk.line("live");
  await settled();
  assert.deepEqual(desk.acts, [edit("two"), like(false)]);
});

test("a preview goes with an edit that waits as long as its link stands in the text", async () => {
  const card = { url: "https://a.test/", title: "A", host: "a.test", description: "", site: "", image: null };
  const desk = new Desk();
  desk.line("waiting");
  const shows = (text: string): Act => ({ ...edit(text), link: "id", card }) as Act;
  await desk.doer.do(FIRST, shows("https://a.test/"));
  assert.deepEqual(desk.shown.content, { ...FIRST.content, link: card });
  await desk.doer.do(FIRST, edit("https://a.test/ more", "https://a.test/"));
  assert.deepEqual([desk.state.deeds.length, desk.state.deeds[0]?.act], [1, shows("https://a.test/ more")]);
  await desk.doer.do(FIRST, edit("no link", "https://a.test/ more"));
  assert.deepEqual(desk.state.deeds[0]?.act, edit("no link"));
  assert.equal((desk.shown.content as { link?: unknown }).link ?? null, null);
});

test("an edit of one that may have arrived stands on what came of that", async () => {
  const desk = new Desk();
  const { answer } = desk;
  desk.answer = () => Promise.reject(new Refused("unreachable", ""));
  assert.equal(await desk.doer.do(FIRST, edit("one")), "waits");
  assert.equal(await desk.doer.do(FIRST, edit("two", "one")), "waits");
  desk.answer = answer;
  await new Promise((done) => setTimeout(done, 2100));
  desk.line("live");
  await settled();
  const second = { ...edit("two", "one"), edited_at: "at 2" };
  assert.deepEqual(desk.acts, [edit("one"), edit("one"), second]);
  assert.equal(desk.shown.text, "two");
});

test("a removal takes what waits of the message with it", async () => {
  const desk = new Desk();
  desk.line("waiting");
  await desk.doer.do(FIRST, edit("one"));
  await desk.doer.do(FIRST, { kind: "remove" });
  assert.deepEqual([desk.shown.text, desk.shown.content.kind], ["", "removed"]);
  desk.line("live");
  await settled();
  assert.deepEqual(desk.acts, [{ kind: "remove" }]);
});

test("a refusal is thrown to who waits, and kept with what was written where nobody does", async () => {
  const desk = new Desk();
  desk.answer = () => Promise.reject(new Refused("edit_over", ""));
  await assert.rejects(desk.doer.do(FIRST, edit("one")), { code: "edit_over" });
  assert.deepEqual(desk.state.deeds, []);
  desk.line("waiting");
  await desk.doer.do(FIRST, edit("one"));
  desk.line("live");
  await settled();
  const failed = deedOf(desk.state, "m1");
  assert.deepEqual([failed?.status, failed?.code, failed?.act], ["failed", "edit_over", edit("one")]);
  assert.equal(desk.shown, desk.state.threads.get("c")?.messages[0]);
  desk.doer.discard(failed?.id ?? "");
  assert.equal(deedOf(desk.state, "m1"), null);
});

test("nothing is kept or sent once the session is over", async () => {
  const desk = new Desk();
  desk.line("waiting");
  await desk.doer.do(FIRST, like(true));
  desk.doer.stop();
  desk.line("live");
  await settled();
  assert.deepEqual(desk.heard, []);
});

test("more than can be kept for later is refused", async () => {
  const desk = new Desk();
  desk.line("waiting");
  const on = (seq: number) => ({ id: `m${seq}`, conversation_id: "c" });
  for (let seq = 0; seq < 200; seq += 1) await desk.doer.do(on(seq), like(true));
  await assert.rejects(desk.doer.do(on(200), like(true)), { code: "too_much_waits" });
});
