/** Predicts for one person: in the language they write just now, with the words they have sent before. */

import { ownWords } from "../../../state/keep.ts";
import { predictorOf, primary } from "./load.ts";
import { Own } from "./own.ts";
import { sentences, SPECIAL } from "./words.ts";

const LOOKED_AT = 12;
const ENOUGH = 2;
/** Share of unknown words from which other languages are looked at, and by how much one must fit better, in nats. */
const STRANGE = 0.4;
const CLEARLY = 2 * 16;
const UNKNOWN = 255;

export class Writer {
  /** @param {string} me @param {() => string[]} languages The writer's own first, then others they may write in. */
  constructor(me, languages) {
    this.me = me;
    this.languages = () => [...new Set([...languages(), "en"].map(primary))];
    /** @type {Map<string, import("./predict.ts").Predictor>} */
    this.ready = new Map();
    /** @type {Map<string, Own>} */
    this.own = new Map();
    /** @type {Set<string>} Languages that were asked for since the field got the keyboard. */
    this.asked = new Set();
  }

  /** Get the model of the writer's own language. @returns {Promise<void>} */
  async wake() {
    this.asked.clear();
    await this.fetch(this.languages()[0]);
  }

  async fetch(language) {
    const predictor = this.ready.get(language) ?? (await predictorOf(language));
    if (predictor) this.ready.set(language, predictor);
  }

  /**
   * @param {string} text @param {number} count @param {() => void} [later] Called where more is known soon.
   * @returns {{language: string, predictions: import("./predict.ts").Prediction[]}}
   */
  predict(text, count, later) {
    const language = this.language(text, later);
    const predictor = this.ready.get(language);
    return { language, predictions: predictor?.predict(text, this.words(language), count) ?? [] };
  }

  /** Count what was sent, also where it was written faster than the model came. @param {string} text */
  async learn(text) {
    await this.fetch(this.languages()[0]);
    const language = this.language(text);
    const predictor = this.ready.get(language);
    if (!predictor) return;
    this.own.delete(language); // another tab may have learnt since
    const own = this.words(language);
    own.learn(text, (token, initial) => predictor.canonical(token, initial));
    ownWords.write(this.me, language, own.kept());
  }

  /** @param {string} language @returns {Own} */
  words(language) {
    const held = this.own.get(language) ?? Own.from(ownWords.read(this.me, language));
    this.own.set(language, held);
    return held;
  }

  /** The words were forgotten, or learnt elsewhere: read them anew. */
  refresh() {
    this.own.clear();
  }

  /** The writer's own language, unless what is written is clearly another. */
  language(text, later) {
    const [own, ...others] = this.languages();
    const words = wordsOf(text).slice(-LOOKED_AT);
    if (words.length < ENOUGH) return own;
    const home = this.fit(own, words);
    if (home.strange < STRANGE) return own;
    for (const other of others) {
      if (this.asked.has(other)) continue;
      this.asked.add(other);
      this.fetch(other).then(() => this.ready.has(other) && later?.());
    }
    const fits = others.filter((other) => this.ready.has(other)).map((other) => ({ other, ...this.fit(other, words) }));
    const best = fits.sort((a, b) => a.cost - b.cost)[0];
    return best && best.cost + CLEARLY < home.cost ? best.other : own;
  }

  /** How strange the words are to a language, and what one costs on average. */
  fit(language, words) {
    const predictor = this.ready.get(language);
    if (!predictor) return { strange: 1, cost: UNKNOWN };
    const numbers = words.map((word) => predictor.number(word, true));
    const costs = numbers.map((number) => (number ? predictor.model.costs[number] : UNKNOWN));
    return {
      strange: numbers.filter((number) => !number).length / words.length,
      cost: costs.reduce((sum, cost) => sum + cost, 0) / words.length,
    };
  }
}

/** The words of a text that are finished. */
function wordsOf(text) {
  const finished = text.replace(/\S+$/u, "");
  return sentences(finished)
    .flat()
    .filter((token) => !SPECIAL.includes(token));
}
