/** What a text being written is made of: tokens, sentences, the word that is begun. Twin of `nlp/autocomplete/text.py`. */

export const SPECIAL = ["<unk>", "<s>", ",", "<num>"];
const [UNKNOWN, START, PAUSE, NUMBER] = SPECIAL;

const PIECES = /\p{L}+(?:['’-]\p{L}+)*|[.?!…]+|[,;:()"“”«»–—]+|\S/gu;
const BEGUN = /\p{L}(?:\p{L}|['’-])*$/u;
const NOT_TEXT = /[@/\\_#<>{}=]|www\./u;
const DIGIT = /\p{Nd}/u;
const LETTER = /\p{L}/u;
const MARKS = /[\u0300-\u036f'’-]/gu;
const JOINED = { ß: "ss", œ: "oe", æ: "ae", ø: "o" };

/**
 * @typedef {object} Place Where the writing stands.
 * @property {string[]} tokens Of the sentence that is being written, `<s>` first, without the begun word.
 * @property {string} begun Letters of the word that is begun; empty after a space.
 * @property {boolean} upper The text began with a capital letter, so sentences do.
 */

/** @param {string} word @returns {string} As people type it in a hurry: "C'était" -> "cetait". */
export function fold(word) {
  return word
    .toLowerCase()
    .replace(/[ßœæø]/gu, (sign) => JOINED[sign])
    .normalize("NFD")
    .replace(MARKS, "");
}

/** @param {string} text @returns {string[][]} Tokens of each sentence, without `<s>`; none is empty. */
export function sentences(text) {
  const found = [[]];
  for (const chunk of chunks(text)) add(chunk, found);
  return found.filter((one) => one.length);
}

const chunks = (text) => text.split(/\s+/u).filter(Boolean);

function add(chunk, found) {
  if (NOT_TEXT.test(chunk)) found.at(-1).push(UNKNOWN);
  else if (DIGIT.test(chunk)) {
    found.at(-1).push(NUMBER);
    if (".?!…".includes(chunk.at(-1))) found.push([]);
  } else for (const [piece] of chunk.matchAll(PIECES)) addPiece(piece, found);
}

function addPiece(piece, found) {
  if (LETTER.test(piece)) found.at(-1).push(piece.replaceAll("’", "'"));
  else if (',;:()"“”«»–—'.includes(piece[0])) found.at(-1).push(PAUSE);
  else if (!"¿¡".includes(piece)) found.push([]);
}

/**
 * @param {string} text
 * @returns {Place | null} Null where nothing should be offered: before the first letter, right after a mark, and in
 *   anything that is not a word of a language.
 */
export function place(text) {
  const whole = text.normalize("NFC");
  let line = whole.split(/[\n\r]/u).at(-1) ?? "";
  let begun = "";
  if (/\S$/u.test(line)) {
    const chunk = chunks(line).at(-1);
    const match = chunk.match(BEGUN);
    if (!match || DIGIT.test(chunk) || NOT_TEXT.test(chunk)) return null;
    [begun] = match;
    line = line.slice(0, -begun.length);
  }
  if (!begun && !line.trim()) return null;
  const found = [[]];
  for (const chunk of chunks(line)) add(chunk, found);
  const first = whole.match(LETTER)?.[0] ?? "";
  return { tokens: [START, ...found.at(-1)], begun, upper: first !== first.toLowerCase() };
}

/** @param {string} word @returns {boolean} Its first letter is a capital. */
export function capital(word) {
  const [first] = word;
  return first !== first.toLowerCase();
}

/**
 * @param {string} word @param {string} begun
 * @returns {boolean} The word begins with these letters; a plain letter stands for any accent, an accent for itself.
 */
export function fits(word, begun) {
  const low = [...word.toLowerCase()];
  let at = 0;
  for (let sign of begun.toLowerCase()) {
    if (sign === "’") sign = "'";
    while (at < low.length && "'-".includes(low[at]) && !"'-".includes(sign)) at += 1;
    if (at === low.length || (low[at] !== sign && fold(low[at]) !== sign)) return false;
    at += 1;
  }
  return true;
}

/** @param {string} word @param {string} begun @returns {number} Letters saved; accents alone count as one. */
export function saved(word, begun) {
  const gain = word.length - begun.length;
  return fold(word) === fold(begun) && word.toLowerCase() !== begun.toLowerCase() ? Math.max(gain, 1) : gain;
}

/** @param {string} word @returns {number} FNV-1a of the loose spelling, 32 bits. */
export function hashed(word) {
  let number = 2166136261;
  for (const byte of new TextEncoder().encode(fold(word))) number = Math.imul(number ^ byte, 16777619) >>> 0;
  return number;
}
