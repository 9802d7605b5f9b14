/** At the desk: answers that come after what was pushed meanwhile, and after answers to what was asked later. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Agent, Counts, Ticket, TicketPage } from "../src/desk/doors.ts";
import { Inbox } from "../src/desk/inbox.ts";
import { Labels } from "../src/desk/labels.ts";
import { Mentioned } from "../src/desk/mentions.ts";
import type { Office } from "../src/desk/office.ts";
import { Staff } from "../src/desk/staff.ts";
import type { FromServer } from "../src/protocol/types.ts";
import { conversation, me } from "./helpers.ts";
import { begin, question, Seat, settled } from "./late.ts";

beforeEach(begin);

const ticket = (more: Partial<Ticket> = {}): Ticket => ({
  conversation: conversation(),
  state: "open",
  assignee: null,
  waiting_since: null,
  tags: [],
  rating: null,
  ...more,
});
const page = (...items: Ticket[]): TicketPage => ({ items, next: null });
const pushed = (more: Partial<Ticket> = {}) => {
  const { state, assignee, waiting_since } = ticket(more);
  return { type: "desk", conversation_id: "c", state, assignee, waiting_since } as unknown as FromServer;
};
const RESOLVED = { state: "resolved" } as const;
const WAITS = { waiting_since: "2026-01-01T10:00:00Z" };

/** The desk shows resolved ones, and has one that is open on all lists. */
async function resolvedList(): Promise<{ seat: Seat; inbox: Inbox }> {
  const seat = new Seat(conversation());
  const inbox = new Inbox(seat.session, {});
  const learnt = inbox.learn("c");
  await question("GET /desk/conversations/c").answer(ticket(RESOLVED));
  await learnt;
  inbox.show("resolved");
  return { seat, inbox };
}

test("a list that was asked for before a push does not undo it, and what differs is asked for anew", async () => {
  const { seat, inbox } = await resolvedList();
  seat.heard(pushed(WAITS));
  await question("view=resolved").answer(page(ticket(RESOLVED)));
  assert.deepEqual(
    [inbox.ticket("c")?.state, inbox.ticket("c")?.waiting_since],
    ["open", WAITS.waiting_since],
  );
  assert.equal(inbox.extent.status, "ready");
  await new Promise((done) => setTimeout(done, 350));
  await question("GET /desk/conversations/c").answer(ticket({ ...WAITS, assignee: "me" }));
  assert.equal(inbox.ticket("c")?.assignee, "me", "what is asked for after the push holds");
  inbox.stop();
});

test("a list that lacks what a push has put into it does not take it away", async () => {
  const { seat, inbox } = await resolvedList();
  seat.heard(pushed());
  inbox.show("waiting");
  seat.heard(pushed(WAITS));
  await question("view=waiting").answer(page());
  assert.equal(inbox.shown.length, 1);
  void inbox.load();
  await question("view=waiting").answer(page());
  assert.equal(inbox.shown.length, 0, "but one that was asked for after it does");
  inbox.stop();
});

test("of two answers to one list the later question's holds, whichever comes last", async () => {
  for (const late of [false, true]) {
    const { inbox } = await resolvedList();
    void inbox.load();
    const [first, second] = [question("view=resolved"), question("view=resolved")];
    if (!late) await first.answer(page(ticket({ ...RESOLVED, rating: 1 })));
    await second.answer(page(ticket({ ...RESOLVED, rating: 5 })));
    if (late) await first.answer(page(ticket({ ...RESOLVED, rating: 1 })));
    assert.equal(inbox.ticket("c")?.rating, 5);
    inbox.stop();
  }
});

test("a list that fails late leaves what a later one has brought", async () => {
  const { inbox } = await resolvedList();
  void inbox.load();
  const first = question("view=resolved");
  await question("view=resolved").answer(page());
  await first.fail();
  assert.equal(inbox.extent.status, "ready");
  inbox.stop();
});

test("the answer to a deed of mine does not undo what was pushed after it", async () => {
  for (const late of [false, true]) {
    const { seat, inbox } = await resolvedList();
    const done = inbox.act("c", "assign");
    const answer = () => question("POST").answer({ conversation_id: "c", ...ticket({ assignee: "me" }) });
    if (!late) await answer();
    seat.heard(pushed({ assignee: "ana" }));
    if (late) await answer();
    await done;
    assert.equal(inbox.ticket("c")?.assignee, "ana");
    inbox.stop();
  }
});

test("a list that was asked for before a deed was answered does not undo it", async () => {
  const { inbox } = await resolvedList();
  const done = inbox.act("c", "reopen");
  await question("POST").answer({ conversation_id: "c", ...ticket({ assignee: "me" }) });
  await done;
  await question("view=resolved").answer(page(ticket(RESOLVED)));
  assert.equal(inbox.ticket("c")?.state, "open");
  inbox.stop();
});

