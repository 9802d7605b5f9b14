/** What is fetched when somebody first needs it: one file for all of it, with its words and its styles. */

import { explain, speakToo, t, type Dictionaries } from "../i18n/i18n.ts";
import { codeOf, Refused } from "../protocol/http.ts";
import { announce } from "../ui/announce.ts";
import { lazily } from "../ui/lazy.ts";
import { complain } from "../ui/notice.ts";
import type * as Parts from "./settings/dialogs.ts";

export type Late = typeof Parts;

/** A page that has no first visit to keep small speaks them from the start. */
export const LATE_WORDS: Dictionaries = {
  en: () => import("../i18n/words/late/en.ts"),
  pt: () => import("../i18n/words/late/pt.ts"),
  es: () => import("../i18n/words/late/es.ts"),
  fr: () => import("../i18n/words/late/fr.ts"),
  de: () => import("../i18n/words/late/de.ts"),
  it: () => import("../i18n/words/late/it.ts"),
  nl: () => import("../i18n/words/late/nl.ts"),
  ar: () => import("../i18n/words/late/ar.ts"),
};

/** So long, in ms, nothing is said of it. */
const PATIENCE = 400;

let parts: Late | null = null;
let styles: Promise<void> | null = null;
/** How many wait for it. */
let waiting = 0;

/** What has come; null: it is still to be fetched. */
export const here = (): Late | null => parts;

/** All of it. The page shows that it is on its way. Rejects with "unreachable" where it is not to be had. */
export async function late(): Promise<Late> {
  if (parts) return parts;
  const told = setTimeout(() => announce(t("state.loading")), PATIENCE);
  showsWaiting(1);
  try {
    return (parts = await lazily(fetched));
  } catch (cause) {
    throw new Refused("unreachable", `A part of the page has not come: ${String(cause)}`);
  } finally {
    clearTimeout(told);
    showsWaiting(-1);
  }
}

/** Do something with it; why that did not work is shown at the foot of the page. */
export async function withLate(work: (all: Late) => unknown): Promise<void> {
  try {
    await work(await late());
  } catch (error) {
    if (!codeOf(error)) throw error;
    complain(explain(codeOf(error)));
  }
}

async function fetched(): Promise<Late> {
  const [all] = await Promise.all([import("./settings/dialogs.ts"), speakToo(LATE_WORDS), styled()]);
  return all;
}

/** Its styles; a page that names none has them already. Once for all, and again where they did not come. */
function styled(): Promise<void> {
  const address = document.querySelector<HTMLMetaElement>("meta[name=late-styles]")?.content;
  if (!address) return Promise.resolve();
  return (styles ??= linked(address).catch((error: unknown) => {
    styles = null;
    throw error;
  }));
}

function linked(href: string): Promise<void> {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  return new Promise((done, failed) => {
    link.onload = () => done();
    link.onerror = () => (link.remove(), failed(new Error(href)));
    document.head.append(link);
  });
}

function showsWaiting(by: 1 | -1): void {
  waiting += by;
  document.documentElement.toggleAttribute("data-fetching", waiting > 0);
}
