/** What bubbles of one conversation have in common: names, what may be done, and how. */

import type { Question } from "../../protocol/asks.ts";
import type { Conversation, Message, Previewed, State } from "../../protocol/types.ts";
import type { Acts } from "../../state/acts.ts";
import type { Session } from "../../state/session.ts";

export interface Context {
  name: string;
  organisation: string;
  worker: State["languages"]["worker"];
  retry: (id: string) => void;
  discard: (id: string) => void;
  ask: (frame: Question) => Promise<Previewed>;
  changed: (message: Message) => void;
  /** My id, and the other side's. */
  me: string;
  other: string;
  editMinutes: number;
  may: { write: boolean; pin: boolean };
  acts: Acts;
  reply: (message: Message) => void;
  /** @param text Of an edit that was refused, to go on with. @returns Whether the composer has it. */
  edit: (message: Message, text?: string) => boolean;
  /** Scroll to a message. False where it is too far back. */
  goTo: (id: string) => Promise<boolean>;
}

/** What of it the log gives itself. */
type Ways = Pick<Context, "goTo" | "reply" | "edit">;

/** The same key, the same context: bubbles are drawn anew when it is another one. */
export function contextKey(conversation: Conversation, state: State): string {
  const { write, pin } = mayDo(conversation);
  const { name, id } = conversation.other;
  const { languages, editMinutes } = state;
  return [name, id, conversation.organisation?.name ?? "", languages.worker, editMinutes, write, pin].join(
    "\n",
  );
}

export function contextOf(
  conversation: Conversation,
  state: State,
  session: Session,
): Omit<Context, keyof Ways> {
  return {
    name: conversation.other.name,
    organisation: conversation.organisation?.name ?? "",
    worker: state.languages.worker,
    may: mayDo(conversation),
    editMinutes: state.editMinutes,
    me: session.me.id,
    other: conversation.other.id,
    acts: session.acts,
    retry: (id) => session.sender.retry(id),
    discard: (id) => session.sender.discard(id),
    changed: (message) => session.dispatch(enriched(message)),
    ask: (frame) => session.asks.ask(frame),
  };
}

/** What can be done here besides reading: a conversation may be over, or not be accepted yet. */
function mayDo({ other, state, left }: Conversation): Context["may"] {
  const over = Boolean(other.deleted) || state === "blocked" || state === "ignored";
  return { write: !over && left !== 0, pin: !over && (state ?? "accepted") === "accepted" };
}

function enriched(message: Message) {
  const { conversation_id, rev } = message;
  return { type: "enriched", conversation_id, rev, message } as const;
}
