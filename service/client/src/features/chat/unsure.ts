/** How far a translation is to be trusted. Pure. */

import type { Translation } from "../../protocol/types.ts";

/** Confidence below which most translations are bad: the same number as in nlp/tasks/translation/confidence/judge.py. */
const UNSURE_BELOW = 0.6;

export function isUnsure(
  translation: Pick<Translation, "status" | "confidence"> | null | undefined,
): boolean {
  const confidence = translation?.status === "done" ? translation.confidence : null;
  return typeof confidence === "number" && confidence < UNSURE_BELOW;
}
