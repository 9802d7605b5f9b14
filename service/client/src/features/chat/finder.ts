/** Brings a message into view, and loads the pages before it where it lies further back. */

import { held } from "../../state/marked.ts";
import type { Session } from "../../state/session.ts";
import { still } from "../../ui/element.ts";

/** Pages that are loaded on the way, at most: 2,000 messages. */
const PAGES = 40;
const SHOWN = 1600;

interface Holder extends HTMLElement {
  /** All that has come is drawn, and what the eye rests on is where it was. */
  settled(): Promise<void>;
}

/** @returns False where it is not to be found: too far back, gone, or without a connection. */
export async function finder(
  session: Session,
  conversation: string,
  log: Holder,
  id: string,
): Promise<boolean> {
  const near = session.state.threads.get(conversation)?.messages.some((one) => one.id === id);
  if (!near && !(await loaded(session, conversation, id))) return false;
  await log.settled();
  const found = log.querySelector<HTMLElement>(`duo-bubble[data-message-id="${CSS.escape(id)}"]`);
  if (!found) return false;
  found.scrollIntoView({ block: "center", behavior: still() || !near ? "auto" : "smooth" });
  found.tabIndex = -1;
  found.focus({ preventScroll: true });
  found.toggleAttribute("found", true);
  setTimeout(() => found.toggleAttribute("found", false), SHOWN);
  return true;
}

async function loaded(session: Session, conversation: string, id: string): Promise<boolean> {
  const here = () => session.state.threads.get(conversation)?.messages.some((one) => one.id === id) ?? false;
  try {
    const seq = held(session.state, conversation, id)?.seq ?? (await session.acts.fetch(id)).seq;
    for (let page = 0; page < PAGES && !here(); page += 1) {
      const from = session.state.threads.get(conversation)?.from ?? 1;
      if (from <= 1 || from <= seq) break;
      await session.loadOlder(conversation);
    }
  } catch {
    return false;
  }
  return here();
}