test("tags that were pushed after I asked for others stay", async () => {
  const { seat, inbox } = await resolvedList();
  const done = inbox.tag("c", ["mine"]);
  const details = { conversation_id: "c", tags: ["theirs"], rating: null, page: null };
  seat.heard({ type: "desk_details", ...details } as unknown as FromServer);
  await question("PUT").answer({ tags: ["mine"] });
  await done;
  assert.deepEqual(inbox.ticket("c")?.tags, ["theirs"]);
  inbox.stop();
});

test("counts are those of the latest question", async () => {
  const seat = new Seat();
  const inbox = new Inbox(seat.session, {});
  for (let times = 0; times < 2; times += 1) seat.heard({ type: "ready", me, conversations: [] } as never);
  const [first, second] = [question("/counts"), question("/counts")];
  const counts = (waiting: number): Counts => ({ waiting, mine: 0, all: 0, unread: 0 });
  await second.answer(counts(2));
  await first.answer(counts(1));
  assert.equal(inbox.count("waiting"), 2);
  inbox.stop();
});

test("after an outage what was shown beyond the first page is asked for anew, and what is no more there goes", async () => {
  const named = (id: string, more: Partial<Ticket> = {}) =>
    ticket({ ...more, conversation: conversation({ id }) });
  const pageOf = (ids: string, next: string | null): TicketPage => ({
    items: [...ids].map((id) => named(id)),
    next,
  });
  const seat = new Seat();
  const inbox = new Inbox(seat.session, {});
  inbox.show("waiting");
  await question("view=waiting").answer(pageOf("ab", "2"));
  void inbox.more();
  await question("cursor=2").answer(pageOf("cdefghij", "3"));
  assert.equal(inbox.shown.length, 10);
  seat.heard({ type: "ready", me, conversations: [] } as never);
  await question("view=waiting").answer(pageOf("ab", "2"));
  await question("cursor=2").answer({ items: [named("c", { tags: ["new"] as never })], next: "3" });
  await question("cursor=3").answer(pageOf("defg", "4"));
  assert.deepEqual(inbox.ticket("c")?.tags, ["new"]);
  await question("GET /desk/conversations/h").answer(named("h"));
  await question("GET /desk/conversations/i").answer(named("i", RESOLVED));
  await question("GET /desk/conversations/j").refuse(404, "not_found");
  assert.deepEqual([...inbox.shown.map((one) => one.conversation.id)].sort(), [..."abcdefgh"]);
  inbox.stop();
});

const agent = (more: Partial<Agent> = {}): Agent => ({
  account_id: "me",
  organisation_id: "o",
  name: "Me",
  languages: [],
  skills: [],
  capacity: 3,
  load: 1,
  state: "online",
  chosen: "online",
  ...more,
});
const OFFICE = { answers: [{ id: "o" }] } as unknown as Office;

test("who is here stays as it was pushed, also before the first list has come", async () => {
  const seat = new Seat();
  const staff = new Staff(seat.session, OFFICE);
  const loaded = staff.load();
  seat.heard({ type: "agent", organisation_id: "o", account_id: "me", state: "away", capacity: 9 } as never);
  await question("/queues").answer([]);
  await question("/desk/agents").answer([agent()]);
  await loaded;
  assert.equal(staff.chosen, "away");
  staff.stop();
});

test("what I chose is asked for where it was pushed otherwise meanwhile", async () => {
  const seat = new Seat();
  const staff = new Staff(seat.session, OFFICE);
  const chosen = staff.choose("online");
  seat.heard({ type: "agent", organisation_id: "o", account_id: "me", state: "away", capacity: 3 } as never);
  await question("PUT").answer([agent()]);
  await chosen;
  assert.equal(staff.chosen, "away");
  question("/desk/agents");
  staff.stop();
});

test("tags of an organisation are those of the latest question", async () => {
  const labels = new Labels(OFFICE);
  void labels.load();
  void labels.load();
  const [first, second] = [question("/tags"), question("/tags")];
  await second.answer([{ id: "2", name: "new", colour: "#000000" }]);
  await first.answer([]);
  assert.equal(labels.of("o").length, 1);
});

test("mentions are counted by one question after the other", async () => {
  const seat = new Seat();
  const mentioned = new Mentioned(seat.session);
  for (let times = 0; times < 2; times += 1) seat.heard({ type: "ready", me, conversations: [] } as never);
  await settled();
  await question("/mentions").answer({ items: [], next: null, unread: 1 });
  await question("/mentions").answer({ items: [], next: null, unread: 2 });
  assert.equal(mentioned.unread, 2);
  mentioned.stop();
});
