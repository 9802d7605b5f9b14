/** What is likely to follow. Twin of `nlp/autocomplete/predictor.py`: same steps, same order, the same answer. */

import { mixed, TWICE, type Own } from "./own.ts";
import { capital, fits, fold, hashed, place, saved, SPECIAL, type Place } from "./words.ts";
import type { Level, Packed, Rules } from "./packed.ts";

const UNFIT = 10000;
const HIGHEST = "\uffff";

/** Probability by cost, made by multiplication alone, so that every machine has the same bits. */
const CHANCE = new Float64Array(4 * 256);
CHANCE[0] = 1;
for (let cost = 1; cost < CHANCE.length; cost += 1)
  CHANCE[cost] = (CHANCE[cost - 1] as number) * 0.9394130628134758;

/** `text` replaces the begun word. */
export type Prediction = { text: string; chance: number };

export class Predictor {
  model: Packed;
  rules: Rules;
  exact: Map<string, number>;
  keys: string[];
  blocked: Set<number>;
  room: Int32Array;

  constructor(model: Packed) {
    this.model = model;
    this.rules = model.settings;
    this.exact = new Map(model.words.map((word, number) => [word, number]));
    this.keys = model.words.map((word, number) => (number < SPECIAL.length ? "" : fold(word)));
    this.blocked = new Set(this.rules.blocked);
    this.room = new Int32Array(model.words.length);
  }

  /** At most `count` predictions for what follows `text`, best first; the first may be of several words. */
  predict(text: string, own: Own | null = null, count: number = 3): Prediction[] {
    const where = place(text);
    if (!where) return [];
    const found = this.ranked(where, own, count);
    if (!found.length) return [];
    const curly = text.includes("’");
    return this.longer(found, where, own)
      .slice(0, count)
      .map(([word, chance]) => ({ text: typed(word, where, curly), chance }));
  }

  /** @returns Numbers of the last tokens, as many as the model looks back. */
  path(tokens: string[]): number[] {
    const first = Math.max(0, tokens.length - this.model.levels.length);
    return tokens.slice(first).map((token, at) => this.number(token, first + at === 1));
  }

  /** A token's number: as it is written, or as it is likely to be meant; 0 where it is not known. */
  number(token: string, initial = false): number {
    const special = SPECIAL.indexOf(token);
    if (special >= 0) return special;
    if (!initial && this.exact.has(token)) return this.exact.get(token) as number;
    const low = token.toLowerCase();
    const [first, last] = this.span(fold(token), true);
    return (
      this.cheapest(first, last, (word: string) => word.toLowerCase() === low) ||
      this.cheapest(first, last, () => true)
    );
  }

  cheapest(first: number, last: number, wanted: (word: string) => boolean): number {
    const { words, costs } = this.model;
    let best = 0;
    for (let n = first; n < last; n += 1)
      if (wanted(words[n]!) && (!best || costs[n]! < costs[best]!)) best = n;
    return best;
  }

  /** Numbers of the words whose loose spelling begins with `key`, or is it. */
  span(key: string, whole = false): [number, number] {
    return [this.seek(key), this.seek(whole ? `${key}\u0000` : key + HIGHEST)];
  }

