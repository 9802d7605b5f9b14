/** What HTTP answers of conversations, beside what frames say meanwhile: what came later stays. */

import type { Change, Conversation, FromServer, Message, State } from "../protocol/types.ts";
import { Moments } from "./moments.ts";

/** What of a session is needed here. */
interface Host {
  readonly state: State;
  dispatch(event: Change): void;
  refresh(id: string): void;
}

/** What of messages is in a frame. */
export function messagesOf(frame: FromServer): Message[] {
  if (frame.type === "messages") return frame.messages;
  return "message" in frame && typeof frame.message === "object" ? [frame.message] : [];
}

/** Messages that are asked for, beside those that frames bring meanwhile. */
export class Meanwhile {
  /** What has come while something was on its way, of each such question. */
  private readonly pending = new Set<Map<string, Message>>();

  constructor(private readonly host: Pick<Host, "dispatch">) {}

  heard(frame: FromServer): void {
    for (const message of messagesOf(frame)) for (const all of this.pending) all.set(message.id, message);
  }

  /** Ask for messages that are not held, and take them in: changes of them that came meanwhile come after. */
  async ask<Answer>(question: () => Promise<Answer>, take: (answer: Answer) => void): Promise<void> {
    const meanwhile = new Map<string, Message>();
    this.pending.add(meanwhile);
    try {
      take(await question());
    } finally {
      this.pending.delete(meanwhile);
    }
    for (const message of meanwhile.values()) {
      const { conversation_id, rev } = message;
      this.host.dispatch({ type: "enriched", conversation_id, rev, message });
    }
  }
}

export class Answers {
  readonly moments = new Moments<string>();
  readonly meanwhile: Meanwhile;

  constructor(private readonly host: Host) {
    this.meanwhile = new Meanwhile(host);
  }

  /** A frame has been taken into the state. */
  heard(frame: FromServer): void {
    if (frame.type === "ready") this.moments.begin();
    if (frame.type === "conversation") this.moments.tell(frame.conversation.id);
    if (frame.type === "mood") this.moments.tell(moodOf(frame.conversation_id));
    if (frame.type === "presence") this.moments.tell(personOf(frame.person_id));
    if (frame.type === "person") this.moments.tell(personOf(frame.person.id));
    this.meanwhile.heard(frame);
  }

  /** Take in a conversation. @param asked The moment when it was asked for. Where in doubt it is asked for anew. */
  take(conversation: Conversation, asked: number): void {
    const held = this.host.state.conversations.get(conversation.id);
    if (!held) {
      this.host.dispatch({ type: "conversation", conversation });
      if (told(conversation).some((key) => this.moments.has(asked, key))) this.host.refresh(conversation.id);
      return;
    }
    const stays = this.moments.since(asked, held.id);
    const fresh = { ...conversation, ...(stays ? standing(held) : {}) };
    if (stays || this.moments.since(asked, moodOf(held.id))) fresh.mood = held.mood;
    if (stays || this.moments.since(asked, personOf(held.other.id))) fresh.other = held.other;
    this.host.dispatch({ type: "conversation", conversation: fresh });
    if (stays && said(held) !== said(conversation)) this.host.refresh(held.id);
  }

  /** Ask for a conversation, and take it in. */
  async ask(question: () => Promise<Conversation>): Promise<Conversation> {
    const { now } = this.moments;
    const conversation = await question();
    this.take(conversation, now);
    return conversation;
  }
}

/** Names of moments, beside that of a conversation itself, which is its id. */
const moodOf = (conversation: string) => `mood ${conversation}`;
export const personOf = (person: string) => `person ${person}`;
const told = ({ id, other }: Conversation) => [id, moodOf(id), personOf(other.id)];

/** What of a conversation is told as a whole. */
function standing({ state, muted, address, suggestions, organisation, left, away }: Conversation) {
  return { state, muted, address, suggestions, organisation, left, away };
}

function said(conversation: Conversation): string {
  return JSON.stringify(standing(conversation));
}
