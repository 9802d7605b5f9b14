/** One signed-in person's connection to the service: holds the state, and turns wishes of the views into calls. */

import { positions } from "./select.ts";
import { initial, reduce, TYPING_FADES } from "./store.ts";
import { api, Refused } from "../protocol/http.ts";
import { Asks } from "../protocol/asks.ts";
import { forget, leftBehind } from "./keep.ts";
import { Live } from "../protocol/socket.ts";
import { Receipts } from "./receipts.ts";
import { Resumer } from "./resumer.ts";
import { Sender } from "./sender.ts";
import { Shelf } from "./shelf.ts";
import { elapsed } from "../text/time.ts";

const ASK_WORKER_EVERY = 30000;
const TYPING_EVERY = 2000;
/** Above every seq: the page before it is the newest one, also when a message comes in meanwhile. */
const BEYOND = 2 ** 31 - 1;

/** @param {any} error @returns {"ended" | "expired"} Only what is known to be ended loses what was written. */
export const whyNot = (error) => (error.details?.reason === "ended" ? "ended" : "expired");

export class Session {
  /**
   * @param {import("../protocol/types.ts").Me} me
   * @param {{signedOut: (reason: "wished" | "ended" | "expired" | "deleted") => void}} host
   */
  constructor(me, host) {
    this.me = me;
    this.host = host;
    this.state = reduce(initial(), /** @type {any} */ ({ type: "me", me }));
    this.views = new Set();
    this.frameListeners = new Set();
    /** @type {(entry: import("../protocol/types.ts").Unsent) => boolean} Takes a text back that is too long to send. */
    this.returned = () => false;
    /** @type {Map<string, number>} Conversation to when its other side was last told that I type. */
    this.typed = new Map();
    /** @type {Set<string>} Messages whose suggestions were reported as shown. */
    this.toldShown = new Set();
    this.live = new Live({
      hello: () => ({ type: "hello", positions: positions(this.state) }),
      frame: (frame) => this.frame(frame),
      status: (status) => this.linked(status),
      signedOut: () => this.over(),
      stillSignedIn: () =>
        api.me().then(
          () => true,
          (error) => error.code !== "not_signed_in",
        ),
    });
    this.sender = new Sender(this);
    this.receipts = new Receipts(this);
    this.asks = new Asks(this);
    this.resumer = new Resumer(this);
    this.shelf = new Shelf(this);
  }

  /** Begin with what was kept here: the service does not answer. @param {import("./shelf.ts").Kept} kept */
  recall({ conversations, threads }) {
    this.dispatch({ type: "kept", conversations, threads });
  }

  start() {
    this.sender.restore();
    this.shelf.start();
    this.live.start();
    this.askWorker();
    this.workerTimer = setInterval(() => this.askWorker(), ASK_WORKER_EVERY);
  }

  /** The socket was closed for want of a session: ask why, and let go of what must not stay. */
  async over() {
    if (this.isOver) return;
    if (this.isLeaving) {
      this.wasClosed = true;
      return;
    }
    this.isOver = true;
    const reason = await api.me().then(() => "expired", whyNot);
    this.end(reason);
    leftBehind(this.me.id, reason);
  }

  /** @param {"wished" | "ended" | "expired" | "deleted"} reason */
  end(reason) {
    clearInterval(this.workerTimer);
    this.live.stop();
    this.shelf.stop();
    this.resumer.stop();
    this.sender.lost();
    this.host.signedOut(reason);
  }

  /** @param {(state: import("../protocol/types.ts").State) => void} view Called soon after every change. @returns {() => void} */
  subscribe(view) {
    this.views.add(view);
    return () => this.views.delete(view);
  }

  /** @param {(frame: any) => void} listener Called with each frame, after it is in the state. @returns {() => void} */
  onFrame(listener) {
    this.frameListeners.add(listener);
    return () => this.frameListeners.delete(listener);
  }

  dispatch(event) {
    const before = this.state;
    this.state = reduce(before, event);
    if (this.state === before || this.renderQueued) return;
    this.renderQueued = true;
    queueMicrotask(() => {
      this.renderQueued = false;
      for (const view of [...this.views]) view(this.state);
    });
  }

