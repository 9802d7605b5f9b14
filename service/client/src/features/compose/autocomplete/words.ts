/** What a text being written is made of: tokens, sentences, the word that is begun. Twin of `nlp/autocomplete/text.py`. */

const [UNKNOWN, START, PAUSE, NUMBER] = ["<unk>", "<s>", ",", "<num>"] as const;
export const SPECIAL: string[] = [UNKNOWN, START, PAUSE, NUMBER];

const PIECES = /\p{L}+(?:['’-]\p{L}+)*|[.?!…]+|[,;:()"“”«»–—]+|\S/gu;
const BEGUN = /\p{L}(?:\p{L}|['’-])*$/u;
const NOT_TEXT = /[@/\\_#<>{}=]|www\./u;
const DIGIT = /\p{Nd}/u;
const LETTER = /\p{L}/u;
const MARKS = /[\u0300-\u036f'’-]/gu;
const JOINED: Record<string, string> = { ß: "ss", œ: "oe", æ: "ae", ø: "o" };

/** Where the writing stands. */
export interface Place {
  /** Of the sentence that is being written, `<s>` first, without the begun word. */
  tokens: string[];
  /** Letters of the word that is begun; empty after a space. */
  begun: string;
  /** The text began with a capital letter, so sentences do. */
  upper: boolean;
}

/** @returns As people type it in a hurry: "C'était" -> "cetait". */
export function fold(word: string): string {
  return word
    .toLowerCase()
    .replace(/[ßœæø]/gu, (sign) => JOINED[sign] ?? sign)
    .normalize("NFD")
    .replace(MARKS, "");
}

/** @returns Tokens of each sentence, without `<s>`; none is empty. */
export function sentences(text: string): string[][] {
  const found: string[][] = [[]];
  for (const chunk of chunks(text)) add(chunk, found);
  return found.filter((one) => one.length);
}

const chunks = (text: string) => text.split(/\s+/u).filter(Boolean);

function add(chunk: string, found: string[][]): void {
  if (NOT_TEXT.test(chunk)) found.at(-1)?.push(UNKNOWN);
  else if (DIGIT.test(chunk)) {
    found.at(-1)?.push(NUMBER);
    if (".?!…".includes(chunk.at(-1) ?? " ")) found.push([]);
  } else for (const [piece] of chunk.matchAll(PIECES)) addPiece(piece, found);
}

function addPiece(piece: string, found: string[][]): void {
  if (LETTER.test(piece)) found.at(-1)?.push(piece.replaceAll("’", "'"));
  else if (',;:()"“”«»–—'.includes(piece.charAt(0))) found.at(-1)?.push(PAUSE);
  else if (!"¿¡".includes(piece)) found.push([]);
}

/**
 * @returns Null where nothing should be offered: before the first letter, right after a mark, and in
 * anything that is not a word of a language.
 */
export function place(text: string): Place | null {
  const whole = text.normalize("NFC");
  let line = whole.split(/[\n\r]/u).at(-1) ?? "";
  let begun = "";
  if (/\S$/u.test(line)) {
    const chunk = chunks(line).at(-1) ?? "";
    const match = chunk.match(BEGUN);
    if (!match || DIGIT.test(chunk) || NOT_TEXT.test(chunk)) return null;
    [begun] = match;
    line = line.slice(0, -begun.length);
  }
  if (!begun && !line.trim()) return null;
  const found: string[][] = [[]];
  for (const chunk of chunks(line)) add(chunk, found);
  const first = whole.match(LETTER)?.[0] ?? "";
  return { tokens: [START, ...(found.at(-1) ?? [])], begun, upper: first !== first.toLowerCase() };
}

/** @returns Its first letter is a capital. */
export function capital(word: string): boolean {
  const first = word.charAt(0);
  return first !== first.toLowerCase();
}

/**
 * @returns The word begins with these letters; a plain letter stands for any accent, an accent for itself.
 */
export function fits(word: string, begun: string): boolean {
  const low = [...word.toLowerCase()];
  let at = 0;
  for (let sign of begun.toLowerCase()) {
    if (sign === "’") sign = "'";
    while (at < low.length && "'-".includes(low[at]!) && !"'-".includes(sign)) at += 1;
    if (at === low.length || (low[at] !== sign && fold(low[at]!) !== sign)) return false;
    at += 1;
  }
  return true;
}

/** @returns Letters saved; accents alone count as one. */
export function saved(word: string, begun: string): number {
  const gain = word.length - begun.length;
  return fold(word) === fold(begun) && word.toLowerCase() !== begun.toLowerCase() ? Math.max(gain, 1) : gain;
}

/** @returns FNV-1a of the loose spelling, 32 bits. */
export function hashed(word: string): number {
  let number = 2166136261;
  for (const byte of new TextEncoder().encode(fold(word))) number = Math.imul(number ^ byte, 16777619) >>> 0;
  return number;
}
