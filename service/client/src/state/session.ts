/** One signed-in person's connection to the service: holds the state, and turns wishes of the views into calls. */

import { Signal } from "signal-polyfill";
import { positions } from "./select.ts";
import { initial, reduce, TYPING_FADES } from "./store.ts";
import { api, codeOf, type ConversationChanges, type Decision } from "../protocol/http.ts";
import { Acts } from "./acts.ts";
import { Answers, messagesOf } from "./answers.ts";
import { Asks } from "../protocol/asks.ts";
import { Ending } from "./ending.ts";
import { Live } from "../protocol/socket.ts";
import { Latest } from "./moments.ts";
import { Receipts } from "./receipts.ts";
import { Pages } from "./pages.ts";
import { Resumer } from "./resumer.ts";
import { Roll } from "./roll.ts";
import { Sender } from "./sender.ts";
import { Shelf, type Kept } from "./shelf.ts";
import { elapsed } from "../text/time.ts";
import type {
  Change,
  Conversation,
  FromServer,
  Leaving,
  LinkStatus,
  Me,
  State,
  Unsent,
} from "../protocol/types.ts";

const ASK_WORKER_EVERY = 30000;
const TYPING_EVERY = 2000;

/** Who is told when the session is over. */
export interface Host {
  signedOut: (reason: Leaving) => void;
}

export class Session {
  me: Me;
  host: Host;
  private readonly signal = new Signal.State<State>(initial());
  views: Set<(state: State) => void>;
  /** Called before it ends: what is to be kept of what is written is kept now. */
  readonly endings = new Set<() => void>();
  frameListeners: Set<(frame: FromServer) => void>;
  live: Live;
  sender: Sender;
  receipts: Receipts;
  asks: Asks;
  acts: Acts;
  resumer: Resumer;
  roll: Roll;
  shelf: Shelf;
  workerTimer: ReturnType<typeof setInterval> | undefined;
  private renderQueued = false;
  private closed = false;
  readonly ending = new Ending(this);

  /** Who takes a text back that is too long to send, if it is theirs. */
  readonly takers = new Set<(entry: Unsent) => boolean>();
  private readonly pages = new Pages(this);
  readonly answers = new Answers(this);
  private readonly languages = new Latest();
  /** Changes of me, one after the other: each answer says all of me. */
  private changing: Promise<unknown> = Promise.resolve();
  /** Conversation to when its other side was last told that I type. */
  typed: Map<string, number>;
  /** Messages whose suggestions were reported as shown. */
  toldShown: Set<string>;

  /** @param whole Its list comes all at once, as far as the service tells it, and not page by page. */
  constructor(me: Me, host: Host, whole = false) {
    this.me = me;
    this.host = host;
    this.state = reduce(this.state, { type: "me", me });
    this.views = new Set();
    this.frameListeners = new Set();
    this.typed = new Map();
    this.toldShown = new Set();
    this.live = new Live({
      hello: () => ({
        type: "hello",
        positions: positions(this.state),
        ...(whole ? {} : { conversations: this.roll.first }),
      }),
      frame: (frame) => this.frame(frame),
      status: (status) => this.linked(status),
      signedOut: () => void this.ending.over(),
      stillSignedIn: () =>
        api.me().then(
          () => true,
          (error: unknown) => codeOf(error) !== "not_signed_in",
        ),
    });
    this.sender = new Sender(this);
    this.receipts = new Receipts(this);
    this.asks = new Asks(this);
    this.acts = new Acts(this);
    this.resumer = new Resumer(this);
    this.roll = new Roll(this);
    this.shelf = new Shelf(this);
  }

  /** Begin with what was kept here. @param early The service answers, and will tell them: no messages until then. */
  recall({ conversations, threads }: Kept, early: boolean) {
    this.shelf.rest = conversations;
    this.dispatch({ type: "kept", conversations, threads: early ? [] : threads, early });
  }

  /** Connect, unless it is over already. */
  start() {
    if (this.closed) return;
    this.sender.restore();
    this.acts.doer.restore();
    this.shelf.start();
    this.live.start();
    this.workerTimer = setInterval(() => this.askWorker(), ASK_WORKER_EVERY);
  }

  /** Stop all that goes on, and say so. */
  end(reason: Leaving) {
    this.close();
    this.host.signedOut(reason);
  }

  /** Stop all that goes on: what is written is kept, and nothing begins any more. */
  close() {
    this.closed = true;
    for (const work of this.endings) work();
    clearInterval(this.workerTimer);
    this.live.stop();
    this.shelf.stop();
    this.resumer.stop();
    this.sender.lost();
    this.acts.doer.stop();
  }

  /** A signal: who reads it while drawing is drawn anew when it changes. */
  get state(): State {
    return this.signal.get();
  }

  set state(next: State) {
    this.signal.set(next);
  }

