/** Which models are missing, and how large they are. Pure. */

import { locale } from "../../i18n/i18n.ts";
import type { Known } from "../../protocol/types.ts";

/** All models go to and from it. */
const THROUGH = "en";

const base = (tag: string) => tag.split("-")[0] ?? tag;

/** @returns Languages of a pair that are not translated to and from English here: theirs are the models to fetch. */
export function lacking(
  { source, target }: { source: string; target: string },
  pairs: Known["pairs"],
): string[] {
  const has = (from: string, to: string) => pairs.some((one) => one.source === from && one.target === to);
  const all = [...new Set([base(source), base(target)])].filter((tag) => tag && tag !== THROUGH);
  return all.filter((tag) => !has(tag, THROUGH) || !has(THROUGH, tag));
}

/** @returns Megabytes as the reader writes numbers: "12.3". */
export function megabytes(bytes: number): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(bytes / 1e6);
}
