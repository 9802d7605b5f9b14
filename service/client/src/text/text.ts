/** What a message's text is made of. Pure. */

const LINK = /\bhttps?:\/\/[^\s<>"'`\p{Bidi_Control}]+/giu;
/** Signs that turn letters around, so that a text shows another one than it is. */
const TURNERS = /[\u202a-\u202e]/gu;
/** All that sets a direction, and what fonts leave out: of no use in a name. */
const UNSEEN = /[\p{Bidi_Control}\u3164\u115f\u1160\uffa0\u2800]/gu;
const EMOJI_ONLY = /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\p{RI}|\u200d|\ufe0f|\s)+$/u;
const HAS_EMOJI = /\p{Extended_Pictographic}|\p{RI}/u;
const TRAILING = /[.,;:!?)\]}»”’]+$/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** @param {string} text @returns {string} A name, without what cannot be seen in it. */
export function calm(text) {
  return text.replace(UNSEEN, "");
}

const POINTS = /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]/gu;
const ALONE = { ı: "i", ł: "l", ø: "o", đ: "d", ð: "d", ħ: "h", ŧ: "t", æ: "ae", œ: "oe", þ: "th", ß: "ss", ŋ: "n", ɨ: "i", ς: "σ" };
const APOSTROPHES = /[ʻʼ’‘]/gu;
const TATWEEL = /ـ/gu;

/** @param {string} text @returns {string} As somebody types it who has no accents on the keyboard: to be searched. */
export function fold(text) {
  const bare = text.normalize("NFKD").toLowerCase().replace(POINTS, "").normalize("NFC");
  const plain = bare.replace(APOSTROPHES, "'").replace(TATWEEL, "");
  return plain.replace(/[ıłøđðħŧæœþßŋɨς]/gu, (one) => ALONE[one]);
}

/** @param {string} text @returns {string} A text in one line, where nothing in it is turned around. */
export function straight(text) {
  return text.replace(TURNERS, "");
}

/** @typedef {{text: string, href: string | null, host?: string | null, turner?: boolean}} Piece */

/**
 * Split a text at its http and https links, and at signs that would turn its letters around: these are shown and not
 * obeyed. `host`: where a link leads, in the letters of the network, where its text does not plainly say so.
 * @param {string} text @returns {Piece[]}
 */
export function pieces(text) {
  return linked(text).flatMap((piece) => (piece.href ? [piece] : turned(piece.text)));
}

/** @returns {Piece[]} */
function turned(text) {
  return text
    .split(/([\u202a-\u202e]+)/u)
    .filter(Boolean)
    .map((part) => (/^[\u202a-\u202e]/u.test(part) ? { text: "", href: null, turner: true } : { text: part, href: null }));
}

/** @returns {string | null} Null where the address begins with its host, as it stands. */
function hostOf(address) {
  const { protocol, host } = new URL(address);
  const plain = new RegExp(`^${protocol}//${host.replaceAll(".", "\\.").replace(/[[\]]/gu, "\\$&")}(:\\d+)?(?:[/?#]|$)`, "iu");
  return plain.test(address) ? null : host;
}

/** @returns {Piece[]} */
function linked(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const address = unpunctuated(match[0]);
    if (!URL.canParse(address)) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index), href: null });
    found.push({ text: address, href: new URL(address).href, host: hostOf(address) });
    end = match.index + address.length;
  }
  if (end < text.length) found.push({ text: text.slice(end), href: null });
  return found;
}

/** A closing bracket belongs to the link only if the link opens one. */
function unpunctuated(address) {
  const bare = address.replace(TRAILING, "");
  return bare.includes("(") && address[bare.length] === ")" ? `${bare})` : bare;
}

/** @param {string} text @returns {boolean} Up to six emoji and nothing else. */
export function isEmojiOnly(text) {
  if (text.length > 60 || !HAS_EMOJI.test(text) || !EMOJI_ONLY.test(text)) return false;
  return [...graphemes.segment(text.replace(/\s/gu, ""))].length <= 6;
}

/** @param {string} name @returns {string} One or two letters for an avatar. */
export function initials(name) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = (word) => [...graphemes.segment(word)][0]?.segment ?? "";
  const letters = words.length > 1 ? first(words[0]) + first(words[words.length - 1]) : first(words[0] ?? "");
  return letters.toLocaleUpperCase();
}

/** @param {string} one @param {string} two @returns {boolean} The numbers in them differ, however they are written. */
export function numbersDiffer(one, two) {
  const [ours, theirs] = [numbers(one), numbers(two)];
  return [...ours].sort().join() !== [...theirs].sort().join() && ours.join("") !== theirs.join("");
}

/** @returns {string[]} Runs of digits, in European digits whatever their script; "18:00" is also just 18. */
function numbers(text) {
  return (text.match(/\p{Nd}+/gu) ?? []).map((run) => [...run].map(digit).join("")).filter((run) => run !== "00");
}

/** Scripts keep their ten digits together, nought first. */
function digit(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  let nought = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(nought - 1))) nought -= 1;
  return (code - nought) % 10;
}

/** Half an emoji: no text in UTF-8 can hold it, so a service must refuse the whole of what it stands in. */
const HALVES = /[\ud800-\udfff]/gu;

/** @param {string} text @returns {string} Without halves of characters, as a broken paste or keyboard leaves them. */
export function whole(text) {
  return text.replace(HALVES, "");
}

/** @param {object} value @returns {string} JSON that is always UTF-8. */
export function wellFormed(value) {
  return JSON.stringify(value, (_, one) => (typeof one === "string" ? whole(one) : one));
}

/** @param {string} text @returns {number} Characters as the service counts them: code points. */
export function lengthOf(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
