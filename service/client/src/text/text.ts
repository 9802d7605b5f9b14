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

/** @returns A name, without what cannot be seen in it. */
export function calm(text: string): string {
  return text.replace(UNSEEN, "");
}

const POINTS =
  /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]/gu;
const ALONE: Record<string, string> = {
  ı: "i",
  ł: "l",
  ø: "o",
  đ: "d",
  ð: "d",
  ħ: "h",
  ŧ: "t",
  æ: "ae",
  œ: "oe",
  þ: "th",
  ß: "ss",
  ŋ: "n",
  ɨ: "i",
  ς: "σ",
};
const APOSTROPHES = /[ʻʼ’‘]/gu;
const TATWEEL = /ـ/gu;

/** @returns As somebody types it who has no accents on the keyboard: to be searched. */
export function fold(text: string): string {
  const bare = text.normalize("NFKD").toLowerCase().replace(POINTS, "").normalize("NFC");
  const plain = bare.replace(APOSTROPHES, "'").replace(TATWEEL, "");
  return plain.replace(/[ıłøđðħŧæœþßŋɨς]/gu, (one) => ALONE[one] ?? one);
}

/** @returns A text in one line, where nothing in it is turned around. */
export function straight(text: string): string {
  return text.replace(TURNERS, "");
}

export type Piece = { text: string; href: string | null; host?: string | null; turner?: boolean };

/**
 * Split a text at its http and https links, and at signs that would turn its letters around: these are shown and not
 * obeyed. `host`: where a link leads, in the letters of the network, where its text does not plainly say so.
 */
export function pieces(text: string): Piece[] {
  return linked(text).flatMap((piece) => (piece.href ? [piece] : turned(piece.text)));
}

function turned(text: string): Piece[] {
  return text
    .split(/([\u202a-\u202e]+)/u)
    .filter(Boolean)
    .map((part) =>
      /^[\u202a-\u202e]/u.test(part) ? { text: "", href: null, turner: true } : { text: part, href: null },
    );
}

/** @returns Null where the address begins with its host, as it stands. */
function hostOf(address: string): string | null {
  const { protocol, host } = new URL(address);
  const plain = new RegExp(
    `^${protocol}//${host.replaceAll(".", "\\.").replace(/[[\]]/gu, "\\$&")}(:\\d+)?(?:[/?#]|$)`,
    "iu",
  );
  return plain.test(address) ? null : host;
}

function linked(text: string): Piece[] {
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
function unpunctuated(address: string) {
  const bare = address.replace(TRAILING, "");
  return bare.includes("(") && address[bare.length] === ")" ? `${bare})` : bare;
}

/** @returns Up to six emoji and nothing else. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 60 || !HAS_EMOJI.test(text) || !EMOJI_ONLY.test(text)) return false;
  return [...graphemes.segment(text.replace(/\s/gu, ""))].length <= 6;
}

/** @returns One or two letters for an avatar. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = (word: string) => [...graphemes.segment(word)][0]?.segment ?? "";
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  const letters = ends.map((word) => first(word ?? "")).join("");
  return letters.toLocaleUpperCase();
}

/** @returns The numbers in them differ, however they are written. */
export function numbersDiffer(one: string, two: string): boolean {
  const [ours, theirs] = [numbers(one), numbers(two)];
  return [...ours].sort().join() !== [...theirs].sort().join() && ours.join("") !== theirs.join("");
}

/** @returns Runs of digits, in European digits whatever their script; "18:00" is also just 18. */
function numbers(text: string): string[] {
  return (text.match(/\p{Nd}+/gu) ?? [])
    .map((run) => [...run].map(digit).join(""))
    .filter((run) => run !== "00");
}

/** Scripts keep their ten digits together, nought first. */
function digit(character: string) {
  const code = character.codePointAt(0) as number;
  let nought = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(nought - 1))) nought -= 1;
  return (code - nought) % 10;
}

/** Half an emoji: no text in UTF-8 can hold it, so a service must refuse the whole of what it stands in. */
const HALVES = /[\ud800-\udfff]/gu;

/** @returns Without halves of characters, as a broken paste or keyboard leaves them. */
export function whole(text: string): string {
  return text.replace(HALVES, "");
}

/** @returns JSON that is always UTF-8. */
export function wellFormed(value: object): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === "string" ? whole(one) : one));
}

/** @returns Characters as the service counts them: code points. */
export function lengthOf(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}
