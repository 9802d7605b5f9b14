/** One visitor's connection to the service: the state of the chat, and what a visitor may do, which is little. */

import { Live, type Listener } from "../protocol/socket.ts";
import type {
  Change,
  Conversation,
  FromServer,
  LinkStatus,
  Me,
  Message,
  State,
  Unsent,
} from "../protocol/types.ts";
import { Meanwhile, messagesOf } from "../state/answers.ts";
import { Receipts } from "../state/receipts.ts";
import { Resumer } from "../state/resumer.ts";
import { positions } from "../state/select.ts";
import { Sender } from "../state/sender.ts";
import { initial, reduce, TYPING_FADES } from "../state/store.ts";
import { elapsed } from "../text/time.ts";
import { codeOf, doors } from "./doors.ts";
import type { Visitor } from "./kept.ts";
import { Rated, type Asks } from "./rated.ts";

/** Above every seq: the page before it is the newest one. */
const BEYOND = 2 ** 31 - 1;
const TYPING_EVERY = 2000;
/** A page that could not be loaded is asked for again, in ms. */
const AGAIN_AFTER = 3000;

export interface Host {
  /** Something of the state has changed. */
  changed: () => void;
  /** A message of the organisation has come, which was not there before. */
  came: (message: Message) => void;
  /** The token holds no more. */
  over: () => void;
}

export class Visit {
  state: State;
  me: Me;
  readonly live: Live;
  readonly sender: Sender;
  readonly receipts: Receipts;
  /** Whether they are asked how it was. */
  readonly rated: Rated;
  private readonly resumer: Resumer;
  private readonly meanwhile = new Meanwhile(this);
  /** Where a text goes that is too long to be sent. */
  returned: (entry: Unsent) => boolean = () => false;
  private typed = -TYPING_EVERY;
  private waiting = false;
  private stopped = false;
  private opening: Promise<string> | null = null;
  /** The conversation that was begun here: a greeting of the socket that was on its way before does not know it. */
  private begun: Conversation | null = null;

  constructor(
    readonly visitor: Visitor,
    private readonly host: Host,
  ) {
    const { token } = visitor;
    this.me = someone(visitor);
    this.state = reduce(initial(), { type: "me", me: this.me });
    const listener: Listener = {
      hello: () => Object.assign({ type: "hello" as const, positions: positions(this.state) }, { token }),
      frame: (frame) => this.heard(frame),
      status: (status) => this.linked(status),
      signedOut: () => host.over(),
      stillSignedIn: () => Promise.resolve(true), // where it is not, the socket says so when it is greeted
    };
    this.live = new Live(listener, "/api/widget/live");
    this.sender = new Sender(this);
    this.receipts = new Receipts(this);
    this.resumer = new Resumer(this);
    this.rated = new Rated(this, () => this.stopped || host.changed());
  }

  start(): void {
    this.sender.restore();
    this.live.start();
  }

  stop(): void {
    this.stopped = true;
    this.live.stop();
    this.resumer.stop();
    this.sender.lost();
  }

  /** The conversation that this is about, once there is one. */
  get conversation(): string | null {
    return [...this.state.conversations.keys()].at(0) ?? null;
  }

  /** Say something; the conversation begins with it. Rejects where it could not begin. */
  async say(text: string): Promise<void> {
    this.sender.send(await this.opened(), text);
  }

  typing(): void {
    const { conversation } = this;
    const now = elapsed();
    if (!conversation || now - this.typed < TYPING_EVERY) return;
    if (this.live.send({ type: "typing", conversation_id: conversation })) this.typed = now;
  }

  /** @param seq Highest that was on the screen of an attentive reader. */
  read(seq: number): void {
    const { conversation } = this;
    if (!conversation || seq <= (this.state.conversations.get(conversation)?.mine.read_seq ?? 0)) return;
    this.dispatch({ type: "read", conversation_id: conversation, seq });
    this.receipts.flush();
  }

  async older(): Promise<void> {
    const { conversation } = this;
    const from = conversation && this.state.threads.get(conversation)?.from;
    if (!conversation || !from) return;
    const ask = () => doors.before(this.visitor.token, conversation, from);
    await this.meanwhile.ask(ask, ({ messages }) =>
      this.dispatch({ type: "older", conversation_id: conversation, messages }),
    );
  }

  dispatch(event: Change): void {
    const before = this.state;
    this.state = reduce(before, event);
    if (this.state === before || this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      if (!this.stopped) this.host.changed();
    });
  }

  /** The conversation; begun where there is none, once however often it is asked for. */
  opened(): Promise<string> {
    const { conversation } = this;
    if (conversation) return Promise.resolve(conversation);
    this.opening ??= this.begin().finally(() => (this.opening = null));
    return this.opening;
  }

  private async begin(): Promise<string> {
    const conversation = await doors.open(this.visitor.token);
    this.begun = conversation;
    this.dispatch({ type: "conversation", conversation });
    await this.load(conversation.id);
    return conversation.id;
  }

  private heard(frame: FromServer | Asks): void {
    if (frame.type === "rating") return this.rated.heard(frame);
    const before = this.state;
    this.sender.heard();
    this.dispatch({ ...frame, at: elapsed() });
    this.me = this.state.me ?? this.me;
    this.meanwhile.heard(frame);
    if (frame.type === "ready") this.ready();
    if (frame.type === "message" && frame.message.author_id !== this.me.id) this.news(frame.message, before);
    for (const message of messagesOf(frame)) {
      if (message.author_id === this.me.id) this.sender.confirmed(message);
    }
    if (frame.type === "error") {
      this.sender.refused(frame);
      this.receipts.refused(frame);
    }
    if (frame.type === "typing")
      setTimeout(() => this.dispatch({ type: "typing_faded", at: elapsed() }), TYPING_FADES + 50);
    const { begun } = this;
    if (begun && !this.conversation) this.dispatch({ type: "conversation", conversation: begun });
    const { conversation } = this;
    if (conversation && !this.state.threads.has(conversation)) void this.load(conversation);
    this.receipts.after(frame);
    this.resumer.check();
  }

  private ready(): void {
    this.resumer.helloSent();
    this.sender.flush();
    void this.rated.look();
  }

  private news(message: Message, before: State): void {
    const known = before.conversations.get(message.conversation_id)?.last_seq ?? 0;
    if (message.seq > known) this.host.came(message);
  }

  private linked(status: LinkStatus): void {
    if (status !== "live") this.sender.lost();
    this.dispatch({ type: "link", status, at: elapsed() });
  }

  private async load(id: string): Promise<void> {
    this.dispatch({ type: "opening", conversation_id: id });
    try {
      const { messages, rev } = await doors.before(this.visitor.token, id, BEYOND);
      this.dispatch({ type: "page", conversation_id: id, messages, rev });
      this.resumer.check();
    } catch (error) {
      if (codeOf(error) === "not_signed_in") return this.host.over();
      setTimeout(() => void (this.stopped || this.load(id)), AGAIN_AFTER);
    }
  }
}

/** Who writes here, until the service says more. */
function someone({ contact_id: id, language }: Visitor): Me {
  return {
    id,
    handle: "",
    name: "",
    language,
    online: true,
    last_seen_at: null,
    deleted: false,
    theme: "system",
    gender: null,
    demand: null,
  };
}
