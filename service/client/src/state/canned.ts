/**
 * Canned answers as last heard of: fetched when the first slash is typed, and anew after a while.
 *
 * @typedef {{id: string, shortcut: string, language: string, text: string, installation: boolean,
 *   organisation: string | null}} Answer  `organisation`: the id of whose it is; for its conversations alone.
 */

import { api } from "../protocol/http.ts";
import { elapsed } from "../text/time.ts";

const FRESH = 30000;

/** @type {WeakMap<object, {answers: Answer[] | null, at: number, asking: boolean}>} By session. */
const known = new WeakMap();

function kept(session) {
  if (!known.has(session)) known.set(session, { answers: null, at: -Infinity, asking: false });
  return known.get(session);
}

/** @param {object} session @returns {Answer[] | null} Null where none have come yet. */
export function answersOf(session) {
  return kept(session).answers;
}

/**
 * They have changed.
 *
 * @param {object} session
 * @param {{mine: any[], organisations?: Record<string, any[]>, house: any[]}} canned
 */
export function keepAnswers(session, { mine, organisations = {}, house }) {
  const whose = (ones, installation, organisation = null) => ones.map((one) => ({ ...one, installation, organisation }));
  const theirs = Object.entries(organisations).flatMap(([id, ones]) => whose(ones, false, id));
  const answers = [...whose(mine, false), ...theirs, ...whose(house, true)];
  Object.assign(kept(session), { answers, at: elapsed() });
}

/** Ask for them where they are not fresh. @param {object} session @param {() => void} then Called when they came. */
export function refreshAnswers(session, then) {
  const one = kept(session);
  if (one.asking || elapsed() - one.at < FRESH) return;
  one.asking = true;
  api
    .canned()
    .then(
      (canned) => (keepAnswers(session, canned), then()),
      () => (one.at = elapsed()), // without them a slash is only a slash; the next one after a while asks again
    )
    .finally(() => (one.asking = false));
}
