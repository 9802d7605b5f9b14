/** Words of settings: fetched when they are opened, for agents never see them. */

import { speakToo, type Dictionaries } from "../../i18n/i18n.ts";

export const WORDS: Dictionaries = {
  en: () => import("./words/en.ts"),
  pt: () => import("./words/pt.ts"),
  es: () => import("./words/es.ts"),
  fr: () => import("./words/fr.ts"),
  de: () => import("./words/de.ts"),
  it: () => import("./words/it.ts"),
  nl: () => import("./words/nl.ts"),
  ar: () => import("./words/ar.ts"),
};

/** Before any of them is shown. */
export const speakSettings = (): Promise<void> => speakToo(WORDS);
