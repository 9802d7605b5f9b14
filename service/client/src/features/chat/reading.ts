/**
 * How one message reads: which text is in front, which is behind, and how its translation stands. Pure.
 *
 * @typedef {"none" | "pending" | "done" | "missing" | "unsupported" | "failed"} Standing
 *   none: no translation is needed. missing: enriched, but not for the reader's language.
 * @typedef {object} Reading
 * @property {{text: string, lang: string | null}} lead  In front: my language where that is possible.
 * @property {{text: string, lang: string | null} | null} other  Behind it: the other side's text, once there is one.
 * @property {Standing} standing
 * @property {boolean} rough
 * @property {boolean} unsure  More likely wrong than right, as far as can be told.
 * @property {string[]} [leftOut]  Words of the glossary that were not applied.
 * @property {"me" | "other" | null} [corrected]  Who wrote the translation by hand.
 * @property {string} source  Language it was written in, as far as known.
 * @property {string} target  Language of its reader.
 * @property {"positive" | "negative" | null} sentiment
 * @property {"positive" | "negative" | null} [shift]  Where the translation sounds unlike the original: which way.
 */

import { locale, t } from "../../i18n/i18n.ts";
import { isEmojiOnly } from "../../text/text.ts";

/** @typedef {import("../../protocol/types.ts").Message} Message */

/** Confidence below which most translations are bad: the same number as in nlp/tasks/translation/confidence/judge.py. */
const UNSURE_BELOW = 0.6;

/** @param {import("../../protocol/types.ts").Translation | null | undefined} translation @returns {boolean} */
export function isUnsure(translation) {
  const confidence = translation?.status === "done" ? translation.confidence : null;
  return typeof confidence === "number" && confidence < UNSURE_BELOW;
}

/**
 * @param {Message} message @param {import("../../protocol/types.ts").Me} me
 * @param {import("../../protocol/types.ts").Person} other
 * @param {boolean} [mine]  Written on my side. @returns {Reading}
 */
export function reading(message, me, other, mine = message.author_id === me.id) {
  if (!message.text) return erased(message);
  const target = mine ? other.language : me.language;
  const { enrichment, text } = message;
  const source = enrichment.language ?? message.language;
  const translation = enrichment.translations?.[target];
  const standing = standingOf(message, translation, target);
  const original = { text, lang: source };
  const translated = standing === "done" ? { text: translation?.text ?? "", lang: target } : null;
  const swapped = translated && !mine;
  return {
    lead: swapped ? translated : original,
    other: swapped ? original : translated,
    standing,
    rough: Boolean(translated && translation?.rough),
    unsure: isUnsure(translation),
    leftOut: (translated && translation?.left_out) || [],
    corrected: correctedBy(enrichment.mended?.[target], me),
    source,
    target,
    sentiment: sentimentOf(enrichment),
    shift: standing === "done" && !enrichment.mended?.[target] ? shiftOf(enrichment) : null,
  };
}

/** Its author deleted the account. @returns {Reading} */
function erased({ language }) {
  const lead = { text: t("bubble.erased"), lang: locale() };
  return { lead, other: null, standing: "none", rough: false, unsure: false, source: language, target: language, sentiment: null };
}

function correctedBy(mended, me) {
  if (!mended) return null;
  return mended.by === me.id ? "me" : "other";
}

/** @returns {Standing} */
function standingOf(message, translation, target) {
  if (isEmojiOnly(message.text)) return "none";
  if (translation) return translation.status === "not_needed" ? "none" : translation.status;
  if (message.language === target) return "none";
  return message.enrichment.status === "done" ? "missing" : message.enrichment.status;
}

/** @param {import("../../protocol/types.ts").Enrichment} enrichment */
function sentimentOf(enrichment) {
  const label = enrichment.sentiment?.label ?? null;
  return label === "neutral" ? null : label;
}

const SCALE = ["negative", "neutral", "positive"];

/** @param {import("../../protocol/types.ts").Enrichment} enrichment */
function shiftOf({ sentiment }) {
  if (!sentiment?.disagrees || !sentiment.label || !sentiment.translated) return null;
  return SCALE.indexOf(sentiment.translated) < SCALE.indexOf(sentiment.label) ? "negative" : "positive";
}

/**
 * What a message of mine that is not confirmed yet reads like.
 * @param {import("../../protocol/types.ts").Unsent} entry @param {import("../../protocol/types.ts").Me} me
 * @param {import("../../protocol/types.ts").Person} other @returns {Reading}
 */
export function readingUnsent(entry, me, other) {
  const lead = { text: entry.text, lang: me.language };
  return { lead, other: null, standing: "none", rough: false, unsure: false, source: me.language, target: other.language, sentiment: null };
}