  /** @param view Called soon after every change. */
  subscribe(view: (state: State) => void): () => void {
    this.views.add(view);
    return () => this.views.delete(view);
  }

  /** A text is too long to send. @returns Whether somebody took it back. */
  returned(entry: Unsent): boolean {
    return [...this.takers].some((take) => take(entry));
  }

  /** @param listener Called with each frame, after it is in the state. */
  onFrame(listener: (frame: FromServer) => void): () => void {
    this.frameListeners.add(listener);
    return () => this.frameListeners.delete(listener);
  }

  dispatch(event: Change) {
    const before = this.state;
    this.state = reduce(before, event);
    if (this.state === before || this.renderQueued) return;
    this.renderQueued = true;
    queueMicrotask(() => {
      this.renderQueued = false;
      for (const view of [...this.views]) view(this.state);
    });
  }

  frame(frame: FromServer) {
    const { me, state: before } = this;
    if (frame.type === "ready" && frame.me.id !== me.id) {
      this.close(); // somebody else has signed in here since: nothing that waits goes out in their name
      return location.reload();
    }
    this.sender.heard();
    this.dispatch({ ...frame, at: elapsed() });
    this.me = this.state.me ?? me;
    this.answers.heard(frame);
    if (frame.type === "ready") {
      this.resumer.helloSent();
      this.roll.began(frame);
    }
    for (const message of messagesOf(frame)) {
      if (message.author_id === me.id) this.sender.confirmed(message);
    }
    if (frame.type === "error") {
      this.sender.refused(frame);
      this.receipts.refused(frame);
    }
    if (frame.type === "typing")
      setTimeout(() => this.dispatch({ type: "typing_faded", at: elapsed() }), TYPING_FADES + 50);
    if ("conversation_id" in frame && !before.conversations.has(frame.conversation_id))
      this.roll.refresh(frame.conversation_id);
    if (frame.type === "ready") this.sender.flush();
    if (frame.type === "pipeline") this.askWorker();
    this.receipts.after(frame);
    this.resumer.check();
    for (const listener of this.frameListeners) listener(frame);
  }

  linked(status: LinkStatus) {
    if (status !== "live") {
      this.sender.lost();
      this.asks.lost();
    }
    this.dispatch({ type: "link", status, at: elapsed() });
    if (status === "live") this.acts.doer.flush();
    else this.acts.doer.lost();
    if (status === "live") this.askWorker();
  }

  askWorker() {
    const counts = this.languages.ask();
    api.languages().then(
      (languages) => counts() && this.dispatch({ type: "languages", languages }),
      () => {},
    );
  }

  /** Load the newest page of a conversation, once. */
  open(id: string): Promise<void> {
    return this.pages.open(id);
  }

  loadOlder(id: string): Promise<void> {
    return this.pages.older(id);
  }

  /** What is known of a conversation may not be how it stands. */
  refresh(id: string) {
    this.roll.refresh(id);
  }

  /** A conversation was asked for, and is known by now: no frame has told of it. */
  met(conversation: Conversation) {
    for (const listener of this.frameListeners) listener({ type: "conversation", conversation });
  }

  /** @param seq Highest seq that was on the screen of an attentive reader. */
  read(id: string, seq: number) {
    if (seq <= (this.state.conversations.get(id)?.mine.read_seq ?? 0)) return;
    this.dispatch({ type: "read", conversation_id: id, seq });
    this.receipts.flush();
  }

  typing(id: string) {
    const now = elapsed();
    if (now - (this.typed.get(id) ?? -TYPING_EVERY) < TYPING_EVERY) return;
    if (this.live.send({ type: "typing", conversation_id: id })) this.typed.set(id, now);
  }

  /** @returns The conversation's id. */
  async startWith(handle: string): Promise<string> {
    return (await this.answers.ask(() => api.startWith(handle))).id;
  }

  async decide(id: string, what: Decision) {
    await this.answers.ask(() => api.decide(id, what));
  }

  /** How I see a conversation: its suggested replies, and whether it is announced. */
  async changeConversation(id: string, changes: ConversationChanges) {
    await this.answers.ask(() => api.changeConversation(id, changes));
  }

  /** Something about me is different that no frame tells. */
  async askMe(): Promise<void> {
    this.meet(await api.me());
  }

  /** Who I am, as the service says it now. */
  meet(me: Me): void {
    this.me = me;
    this.dispatch({ type: "me", me });
  }

  async changeMe(changes: Parameters<typeof api.changeMe>[0]): Promise<void> {
    const change = this.changing.then(() => api.changeMe(changes));
    this.changing = change.catch(() => {});
    const me = await change;
    const before = this.me.language;
    this.me = me;
    this.dispatch({ type: "me", me: this.me });
    if (this.me.language === before) return;
    this.dispatch({ type: "threads_forgotten" });
    this.live.restart();
  }
}
