/** Predicts for one person: in the language they write just now, with the words they have sent before. */

import { predictorOf, primary } from "./load.ts";
import { Own } from "./own.ts";
import { place, sentences, SPECIAL } from "./words.ts";
import type { Prediction, Predictor } from "./predict.ts";

const LOOKED_AT = 12;
const ENOUGH = 2;
/** Share of unknown words from which other languages are looked at, and by how much one must fit better, in nats. */
const STRANGE = 0.4;
const CLEARLY = 2 * 16;
const UNKNOWN = 255;

/** Where the words are kept that one person has sent, by language. */
export interface Kept {
  read(me: string, language: string): unknown;
  write(me: string, language: string, words: object): unknown;
}

export class Writer {
  me: string;
  languages: () => [string, ...string[]];
  ready: Map<string, Predictor>;
  own: Map<string, Own>;
  /** Languages that were asked for since the field got the keyboard. */
  asked: Set<string>;

  /** @param languages The writer's own first, then others they may write in. */
  constructor(
    me: string,
    languages: () => string[],
    private readonly kept: Kept,
  ) {
    this.me = me;
    this.languages = () => [...new Set([...languages(), "en"].map(primary))] as [string, ...string[]];
    this.ready = new Map();
    this.own = new Map();
    this.asked = new Set();
  }

  /** Get the model of the writer's own language. */
  async wake(): Promise<void> {
    this.asked.clear();
    await this.fetch(this.languages()[0]);
  }

  async fetch(language: string) {
    const predictor = this.ready.get(language) ?? (await predictorOf(language));
    if (predictor) this.ready.set(language, predictor);
  }

  /** @param later Called where more is known soon. */
  predict(text: string, count: number, later: () => void): { language: string; predictions: Prediction[] } {
    const language = this.language(text, later);
    const predictor = this.ready.get(language);
    return { language, predictions: predictor?.predict(text, this.words(language), count) ?? [] };
  }

  /** Letters of the word that is begun at the end of a text; empty after a space. */
  begun(text: string): string {
    return place(text)?.begun ?? "";
  }

  /** Count what was sent, also where it was written faster than the model came. */
  async learn(text: string) {
    await this.fetch(this.languages()[0]);
    const language = this.language(text);
    const predictor = this.ready.get(language);
    if (!predictor) return;
    this.own.delete(language); // another tab may have learnt since
    const own = this.words(language);
    own.learn(text, (token, initial) => predictor.canonical(token, initial));
    this.kept.write(this.me, language, own.kept());
  }

  words(language: string): Own {
    const held = this.own.get(language) ?? Own.from(this.kept.read(this.me, language));
    this.own.set(language, held);
    return held;
  }

  /** The words were forgotten, or learnt elsewhere: read them anew. */
  refresh() {
    this.own.clear();
  }

  /** The writer's own language, unless what is written is clearly another. */
  language(text: string, later?: () => void) {
    const [own, ...others] = this.languages();
    const words = wordsOf(text).slice(-LOOKED_AT);
    if (words.length < ENOUGH) return own;
    const home = this.fit(own, words);
    if (home.strange < STRANGE) return own;
    for (const other of others) {
      if (this.asked.has(other)) continue;
      this.asked.add(other);
      void this.fetch(other).then(() => this.ready.has(other) && later?.());
    }
    const fits = others
      .filter((other) => this.ready.has(other))
      .map((other) => ({ other, ...this.fit(other, words) }));
    const best = fits.sort((a, b) => a.cost - b.cost)[0];
    return best && best.cost + CLEARLY < home.cost ? best.other : own;
  }

  /** How strange the words are to a language, and what one costs on average. */
  fit(language: string, words: string[]) {
    const predictor = this.ready.get(language);
    if (!predictor) return { strange: 1, cost: UNKNOWN };
    const numbers = words.map((word: string) => predictor.number(word, true));
    const costs = numbers.map((number: number) =>
      number ? (predictor.model.costs[number] ?? UNKNOWN) : UNKNOWN,
    );
    return {
      strange: numbers.filter((number: number) => !number).length / words.length,
      cost: costs.reduce((sum, cost) => sum + cost, 0) / words.length,
    };
  }
}

/** The words of a text that are finished. */
function wordsOf(text: string) {
  const finished = text.replace(/\S+$/u, "");
  return sentences(finished)
    .flat()
    .filter((token) => !SPECIAL.includes(token));
}