  seek(key: string) {
    let low = SPECIAL.length;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @returns What each of the words from `first` to `last` costs after the path; overwritten next time. */
  costs(path: number[], first: number, last: number): Int32Array {
    const steps: [Level, number][] = [];
    for (let begin = path.length - 1; begin >= 0; begin -= 1) {
      const node = this.node(path.slice(begin));
      if (node !== null) steps.push([this.model.levels[path.length - begin - 1]!, node]);
    }
    let sum = steps.reduce((so_far, [level, node]) => so_far + level.backoff[node]!, 0);
    const found = this.room.subarray(0, last - first);
    for (let n = first; n < last; n += 1) found[n - first] = this.model.costs[n]! + sum;
    for (const [level, node] of steps) {
      sum -= level.backoff[node]!;
      const end = level.start[node + 1]!;
      let at = bisect(level.words, level.start[node]!, end, first);
      for (; at < end && level.words[at]! < last; at += 1)
        found[level.words[at]! - first] = level.costs[at]! + sum;
    }
    return found;
  }

  /** The node of a path, where anything follows it. */
  node(path: number[]): number | null {
    let node = path[0]!;
    for (let depth = 0; depth < path.length; depth += 1) {
      const { start, words } = this.model.levels[depth]!;
      if (depth === path.length - 1) return start[node + 1]! > start[node]! ? node : null;
      const wanted = path[depth + 1]!;
      const at = bisect(words, start[node]!, start[node + 1]!, wanted);
      if (at === start[node + 1] || words[at] !== wanted) return null;
      node = at;
    }
    return null;
  }

  /** @returns Words and their probabilities, best first. */
  ranked(where: Place, own: Own | null, count: number): [string, number][] {
    const { worth } = this.rules;
    const valued: [number, string, number][] = [];
    for (const [word, chance] of this.candidates(where, own)) {
      const gain = saved(word, where.begun);
      if (gain <= 0 || !(where.begun || chance >= this.rules.least)) continue;
      valued.push([
        chance * worth[Math.min(gain, worth.length - 1)]! * this.cased(word, where),
        word,
        chance,
      ]);
    }
    valued.sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? -1 : 1));
    return valued.slice(0, count).map(([, word, chance]) => [word, chance]);
  }

  /** @returns The model's likeliest words and the person's own, with their probabilities. */
  candidates(where: Place, own: Own | null): Map<string, number> {
    const { words } = this.model;
    const key = fold(where.begun);
    const [first, last] = where.begun ? this.span(key) : [SPECIAL.length, words.length];
    const costs = this.costs(this.path(where.tokens), first, last);
    if (key !== where.begun.toLowerCase()) {
      for (let n = first; n < last; n += 1) if (!fits(words[n]!, where.begun)) costs[n - first] = UNFIT;
    }
    const found = new Map(
      lowest(costs, this.rules.likely).map((n): [string, number] => [words[first + n]!, CHANCE[costs[n]!]!]),
    );
    return own ? this.withOwn(found, where, own, costs, first) : found;
  }

  withOwn(
    found: Map<string, number>,
    where: Place,
    own: Own,
    costs: Int32Array,
    first: number,
  ): Map<string, number> {
    const shares = own.shares(
      where.tokens.map((token: string, at: number) => this.canonical(token, at === 1)),
    );
    for (const word of own.words(fold(where.begun), shares.slice(1))) {
      if (found.has(word) || this.blocked.has(hashed(word)) || !fits(word, where.begun)) continue;
      const at = (this.exact.get(word) ?? 0) - first;
      if (at >= 0 && at < costs.length) found.set(word, CHANCE[costs[at]!]!);
      else if ((shares[0].counts.get(word) ?? 0) >= TWICE) found.set(word, 0);
    }
    for (const [word, chance] of found) found.set(word, mixed(word, chance, shares));
    return found;
  }

  /** Within a sentence, a word that is begun with the other case is seldom meant. */
  cased(word: string, { begun, tokens }: Place): number {
    if (!begun || tokens.length === 1) return 1;
    return capital(word) === capital(begun) ? 1 : this.rules.case;
  }

  /** The same with the first made longer, before itself, where what follows is likely enough. */
  longer(found: [string, number][], where: Place, own: Own | null): [string, number][] {
    const [best] = found;
    if (!best) return found;
    const words = [best[0]];
    let { tokens } = where;
    while (words.length < this.rules.most) {
      tokens = [...tokens, words.at(-1)!];
      const [next] = this.ranked({ tokens, begun: "", upper: where.upper }, own, 1);
      if (!next || next[1] < this.rules.onward) break;
      words.push(next[0]);
    }
    return words.length === 1 ? found : [[words.join(" "), best[1]], ...found];
  }

  /** A token as the model writes it; as it is, where the model does not know it. */
  canonical(token: string, initial: boolean): string {
    const number = this.number(token, initial);
    return number ? this.model.words[number]! : token;
  }
}

function bisect(numbers: Uint16Array, from: number, to: number, wanted: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @returns Where the lowest costs stand, lowest first, the earlier of equals first; the unfit never. */
function lowest(costs: Int32Array, count: number): number[] {
  const tally = new Uint32Array(UNFIT + 1);
  for (const cost of costs) tally[Math.min(cost, UNFIT)]! += 1;
  let limit = 0;
  for (let sum = tally[0]!; sum < count && limit < UNFIT - 1; sum += tally[limit]!) limit += 1;
  const found: number[] = [];
  for (let n = 0; n < costs.length; n += 1) if (costs[n]! <= limit) found.push(n);
  return found.sort((a, b) => costs[a]! - costs[b]! || a - b).slice(0, count);
}

/** As this person writes: capitals as begun, their kind of apostrophe. */
function typed(words: string, { begun, upper, tokens }: Place, curly: boolean): string {
  let text = words;
  if (begun.length > 1 && begun === begun.toUpperCase() && begun !== begun.toLowerCase())
    text = words.toUpperCase();
  else if (begun ? capital(begun) : upper && tokens.length === 1)
    text = words[0]!.toUpperCase() + words.slice(1);
  return curly ? text.replaceAll("'", "’") : text;
}
