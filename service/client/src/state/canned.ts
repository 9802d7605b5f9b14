/** Canned answers as last heard of: fetched when the first slash is typed, and anew after a while. */

export type Answer = CannedAnswer & {
  installation: boolean;
  /** The id of whose it is; for its conversations alone. */
  organisation: string | null;
};

import { api } from "../protocol/http.ts";
import { elapsed } from "../text/time.ts";
import type { CannedAnswer, CannedAnswers } from "../protocol/generated.ts";
import type { Session } from "./session.ts";

const FRESH = 30000;

/** By session. */
const known: WeakMap<object, { answers: Answer[] | null; at: number; asking: boolean }> = new WeakMap();

function kept(session: Session) {
  const found = known.get(session) ?? { answers: null, at: -Infinity, asking: false };
  known.set(session, found);
  return found;
}

/** @returns Null where none have come yet. */
export function answersOf(session: Session): Answer[] | null {
  return kept(session).answers;
}

/** They have changed. */
export function keepAnswers(session: Session, { mine, organisations, house }: CannedAnswers): void {
  const whose = (ones: CannedAnswer[], installation: boolean, organisation: string | null = null): Answer[] =>
    ones.map((one) => ({ ...one, installation, organisation }));
  const theirs = Object.entries(organisations).flatMap(([id, ones]) => whose(ones, false, id));
  const answers = [...whose(mine, false), ...theirs, ...whose(house, true)];
  Object.assign(kept(session), { answers, at: elapsed() });
}

/** Ask for them where they are not fresh. @param then Called when they came. */
export function refreshAnswers(session: Session, then: () => void) {
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

/** An answer to choose, and the one that is sent: the same in the reader's own language, where one is kept. */
export interface Offer {
  readonly shown: Answer;
  readonly goes: Answer;
}

/**
 * Each shortcut once of whose it is, as I read it best.
 * @param organisation Whose conversation it is: of other organisations none.
 */
export function offers(
  answers: readonly Answer[],
  organisation: string | undefined,
  mine: string,
  theirs: string,
): Offer[] {
  const groups = new Map<string, Answer[]>();
  for (const one of answers) {
    if (one.organisation && one.organisation !== organisation) continue;
    const key = `${one.installation} ${one.organisation} ${one.shortcut}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const speaks = (tag: string) => (one: Answer) => one.language === tag.toLowerCase().split("-")[0];
  return [...groups.values()].flatMap((all) => {
    const shown = all.find(speaks(mine)) ?? all[0];
    return shown ? [{ shown, goes: all.find(speaks(theirs)) ?? shown }] : [];
  });
}