  frame(frame) {
    const { me, state: before } = this;
    this.sender.heard();
    this.dispatch({ ...frame, at: elapsed() });
    this.me = this.state.me ?? me;
    if (frame.type === "ready") this.resumer.helloSent();
    if (frame.message?.author_id === me.id) this.sender.confirmed(frame.message);
    for (const message of frame.messages ?? []) {
      if (message.author_id === me.id) this.sender.confirmed(message);
    }
    if (frame.type === "error") {
      this.sender.refused(frame);
      this.receipts.refused(frame);
    }
    if (frame.type === "typing")
      setTimeout(() => this.dispatch({ type: "typing_faded", at: elapsed() }), TYPING_FADES + 50);
    if (frame.conversation_id && !before.conversations.has(frame.conversation_id)) this.refresh(frame.conversation_id);
    if (frame.type === "ready") this.sender.flush();
    if (frame.type === "pipeline") this.askWorker();
    this.receipts.after(frame);
    this.resumer.check();
    for (const listener of this.frameListeners) listener(frame);
  }

  linked(status) {
    if (status !== "live") {
      this.sender.lost();
      this.asks.lost();
    }
    this.dispatch({ type: "link", status, at: elapsed() });
    if (status === "live") this.askWorker();
  }

  askWorker() {
    api.languages().then(
      (languages) => this.dispatch({ type: "languages", languages }),
      () => {},
    );
  }

  /** Load the newest page of a conversation, once. @param {string} id @returns {Promise<void>} */
  async open(id) {
    if (this.state.threads.get(id)?.loaded) return;
    this.dispatch({ type: "opening", conversation_id: id });
    const { messages, rev } = await api.before(id, BEYOND);
    this.dispatch({ type: "page", conversation_id: id, messages, rev });
    this.resumer.check();
  }

  /** @param {string} id @returns {Promise<void>} */
  async loadOlder(id) {
    const { from } = this.state.threads.get(id);
    const { messages } = await api.before(id, from);
    this.dispatch({ type: "older", conversation_id: id, messages });
  }

  refresh(id) {
    api.conversation(id).then(
      (conversation) => this.dispatch({ type: "conversation", conversation }),
      () => {},
    );
  }

  /** @param {string} id @param {number} seq Highest seq that was on the screen of an attentive reader. */
  read(id, seq) {
    if (seq <= (this.state.conversations.get(id)?.mine.read_seq ?? 0)) return;
    this.dispatch({ type: "read", conversation_id: id, seq });
    this.receipts.flush();
  }

  typing(id) {
    const now = elapsed();
    if (now - (this.typed.get(id) ?? -TYPING_EVERY) < TYPING_EVERY) return;
    if (this.live.send({ type: "typing", conversation_id: id })) this.typed.set(id, now);
  }

  /** @param {string} handle @returns {Promise<string>} The conversation's id. */
  async startWith(handle) {
    const conversation = await api.startWith(handle);
    this.dispatch({ type: "conversation", conversation });
    return conversation.id;
  }

  /** @param {string} id @param {"accept" | "ignore" | "block" | "unblock"} what */
  async decide(id, what) {
    const conversation = await api.decide(id, what);
    this.dispatch({ type: "conversation", conversation });
  }

  async offerReplies(id, on) {
    const conversation = await api.changeConversation(id, { suggestions: on });
    this.dispatch({ type: "conversation", conversation });
  }

  /** @param {{name?: string, language?: string, theme?: string}} changes @returns {Promise<void>} */
  async changeMe(changes) {
    const before = this.me.language;
    this.me = await api.changeMe(changes);
    this.dispatch({ type: "me", me: this.me });
    if (this.me.language === before) return;
    this.dispatch({ type: "threads_forgotten" });
    this.live.restart();
  }

  /** End this session here. */
  signOut() {
    const signOut = () =>
      api.signOut().catch((error) => {
        if (!(error instanceof Refused) || error.code !== "not_signed_in") throw error;
      });
    return this.leave(signOut, "wished");
  }

  /** Delete my account, with all that this browser keeps of it. @param {string} password */
  deleteMe(password) {
    return this.leave(() => api.deleteMe(password), "deleted");
  }

  /**
   * Do what ends this session. Its socket may be closed before the answer comes: that is part of it, and no news.
   *
   * @param {() => Promise<unknown>} work
   * @param {"wished" | "deleted"} reason
   */
  async leave(work, reason) {
    this.isLeaving = true;
    try {
      await work();
    } catch (error) {
      this.isLeaving = false;
      if (this.wasClosed) void this.over();
      throw error;
    }
    this.isOver = true;
    this.end(reason);
    forget(this.me.id);
  }
}
