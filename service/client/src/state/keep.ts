/** What survives a reload, in localStorage: preferences, drafts, unsent messages. Works without storage too. */

import type { Deed, LinkCard, SuggestionUse, Unsent } from "../protocol/types.ts";
import { empty } from "./shelf.ts";

const ROOT = "duologue";

/** What an older client of mine left may be of another shape: whoever reads says what it should be, and copes. */
function read<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(`${ROOT}.${key}`) ?? "null") as T | null;
  } catch {
    return null;
  }
}

/** @returns False where the browser keeps nothing. */
function write(key: string, value: unknown): boolean {
  try {
    if (value === null || value === "") localStorage.removeItem(`${ROOT}.${key}`);
    else localStorage.setItem(`${ROOT}.${key}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

function keysUnder(prefix: string): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`${ROOT}.${prefix}.`));
  } catch {
    return [];
  }
}

/** How this browser shows things. `boot.ts` reads the same key before the first paint. */
export interface Prefs {
  theme: string;
  text: string;
  contrast: string;
  preview: string;
  typing: string;
  /** How often Tab took a prediction. */
  tabs?: number;
}

const PREFS: Prefs = { theme: "system", text: "normal", contrast: "system", preview: "on", typing: "on" };

export const prefs = {
  read: (): Prefs => ({ ...PREFS, ...read<Partial<Prefs>>("prefs") }),
  write: (changes: Partial<Prefs>) => write("prefs", { ...prefs.read(), ...changes }),
};

/** The language last chosen, for the sign-in page. */
export const lastLanguage = {
  read: () => read<string>("language"),
  write: (code: string) => write("language", code),
};

/** Whether somebody signed in here: the cookie itself cannot be seen, and asking in vain is an error in the log. */
export const signedIn = {
  read: () => Boolean(read("signed_in")),
  /** @returns Who it was. */
  who: (): string | null => {
    const who = read<string | true>("signed_in");
    return typeof who === "string" ? who : null;
  },
  write: (me: string | null) => write("signed_in", me),
};

/** Longest message in characters, as the service last said. */
export const textLimit = {
  read: () => read<number>("limit") ?? 5000,
  write: (limit: number) => write("limit", limit),
};

/** What is written and not sent. */
export interface Draft {
  text: string;
  suggestion?: Chosen | null;
  /** The message that it will quote. */
  reply_to?: string | null;
  /** The preview of a link in it. */
  link?: ShownLink | null;
}

/** A preview that the service has made of a link, and keeps for a day until it is sent: its id, and what it shows. */
export interface ShownLink {
  readonly url: string;
  readonly id: string;
  readonly card: LinkCard;
}

/** An edit that is not saved yet: of which message, from which of its versions. */
export interface Edit {
  id: string;
  edited_at: string | null;
  was: string;
  text: string;
  /** The preview of a link in it. */
  link?: ShownLink | null;
}

/** A suggestion that was taken to be edited, and its text. */
export type Chosen = SuggestionUse & { was?: string };

/** One draft per person and conversation. */
export const drafts = {
  read: (me: string, conversation: string) => read<Draft>(`draft.${me}.${conversation}`),
  write: (me: string, conversation: string, draft: Draft | null) =>
    write(`draft.${me}.${conversation}`, draft?.text || draft?.reply_to ? draft : null),
};

/** One edit per person and conversation, beside the draft that it interrupts. */
export const edits = {
  read: (me: string, conversation: string) => read<Edit>(`edit.${me}.${conversation}`),
  write: (me: string, conversation: string, edit: Edit | null) => write(`edit.${me}.${conversation}`, edit),
};

/** Unsent messages, one key each, so that two tabs never overwrite each other's. */
export const outbox = {
  all: (me: string): Unsent[] =>
    keysUnder(`unsent.${me}`)
      .map((key) => read<Unsent>(key.slice(ROOT.length + 1)))
      .filter((entry) => entry !== null),
  put: (me: string, entry: Unsent) => write(`unsent.${me}.${entry.client_id}`, entry),
  remove: (me: string, clientId: string) => write(`unsent.${me}.${clientId}`, null),
};

/** What was done to messages and is not confirmed, one key each, as above. */
export const waitingDeeds = {
  all: (me: string): Deed[] =>
    keysUnder(`deed.${me}`)
      .map((key) => read<Deed>(key.slice(ROOT.length + 1)))
      .filter((deed) => deed !== null),
  put: (me: string, deed: Deed) => {
    if (write(`deed.${me}.${deed.id}`, deed)) written.add(deed.id);
  },
  remove: (me: string, id: string) => {
    written.delete(id);
    write(`deed.${me}.${id}`, null);
  },
  /** It was kept, and another tab has done or discarded it. */
  goneElsewhere: (me: string, id: string) => written.has(id) && read(`deed.${me}.${id}`) === null,
};

/** Ids of deeds that this browser has kept. */
const written = new Set<string>();

/** Words that one person has sent, by language: what predictive text adds of their own. */
export const ownWords = {
  read: (me: string, language: string) => read<unknown>(`words.${me}.${language}`),
  write: (me: string, language: string, words: object) => write(`words.${me}.${language}`, words),
  any: (me: string) => keysUnder(`words.${me}`).length > 0,
  forget: (me: string) => keysUnder(`words.${me}`).forEach((key) => localStorage.removeItem(key)),
};

/** Whether the desk shows messages in one language, with the other behind a tap. */
export const oneLanguage = {
  read: () => read<boolean>("desk.one") === true,
  write: (on: boolean) => write("desk.one", on || null),
};

export interface Wish {
  on: boolean;
  hidesText: boolean;
}

/** Whether one person is told of messages by this browser, and whether with their text. */
export const notify = {
  read: (me: string) => read<Wish>(`notify.${me}.wish`),
  write: (me: string, wish: Wish | null) => write(`notify.${me}.wish`, wish),
};

/**
 * A session is over that this browser did not end itself. Learnt words and what was read go in any
 * case. Where its time was up, what was
 * written and not sent waits for the same person; where it was ended elsewhere, that goes too.
 * @param reason "expired" or "ended".
 */
export function leftBehind(me: string | null, reason: string) {
  if (reason === "ended") return me ? forget(me) : forgetOthers("");
  void empty({ but: "" });
  if (me) ownWords.forget(me);
}

/** Somebody signs in: what anybody else left here goes. */
export function forgetOthers(me: string) {
  void empty({ but: me });
  for (const kind of ["draft", "edit", "unsent", "deed", "words", "notify"]) {
    for (const key of keysUnder(kind)) {
      if (!me || !key.startsWith(`${ROOT}.${kind}.${me}.`)) localStorage.removeItem(key);
    }
  }
}

/** Forget what one person left here: drafts, unsent messages, words, and what was read. */
export function forget(me: string) {
  void empty({ only: me });
  ownWords.forget(me);
  notify.write(me, null);
  for (const kind of ["draft", "edit", "unsent", "deed"])
    for (const key of keysUnder(`${kind}.${me}`)) localStorage.removeItem(key);
}
