/** The person's own words: counted where they are written, mixed with the model. Twin of `nlp/autocomplete/own.py`. */

import { fold, sentences, SPECIAL } from "./words.ts";

const MOST = 12000;
const LONGEST = 30;
/** How often a word that the model does not know was sent before it is offered: not a secret sent in passing. */
export const TWICE = 2;
const BASE = 0.2;
const ALWAYS = 400;
const AFTER_ONE = 6;
const AFTER_TWO = 2;

const NONE: Shares = { counts: new Map(), whole: 0 };

/** Counts of one context. */
export type Shares = { counts: Map<string, number>; whole: number };

export class Own {
  size: number;

  /** Counts by context: of no word, of the last word, of the last two. */
  after: Map<string, Map<string, number>>;
  /** Loose spellings, worked out once. */
  keys: Map<string, string>;

  constructor() {
    this.after = new Map();
    this.size = 0;
    this.keys = new Map();
  }

  /** Count a message that was sent. Nothing with a digit, no address and no very long word is counted. */
  learn(text: string, canonical: (token: string, initial: boolean) => string) {
    for (const tokens of sentences(text)) {
      const path = ["<s>", ...tokens.map((token, at) => canonical(token, at === 0))];
      for (let at = 1; at < path.length; at += 1) {
        const word = path[at]!;
        if (SPECIAL.includes(word) || word.length > LONGEST) continue;
        this.count("", word);
        this.count(path[at - 1]!, word);
        if (at > 1) this.count(`${path[at - 2]} ${path[at - 1]}`, word);
      }
    }
    while (this.size > MOST) this.fade();
  }

  count(context: string, word: string, by = 1) {
    let counts = this.after.get(context);
    if (!counts) this.after.set(context, (counts = new Map<string, number>()));
    if (!counts.has(word)) this.size += 1;
    counts.set(word, (counts.get(word) ?? 0) + by);
  }

  fade() {
    const { after } = this;
    this.keys.clear();
    this.after = new Map();
    this.size = 0;
    for (const [context, counts] of after) {
      for (const [word, count] of counts) if (count > 1) this.count(context, word, count / 2);
    }
  }

  /** @returns After nothing, the last token, the last two. */
  shares(tokens: string[]): [Shares, Shares, Shares] {
    const two = tokens.length > 1 ? this.of(`${tokens.at(-2)} ${tokens.at(-1)}`) : NONE;
    return [this.of(""), this.of(tokens.at(-1) ?? ""), two];
  }

  of(context: string): Shares {
    const counts = this.after.get(context);
    if (!counts) return NONE;
    let whole = 0;
    for (const count of counts.values()) whole += count;
    return { counts, whole };
  }

  /** @returns Words of the person that may follow. */
  words(key: string, shares: Shares[]): Iterable<string> {
    if (!key) return new Set(shares.flatMap(({ counts }) => [...counts.keys()]));
    return [...(this.after.get("")?.keys() ?? [])].filter((word) => this.keyOf(word).startsWith(key));
  }

  keyOf(word: string) {
    let key = this.keys.get(word);
    if (key === undefined) this.keys.set(word, (key = fold(word)));
    return key;
  }

  /** @returns What `Own.from` makes the same of. */
  kept(): object {
    return Object.fromEntries(
      [...this.after].map(([context, counts]) => [context, Object.fromEntries(counts)]),
    );
  }

  /** @returns Empty where it is not what was kept. */
  static from(kept: unknown): Own {
    const own = new Own();
    if (typeof kept !== "object" || !kept) return own;
    for (const [context, counts] of Object.entries(kept)) {
      for (const [word, count] of Object.entries((counts ?? {}) as object)) {
        if (typeof count === "number" && count > 0) own.count(context, word, count);
      }
    }
    return own;
  }
}

/** The model's probability of a word, and what the person's own words say about it. */
export function mixed(word: string, chance: number, [always, one, two]: [Shares, Shares, Shares]) {
  let mix = chance;
  if (always.whole) {
    const share = BASE * (always.whole / (always.whole + ALWAYS));
    mix = (1 - share) * mix + share * ((always.counts.get(word) ?? 0) / always.whole);
  }
  if (one.whole) mix = ((one.counts.get(word) ?? 0) + AFTER_ONE * mix) / (one.whole + AFTER_ONE);
  if (two.whole) mix = ((two.counts.get(word) ?? 0) + AFTER_TWO * mix) / (two.whole + AFTER_TWO);
  return mix;
}
