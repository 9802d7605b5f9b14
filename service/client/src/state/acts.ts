/** What is done to messages that are there: edit, take back, react, pin. What waits for the line is said. */

import { api, codeOf } from "../protocol/http.ts";
import type { Message } from "../protocol/types.ts";
import type { ShownLink } from "./keep.ts";
import { Doer, type Outcome, type Target } from "./doer.ts";
import type { Session } from "./session.ts";

/** After a failure nothing is asked for again before, in ms. */
const REST = 10_000;

export class Acts {
  readonly doer: Doer;
  private readonly session: Session;
  /** Being asked for, or asked for in vain a moment ago: ids of messages and of conversations. */
  private readonly asked = new Set<string>();

  constructor(session: Session) {
    this.session = session;
    this.doer = new Doer(session);
  }

  /**
   * @param was Text that the edit began from.
   * @param edited_at Of that version.
   * @param shown What its link leads to, where that is to be shown from now on.
   */
  edit(
    message: Target,
    text: string,
    was: string,
    edited_at: string | null,
    shown: ShownLink | null = null,
  ): Promise<Outcome> {
    const link = shown ? { link: shown.id, card: shown.card } : {};
    return this.doer.do(message, { kind: "edit", text, was, edited_at, ...link });
  }

  /** Its link is shown no more; the text stays. */
  hideLink(message: Message): Promise<Outcome> {
    const { text, edited_at } = message;
    return this.doer.do(message, { kind: "edit", text, was: text, edited_at, link: false });
  }

  remove(message: Target): Promise<Outcome> {
    return this.doer.do(message, { kind: "remove" });
  }

  react(message: Target, emoji: string, on: boolean): Promise<Outcome> {
    return this.doer.do(message, { kind: "react", emoji, on });
  }

  pin(message: Target, on: boolean): Promise<Outcome> {
    return this.doer.do(message, { kind: "pin", on });
  }

  /** As it is now. */
  fetch(id: string): Promise<Message> {
    return this.took(api.message(id));
  }

  /** Ask once for a quoted message that is not held here. */
  quote(id: string): void {
    if (this.session.state.quoted.has(id)) return;
    const told = (message: Message | null) => this.session.dispatch({ type: "quoted", id, message });
    const failed = (error: unknown) => {
      if (codeOf(error) !== "not_found") throw error;
      told(null);
    };
    this.once(id, () => this.session.answers.meanwhile.ask(() => api.message(id), told).catch(failed));
  }

  /** Ask once for what is pinned in a conversation. */
  pins(conversation_id: string): void {
    if (this.session.state.pins.has(conversation_id)) return;
    const told = (messages: Message[]) => this.session.dispatch({ type: "pins", conversation_id, messages });
    const ask = () => api.pinned(conversation_id);
    this.once(conversation_id, () => this.session.answers.meanwhile.ask(ask, told));
  }

  private once(key: string, ask: () => Promise<void>): void {
    if (this.asked.has(key)) return;
    this.asked.add(key);
    ask().then(
      () => this.asked.delete(key),
      () => setTimeout(() => this.asked.delete(key), REST),
    );
  }

  private async took(asked: Promise<Message>): Promise<Message> {
    const message = await asked;
    const { conversation_id, rev } = message;
    this.session.dispatch({ type: "enriched", conversation_id, rev, message });
    return message;
  }
}
