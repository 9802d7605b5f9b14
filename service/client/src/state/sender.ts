/**
 * Sends messages of mine, one at a time per conversation so that their order is mine. What is not confirmed stays
 * in localStorage and goes out again with the same `client_id` after a reload or an outage.
 */

import { newId } from "../protocol/id.ts";
import { outbox, textLimit } from "./keep.ts";
import { whole } from "../text/text.ts";
import { elapsed, serverNow } from "../text/time.ts";
import type { Session } from "./session.ts";
import type { Message, Refusal, SuggestionUse, Unsent } from "../protocol/types.ts";

const ANSWER_WITHIN = 15000;
const TRIES = 5;
const PASSING = new Set(["unavailable", "storage_full"]);

/** What it needs of a session: a visitor's is another one. */
type Needed = Pick<Session, "me" | "state" | "dispatch" | "returned" | "live">;

/** What goes with a text. */
type Companion = Pick<Unsent, "attachment" | "content" | "link" | "card">;

export class Sender {
  session: Needed;
  notBefore: number;
  timer: ReturnType<typeof setTimeout> | undefined;

  /** conversation to what is on its way */
  onTheWay: Map<string, { client_id: string; timer: ReturnType<typeof setTimeout>; heard: boolean }>;
  /** client_id to tries so far */
  tries: Map<string, number>;

  constructor(session: Needed) {
    this.session = session;
    this.onTheWay = new Map();
    this.tries = new Map();
    /** Of `elapsed()`, in ms: the service has asked to send nothing before. */
    this.notBefore = 0;
  }

  /** Take up what an earlier visit left. */
  restore() {
    for (const entry of outbox.all(this.session.me.id)) this.session.dispatch({ type: "queued", entry });
  }

  /** @param with_it A file that the service has, or the preview of a link, where one goes with it. */
  send(
    conversation_id: string,
    text: string,
    suggestion: SuggestionUse | null = null,
    with_it: Companion | null = null,
    reply_to: string | null = null,
  ) {
    const at = new Date(serverNow()).toISOString();
    const place = this.nextPlace();
    const entry = {
      client_id: newId(),
      conversation_id,
      text: whole(text),
      suggestion,
      at,
      place,
      ...with_it,
    };
    const quoting = reply_to ? { reply_to } : {};
    this.queue({ ...entry, ...quoting, status: "sending", code: null });
  }

  /** Behind all that waits, here and in other tabs, whatever the clock says. */
  nextPlace() {
    const waiting = [...this.session.state.unsent, ...outbox.all(this.session.me.id)];
    return 1 + Math.max(0, ...waiting.map(({ place }) => place ?? 0));
  }

  /** Try a failed one again, in its old place. */
  retry(clientId: string) {
    const entry = this.find(clientId);
    if (!entry) return;
    this.tries.delete(clientId);
    if (entry.code === "client_id_reused") {
      this.discard(clientId);
      const { attachment, content, link, card } = entry;
      const file = attachment && content ? { attachment, content } : null;
      const shown = link && card ? { link, card } : null;
      this.send(entry.conversation_id, entry.text, entry.suggestion, file ?? shown, entry.reply_to);
    } else {
      this.queue({ ...entry, status: "sending", code: null });
    }
  }

  discard(clientId: string) {
    this.session.dispatch({ type: "dropped", client_id: clientId });
    outbox.remove(this.session.me.id, clientId);
  }

  /** Send whatever may go now. */
  flush() {
    if (elapsed() < this.notBefore) return;
    const started = new Set(this.onTheWay.keys());
    for (const entry of this.session.state.unsent) {
      if (entry.status !== "sending" || started.has(entry.conversation_id)) continue;
      started.add(entry.conversation_id);
      this.post(entry);
    }
  }

  /** The connection is gone: nothing is on its way any more. */
  lost() {
    for (const { timer } of this.onTheWay.values()) clearTimeout(timer);
    this.onTheWay.clear();
  }

