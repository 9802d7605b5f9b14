/** What survives a reload, in localStorage: preferences, drafts, unsent messages. Works without storage too. */

import { empty } from "./shelf.ts";

const ROOT = "duologue";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(`${ROOT}.${key}`) ?? "null");
  } catch {
    return null;
  }
}

/** @returns {boolean} False where the browser keeps nothing. */
function write(key, value) {
  try {
    if (value === null || value === "") localStorage.removeItem(`${ROOT}.${key}`);
    else localStorage.setItem(`${ROOT}.${key}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

function keysUnder(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`${ROOT}.${prefix}.`));
  } catch {
    return [];
  }
}

/** How this browser shows things: theme, text size, contrast, preview. `boot.js` reads the same key before first paint. */
export const prefs = {
  read: () => ({ theme: "system", text: "normal", contrast: "system", preview: "on", typing: "on", ...read("prefs") }),
  write: (changes) => write("prefs", { ...prefs.read(), ...changes }),
};

/** The language last chosen, for the sign-in page. */
export const lastLanguage = { read: () => read("language"), write: (code) => write("language", code) };

/** Whether somebody signed in here: the cookie itself cannot be seen, and asking in vain is an error in the log. */
export const signedIn = {
  read: () => Boolean(read("signed_in")),
  /** @returns {string | null} Who it was. */
  who: () => (typeof read("signed_in") === "string" ? read("signed_in") : null),
  /** @param {string | null} me */
  write: (me) => write("signed_in", me),
};

/** Longest message in characters, as the service last said. */
export const textLimit = { read: () => read("limit") ?? 5000, write: (limit) => write("limit", limit) };

/** One draft per person and conversation. */
export const drafts = {
  read: (me, conversation) => read(`draft.${me}.${conversation}`),
  write: (me, conversation, draft) => write(`draft.${me}.${conversation}`, draft?.text ? draft : null),
};

/** Unsent messages, one key each, so that two tabs never overwrite each other's. */
export const outbox = {
  /** @returns {import("../protocol/types.ts").Unsent[]} */
  all: (me) =>
    keysUnder(`unsent.${me}`)
      .map((key) => read(key.slice(ROOT.length + 1)))
      .filter(Boolean),
  put: (me, entry) => write(`unsent.${me}.${entry.client_id}`, entry),
  remove: (me, clientId) => write(`unsent.${me}.${clientId}`, null),
};

/** Words that one person has sent, by language: what predictive text adds of their own. */
export const ownWords = {
  read: (me, language) => read(`words.${me}.${language}`),
  write: (me, language, words) => write(`words.${me}.${language}`, words),
  any: (me) => keysUnder(`words.${me}`).length > 0,
  forget: (me) => keysUnder(`words.${me}`).forEach((key) => localStorage.removeItem(key)),
};

/** Whether one person is told of messages by this browser, and whether with their text. */
export const notify = {
  /** @param {string} me @returns {{on: boolean, hidesText: boolean} | null} */
  read: (me) => read(`notify.${me}.wish`),
  /** @param {string} me @param {{on: boolean, hidesText: boolean} | null} wish */
  write: (me, wish) => write(`notify.${me}.wish`, wish),
};

/**
 * A session is over that this browser did not end itself. Learnt words and what was read go in any case. Where its time was up, what was
 * written and not sent waits for the same person; where it was ended elsewhere, that goes too.
 * @param {string | null} me @param {string} reason "expired" or "ended".
 */
export function leftBehind(me, reason) {
  if (reason === "ended") return me ? forget(me) : forgetOthers("");
  void empty({ but: "" });
  if (me) ownWords.forget(me);
}

/** Somebody signs in: what anybody else left here goes. @param {string} me */
export function forgetOthers(me) {
  void empty({ but: me });
  for (const kind of ["draft", "unsent", "words", "notify"]) {
    for (const key of keysUnder(kind)) {
      if (!me || !key.startsWith(`${ROOT}.${kind}.${me}.`)) localStorage.removeItem(key);
    }
  }
}

/** Forget what one person left here: drafts, unsent messages, words, and what was read. */
export function forget(me) {
  void empty({ only: me });
  ownWords.forget(me);
  notify.write(me, null);
  for (const key of [...keysUnder(`draft.${me}`), ...keysUnder(`unsent.${me}`)]) localStorage.removeItem(key);
}
