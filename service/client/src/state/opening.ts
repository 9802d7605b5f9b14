/**
 * How a visit begins: what was kept here is shown at once, and can be written in, while the service says who this is.
 * Before it has said so nothing goes over the line: what waits to be sent is of who was here before.
 */

import { codeOf } from "../protocol/http.ts";
import type { Me } from "../protocol/types.ts";
import { whyNot } from "./ending.ts";
import type { Kept } from "./shelf.ts";

type Over = ReturnType<typeof whyNot>;

/** What was kept, on the screen. */
export interface Recalled {
  /** The service knows them; as they are now. */
  goOn(me: Me): void;
  /** It does not answer. */
  goAlone(): void;
  /** Somebody else enters, or the same person anew. */
  leave(): void;
  /** The session is over. */
  end(reason: Over): void;
}

export interface Page {
  kept(id: string): Promise<Kept | null>;
  recall(shelf: Kept): Promise<Recalled>;
  enter(me: Me, shelf: Kept | null): Promise<void>;
  /** The session was over before anything was shown. */
  gone(reason: Over): void;
  /** Nobody answers, and nothing is kept. */
  unreachable(): void;
}

/** @param who Was here last. @param asked Who I am, as the service says it. */
export async function opened(who: string | null, asked: Promise<Me>, page: Page): Promise<void> {
  asked.catch(() => undefined); // it is heard below
  const shelf = who ? await page.kept(who) : null;
  // Of whom an organisation asks something more, it says first whether they may see anything.
  const recalled = shelf && !shelf.me.demand ? await page.recall(shelf) : null;
  const answer = await asked.then(
    (me) => ({ me }),
    (error: unknown) => ({ error, code: codeOf(error) }),
  );
  if ("me" in answer) return known(answer.me, shelf, recalled, page);
  if (!answer.code) throw answer.error;
  if (answer.code === "not_signed_in") return (recalled ?? { end: page.gone }).end(whyNot(answer.error));
  if (recalled) return recalled.goAlone();
  if (!shelf) return page.unreachable();
  (await page.recall(shelf)).goAlone();
}

/** Who has become another, or speaks another language, or is asked for something, enters anew. */
async function known(me: Me, shelf: Kept | null, recalled: Recalled | null, page: Page): Promise<void> {
  const was = shelf?.me;
  if (recalled && me.id === was?.id && me.language === was.language && !me.demand) return recalled.goOn(me);
  recalled?.leave();
  await page.enter(me, me.id === was?.id ? shelf : await page.kept(me.id));
}
