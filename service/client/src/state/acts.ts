/** What is done to messages that are there: edit, take back, react, pin. Each comes back as the message it made. */

import { api, codeOf } from "../protocol/http.ts";
import type { Message } from "../protocol/types.ts";
import type { Session } from "./session.ts";

/** After a failure nothing is asked for again before, in ms. */
const REST = 10_000;

export class Acts {
  private readonly session: Session;
  /** Being asked for, or asked for in vain a moment ago: ids of messages and of conversations. */
  private readonly asked = new Set<string>();

  constructor(session: Session) {
    this.session = session;
  }

  /** @param edited_at Of the version that the edit began from. */
  edit(id: string, text: string, edited_at: string | null): Promise<Message> {
    return this.took(api.edit(id, text, edited_at));
  }

  remove(id: string): Promise<Message> {
    return this.took(api.remove(id));
  }

  react(id: string, emoji: string, on: boolean): Promise<Message> {
    return this.took(api.react(id, emoji, on));
  }

  pin(id: string, on: boolean): Promise<Message> {
    return this.took(api.pin(id, on));
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
    this.once(id, () => api.message(id).then(told, failed));
  }

  /** Ask once for what is pinned in a conversation. */
  pins(conversation_id: string): void {
    if (this.session.state.pins.has(conversation_id)) return;
    const told = (messages: Message[]) => this.session.dispatch({ type: "pins", conversation_id, messages });
    this.once(conversation_id, () => api.pinned(conversation_id).then(told));
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
