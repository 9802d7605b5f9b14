/** Names of languages, and which to offer. */

import type { Known } from "../protocol/types.ts";
import { locale } from "./i18n.ts";

/** Offered when the service does not say what it knows. */
const COMMON = (
  "af ar az be bg bn bs ca cs da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk kn ko lt lv mk " +
  "ml mr ms mt nb nl nn pl pt ro ru sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh zh-Hant"
).split(" ");

const capital = (text: string, tag: string) => text.charAt(0).toLocaleUpperCase(tag) + text.slice(1);

function named(tag: string, inLanguage: string) {
  try {
    return new Intl.DisplayNames([inLanguage], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** @returns The language's own name: "Português". */
export function nativeName(tag: string): string {
  return capital(named(tag, tag), tag);
}

/** @returns Its name in the interface's language: "Portuguese". */
export function nameOf(tag: string | null | undefined): string {
  return tag ? capital(named(tag, locale()), locale()) : "";
}

/** @returns Its name as it stands within a sentence: "portugués" in Spanish. */
export function inWords(tag: string): string {
  return named(tag, locale());
}

/**
 * @param service What it said, if anything.
 * @returns Tags to choose from, each sorted by native name: those that the
 * service translates into and from just now, and the rest.
 */
export function choices(service: Pick<Known, "languages" | "pairs"> | null): {
  known: string[];
  others: string[];
} {
  const all = service?.languages.length ? service.languages : COMMON;
  const pairs = service?.pairs ?? [];
  const isKnown = (tag: string) =>
    pairs.some(({ source }) => source === tag) && pairs.some(({ target }) => target === tag);
  return { known: sorted(all.filter(isKnown)), others: sorted(all.filter((tag) => !isKnown(tag))) };
}

function sorted(tags: string[]) {
  const collator = new Intl.Collator(locale());
  return [...tags].sort((a, b) => collator.compare(nativeName(a), nativeName(b)));
}

/** @param wished Best first. @returns The browser's language, as one of those offered. */
export function browserLanguage(offered: string[], wished: readonly string[] = navigator.languages): string {
  for (const tag of wished) {
    const base = /^zh-(TW|HK|MO|Hant)/i.test(tag) ? "zh-Hant" : (tag.split("-")[0] ?? tag);
    if (offered.includes(tag)) return tag;
    if (offered.includes(base)) return base;
  }
  return "en";
}
