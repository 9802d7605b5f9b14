/**
 * Where the words of a question stand in a text, as the service finds them: whole or by how they begin, without
 * regard to case, width and accents. Pure.
 */

/** A stretch of a text: where it begins, and where it is over. */
export type Stretch = readonly [number, number];

export interface Piece {
  text: string;
  /** It is what was searched for. */
  hit: boolean;
}

/** Accents, and vowel points of Hebrew and Arabic; marks of other scripts are part of a syllable. */
const ACCENTS =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\p{Cf}]/gu;
/** Letters that no decomposition takes apart. */
const LETTERS: Record<string, string> = {
  ...{ ı: "i", ł: "l", ø: "o", đ: "d", ð: "d", ħ: "h", ŧ: "t", ɨ: "i", ŋ: "n", ς: "σ" },
  ...{ æ: "ae", œ: "oe", þ: "th", ß: "ss" },
};
const DENSE =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}";
const WORDS = new RegExp(
  `[${DENSE}]+|(?:(?![${DENSE}])[\\p{L}\\p{N}\\p{M}_])+|\\p{Extended_Pictographic}`,
  "gu",
);
const IS_DENSE = new RegExp(`^[${DENSE}]`, "u");
const IN_A_WORD = /[\p{L}\p{N}\p{M}_]/u;
const CALM = /\s+/gu;

/** How much is shown before the first hit, and in all. */
const BEFORE = 40;
const SHOWN = 220;

function folded(text: string): string {
  const bare = text.normalize("NFKD").replace(ACCENTS, "").toLowerCase().normalize("NFKD");
  return bare.replace(ACCENTS, "").replace(/[ıłøđðħŧɨŋςæœþß]/gu, (one) => LETTERS[one] ?? one);
}

/** @returns The words of a question, folded. */
export function words(question: string): string[] {
  return [...new Set(folded(question).match(WORDS) ?? [])];
}

/** @returns Where words of the question stand in the text, in order, none over another. */
export function hits(text: string, wanted: readonly string[]): Stretch[] {
  const plain = mapped(text);
  const found = wanted.flatMap((word) => places(plain.text, word));
  const inText = found.map(([from, to]) => [plain.at[from] ?? 0, ended(plain.at, to, text)] as const);
  return joined(inText.sort((one, two) => one[0] - two[0] || one[1] - two[1]));
}

/** @returns All words of the question stand in the text. */
export function hasAll(text: string, wanted: readonly string[]): boolean {
  const plain = folded(text);
  return wanted.every((word) => places(plain, word).length > 0);
}

/** @returns The part of a text that shows the first hit, in one line, cut where a word ends. */
export function excerpt(text: string, found: readonly Stretch[]): Piece[] {
  const first = found[0]?.[0] ?? 0;
  const from = first > BEFORE ? begun(text, first - BEFORE, first) : 0;
  const to = Math.min(text.length, from + SHOWN);
  const pieces: Piece[] = from ? [{ text: "…", hit: false }] : [];
  let done = from;
  for (const [start, end] of found.filter(([start]) => start < to)) {
    pieces.push({ text: text.slice(done, start), hit: false }, { text: text.slice(start, end), hit: true });
    done = end;
  }
  const rest = text.slice(done, Math.max(done, whole(text, to)));
  pieces.push({ text: rest + (done + rest.length < text.length ? "…" : ""), hit: false });
  return pieces
    .map(({ text: part, hit }) => ({ text: part.replace(CALM, " "), hit }))
    .filter(({ text: part }) => part);
}

/** A text folded, and for each unit of that where it came from. */
function mapped(text: string): { text: string; at: number[] } {
  const at: number[] = [];
  let plain = "";
  let index = 0;
  for (const sign of text) {
    const part = folded(sign);
    for (let unit = 0; unit < part.length; unit += 1) at.push(index);
    plain += part;
    index += sign.length;
  }
  at.push(text.length);
  return { text: plain, at };
}

/** Where a hit is over in the text as written: with the accents that stand on its last letter. */
function ended(at: readonly number[], to: number, text: string): number {
  const last = at[to - 1] ?? 0;
  const next = at[to] ?? text.length;
  if (next > last) return next;
  return at.find((one, index) => index > to && one > last) ?? text.length;
}

/** Where a word stands; one of a single letter is that letter alone. */
function places(plain: string, word: string): Stretch[] {
  const dense = IS_DENSE.test(word) || !IN_A_WORD.test(word);
  const single = !dense && [...word].length === 1;
  const found: Stretch[] = [];
  for (let from = plain.indexOf(word); from >= 0; from = plain.indexOf(word, from + 1)) {
    const to = from + word.length;
    const begins = dense || !IN_A_WORD.test(before(plain, from));
    const ends = !single || !IN_A_WORD.test(String.fromCodePoint(plain.codePointAt(to) ?? 32));
    if (begins && ends) found.push([from, to]);
  }
  return found;
}

/** The sign before a place; a half of a pair is taken whole. */
function before(text: string, place: number): string {
  const sign = text.slice(Math.max(0, place - 2), place);
  return [...sign].at(-1) ?? "";
}

function joined(found: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = [];
  for (const one of found) {
    const last = all.at(-1);
    if (last && one[0] <= last[1]) all[all.length - 1] = [last[0], Math.max(last[1], one[1])];
    else all.push(one);
  }
  return all;
}

/** Where a word begins at or after `from`, before `hit`. */
function begun(text: string, from: number, hit: number): number {
  const blank = text.slice(from, hit).search(/\s/u);
  return blank < 0 ? whole(text, from) : from + blank + 1;
}

/** A place between two signs: not in the middle of a pair, nor before a mark. */
function whole(text: string, place: number): number {
  let at = place;
  while (at < text.length && /^[\udc00-\udfff\p{M}\u200d\ufe0f]/u.test(text.slice(at))) at += 1;
  return at;
}
