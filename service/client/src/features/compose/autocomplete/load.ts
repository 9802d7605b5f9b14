/** Predictors by language: fetched when they are first needed, kept by the browser for good, decoded once a page. */

import { unpack } from "./packed.ts";
import { Predictor } from "./predict.ts";

let index: Promise<Record<string, string>> | null = null;
const found: Map<string, Promise<Predictor | null>> = new Map();

/** @returns The file's name of a tag's language: "pt" for "pt-BR". */
export const primary = (tag: string): string => tag.toLowerCase().split("-")[0] ?? tag;

/** @returns Null where there is none, or it cannot be had now. */
export function predictorOf(language: string): Promise<Predictor | null> {
  if (!found.has(language)) {
    const coming = fetched(language).catch(() => (found.delete(language), null));
    found.set(language, coming);
  }
  return found.get(language) as Promise<Predictor | null>;
}

async function fetched(language: string) {
  index ??= answered("/typing/index.json").then((answer) => answer.json());
  const addresses = await index.catch((error) => {
    index = null;
    throw error;
  });
  if (!addresses[language]) return null;
  const answer = await answered(addresses[language]);
  return new Predictor(unpack(await answer.arrayBuffer()));
}

async function answered(address: string) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
}