  /** A message of mine is in the store, whichever frame told so. */
  confirmed(message: Message) {
    outbox.remove(this.session.me.id, message.client_id);
    this.tries.delete(message.client_id);
    this.arrived(message.conversation_id, message.client_id);
  }

  refused({ ref: id, code, details }: Refusal) {
    const entry = this.find(id);
    if (!entry) return;
    if (code === "too_many_tries") return this.slowDown(entry, Number(details?.retry_after ?? 0));
    const ref = entry.client_id;
    const tries = (this.tries.get(ref) ?? 0) + 1;
    this.tries.set(ref, tries);
    if (PASSING.has(code) && tries < TRIES) {
      const wait = 1000 * Math.max(Number(details?.retry_after ?? 0), 2 ** tries);
      setTimeout(() => this.arrived(entry.conversation_id, ref), wait);
      return;
    }
    if (code === "text_too_long") return this.giveBack(entry, Number(details?.limit ?? 0));
    this.fail(entry, code);
  }

  /** More than the service takes of one person: everything waits as long as it says, and then goes on by itself. */
  slowDown(entry: Unsent, seconds: number) {
    const wait = 1000 * Math.max(1, seconds);
    this.notBefore = elapsed() + wait;
    const { client_id } = entry;
    this.session.dispatch({ type: "unsent_changed", client_id, status: "sending", code: "too_many_tries" });
    this.arrived(entry.conversation_id, client_id);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait + 50);
  }

  /** Too long to send: the text goes back to the composer. */
  giveBack(entry: Unsent, limit: number) {
    if (limit) textLimit.write(limit);
    if (this.session.returned(entry)) this.discard(entry.client_id);
    else this.fail(entry, "text_too_long");
    this.arrived(entry.conversation_id, entry.client_id);
  }

  fail(entry: Unsent, code: string) {
    outbox.put(this.session.me.id, { ...entry, status: "failed", code });
    this.session.dispatch({ type: "unsent_changed", client_id: entry.client_id, status: "failed", code });
    this.arrived(entry.conversation_id, entry.client_id);
  }

  queue(entry: Unsent) {
    outbox.put(this.session.me.id, entry);
    this.session.dispatch({ type: "queued", entry });
    this.flush();
  }

  post(entry: Unsent) {
    const { client_id, conversation_id, text, suggestion, attachment, link, reply_to } = entry;
    const frame = { type: "post" as const, ref: client_id, conversation_id, client_id, text };
    const quoting = reply_to ? { reply_to } : {};
    const more = { ...(suggestion ? { suggestion } : {}), ...(attachment ? { attachment } : {}) };
    const shown = link ? { link } : {};
    if (!this.session.live.send({ ...frame, ...more, ...shown, ...quoting })) return;
    const timer = setTimeout(() => this.unanswered(entry), ANSWER_WITHIN);
    this.onTheWay.set(conversation_id, { client_id, timer, heard: false });
  }

  /** No answer came: the line may be dead. A message that is never answered must not hold up those behind it. */
  unanswered(entry: Unsent) {
    const tries =
      (this.tries.get(entry.client_id) ?? 0) + (this.onTheWay.get(entry.conversation_id)?.heard ? 1 : 0);
    this.tries.set(entry.client_id, tries);
    if (tries >= TRIES) this.fail(entry, "unreachable");
    this.session.live.restart();
  }

  /** A frame has come: the line stands, so what goes unanswered on it is a message's own fault. */
  heard() {
    for (const one of this.onTheWay.values()) one.heard = true;
  }

  arrived(conversationId: string, clientId: string) {
    const current = this.onTheWay.get(conversationId);
    if (current?.client_id === clientId) {
      clearTimeout(current.timer);
      this.onTheWay.delete(conversationId);
    }
    this.flush();
  }

  find(clientId: string | null) {
    return this.session.state.unsent.find(({ client_id }) => client_id === clientId);
  }
}
