/** The words of the interface: one dictionary per language, each a file of its own; only the one needed is loaded. */

/** A text, or one for each form of the plural. */
export type Entry = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type Dictionary = Record<string, Entry>;

/** Language -> how its words are fetched. Each set has English. */
export type Dictionaries = Readonly<Record<string, () => Promise<{ default: Dictionary }>>>;

export const DICTIONARIES: Dictionaries = {
  en: () => import("./words/en.ts"),
  pt: () => import("./words/pt.ts"),
  es: () => import("./words/es.ts"),
  fr: () => import("./words/fr.ts"),
  de: () => import("./words/de.ts"),
  it: () => import("./words/it.ts"),
  nl: () => import("./words/nl.ts"),
  ar: () => import("./words/ar.ts"),
};

/** Interface languages. */
export const SPOKEN = Object.keys(DICTIONARIES);

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"]);

/** What `speak` fetches. */
let sets: readonly Dictionaries[] = [DICTIONARIES];
/** Filled by `speak`. */
let words: Dictionary = {};
let current = "en";

/** The sets that this page speaks from, where they are not the chat's alone. */
export function speakFrom(...chosen: readonly Dictionaries[]): void {
  sets = chosen;
}

/** @returns Writing direction of a language. */
export function direction(tag: string | null | undefined): "ltr" | "rtl" | "auto" {
  if (!tag) return "auto";
  return RIGHT_TO_LEFT.has(tag.toLowerCase().split("-")[0] ?? "") ? "rtl" : "ltr";
}

/**
 * @returns Where times and numbers are written: the browser's own variant of the interface's language.
 */
export function region(): string {
  return navigator.languages.find((tag) => tag.split("-")[0] === current) ?? current;
}

/** @returns The interface's language. */
export function locale(): string {
  return current;
}

/** Load the dictionary that fits best, and say so on <html>. @param wished Tags, best first. */
export async function speak(wished: (string | null | undefined)[]): Promise<void> {
  const bases = wished.map((tag) => tag?.toLowerCase().split("-")[0] ?? "");
  const best = bases.find((base) => SPOKEN.includes(base)) ?? "en";
  const fetched = await fetchedOf(best);
  words = Object.assign({}, ...fetched.map((one) => one.default)) as Dictionary;
  current = best;
  document.documentElement.lang = best;
  document.documentElement.dir = direction(best);
}

/** The words of one language, of all sets: also of one that has come meanwhile. */
async function fetchedOf(language: string) {
  for (;;) {
    const asked = sets;
    const loads = asked.flatMap((set) => set[language] ?? set["en"] ?? []);
    const fetched = await Promise.all(loads.map((load) => load()));
    if (asked === sets) return fetched;
  }
}

/** Speak from one more set, from now on. */
export async function speakToo(set: Dictionaries): Promise<void> {
  while (!sets.includes(set)) {
    const spoken = current;
    const more = await (set[spoken] ?? set["en"])?.();
    if (spoken !== current || sets.includes(set)) continue; // another language is spoken, or somebody else was faster
    sets = [...sets, set];
    words = { ...words, ...more?.default };
  }
}

/** A text of the interface. @param values For `{name}`; `count` picks the plural. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const entry = words[key] ?? key;
  const form =
    typeof entry === "string" ? entry : (entry[plural(Number(values.count))] ?? entry.other ?? key);
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => isolated(values[name] ?? whole));
}

/** @returns Whether there is such a text. */
export const isKnown = (key: string): boolean => key in words;

const RIGHTWARD = /\p{L}/u;
const LEFTWARD =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * What is set into a sentence, kept apart where its letters run the other way: else they turn the signs beside them.
 */
function isolated(value: string | number): string {
  const text = String(value);
  const turns =
    direction(current) === "rtl"
      ? RIGHTWARD.test(text.replace(new RegExp(LEFTWARD, "gu"), ""))
      : LEFTWARD.test(text);
  return turns ? `\u2068${text}\u2069` : text;
}

/**
 * @param details Of a refusal of `invalid_input`.
 * @returns Why a field cannot be so, as closely as the service says it.
 */
export function explainField(field: string, details: Record<string, string | number> = {}): string {
  const closer = `error.invalid_${field}_${details.reason}`;
  return closer in words ? t(closer) : explain(`invalid_${field}`);
}

/**
 * @param code Of a refusal.
 * @returns A sentence for people, also for codes newer than this client.
 */
export function explain(code: string): string {
  return t(`error.${code}` in words ? `error.${code}` : "error.internal");
}

function plural(count: number) {
  return new Intl.PluralRules(current).select(count);
}
