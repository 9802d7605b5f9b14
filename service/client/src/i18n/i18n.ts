/** The words of the interface: one dictionary per language, each a file of its own; only the one needed is loaded. */

const DICTIONARIES = {
  en: () => import("./words/en.ts"),
  pt: () => import("./words/pt.ts"),
  es: () => import("./words/es.ts"),
  fr: () => import("./words/fr.ts"),
  de: () => import("./words/de.ts"),
  ar: () => import("./words/ar.ts"),
};

/** Interface languages. */
export const SPOKEN = Object.keys(DICTIONARIES);

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"]);

/** Filled by `speak`. */
let words = {};
let current = "en";

/** @param {string | null | undefined} tag @returns {"ltr" | "rtl" | "auto"} Writing direction of a language. */
export function direction(tag) {
  if (!tag) return "auto";
  return RIGHT_TO_LEFT.has(tag.toLowerCase().split("-")[0]) ? "rtl" : "ltr";
}

/** @returns {string} Where times and numbers are written: the browser's own variant of the interface's language. */
export function region() {
  return navigator.languages.find((tag) => tag.split("-")[0] === current) ?? current;
}

/** @returns {string} The interface's language. */
export function locale() {
  return current;
}

/**
 * Load the dictionary that fits best, and say so on <html>.
 * @param {(string | null | undefined)[]} wished Tags, best first. @returns {Promise<void>}
 */
export async function speak(wished) {
  const bases = wished.filter(Boolean).map((tag) => /** @type {string} */ (tag).toLowerCase().split("-")[0]);
  const best = bases.find((base) => SPOKEN.includes(base)) ?? "en";
  words = (await DICTIONARIES[best]()).default;
  current = best;
  document.documentElement.lang = best;
  document.documentElement.dir = direction(best);
}

/**
 * A text of the interface.
 * @param {string} key @param {Record<string, string | number>} [values] For `{name}`; `count` picks the plural.
 * @returns {string}
 */
export function t(key, values = {}) {
  const entry = /** @type {any} */ (words)[key] ?? key;
  const form = typeof entry === "string" ? entry : (entry[plural(Number(values.count))] ?? entry.other);
  return form.replace(/\{(\w+)\}/g, (whole, name) => (values[name] == null ? whole : isolated(values[name])));
}

const RIGHTWARD = /\p{L}/u;
const LEFTWARD = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * What is set into a sentence, kept apart where its letters run the other way: else they turn the signs beside them.
 * @param {string | number} value @returns {string}
 */
function isolated(value) {
  const text = String(value);
  const turns = direction(current) === "rtl" ? RIGHTWARD.test(text.replace(new RegExp(LEFTWARD, "gu"), "")) : LEFTWARD.test(text);
  return turns ? `\u2068${text}\u2069` : text;
}

/**
 * @param {string} field @param {Record<string, any>} [details] Of a refusal of `invalid_input`.
 * @returns {string} Why a field cannot be so, as closely as the service says it.
 */
export function explainField(field, details = {}) {
  const closer = `error.invalid_${field}_${details.reason}`;
  return closer in words ? t(closer) : explain(`invalid_${field}`);
}

/** @param {string} code Of a refusal. @returns {string} A sentence for people, also for codes newer than this client. */
export function explain(code) {
  return t(`error.${code}` in words ? `error.${code}` : "error.internal");
}

function plural(count) {
  return new Intl.PluralRules(current).select(count);
}
