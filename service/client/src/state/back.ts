/** Far back in a conversation: pages are loaded until a message is there, and come into the state all at once. */

import { api } from "../protocol/http.ts";
import type { Message } from "../protocol/types.ts";
import type { Session } from "./session.ts";

const PAGE = 200;
/** More than this many are not held: fifty answers to wait for, and their memory. */
export const FURTHEST = 10_000;

export interface Way {
  /** Told how many messages have come, and how many there are to come. */
  progress: (done: number, all: number) => void;
  /** Whoever asked wants it no more. */
  stopped: () => boolean;
}

export type Arrival = "there" | "far" | "stopped";

/** Rejects where a page does not come; what has come by then is kept. */
export async function loadBack(session: Session, id: string, seq: number, way: Way): Promise<Arrival> {
  await session.open(id);
  const begin = session.state.threads.get(id)?.from ?? 1;
  if (begin <= seq) return "there";
  if (begin - seq > FURTHEST) return "far";
  const got: Message[] = [];
  let from = begin;
  const pages = async () => {
    while (from > seq && !way.stopped()) {
      way.progress(begin - from, begin - seq);
      const { messages } = await api.before(id, from, PAGE);
      got.unshift(...messages);
      from = messages[0]?.seq ?? 1;
    }
  };
  const broke: unknown[] = [];
  const asked = () => pages().catch((error: unknown) => void broke.push(error));
  await session.answers.meanwhile.ask(asked, () => {
    if (got.length) session.dispatch({ type: "older", conversation_id: id, messages: got });
  });
  if (broke.length) throw broke[0];
  return from > seq ? "stopped" : "there";
}
