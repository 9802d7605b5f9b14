/** What a file shows, in the language of who looks, and in that of the other side behind it. Pure. */

import { isUnsure } from "./unsure.ts";
import type { Message } from "../../protocol/types.ts";

interface Said {
  text: string;
  lang: string | null;
}

export interface Alt extends Said {
  /** In the other side's language; null: there is no translation. */
  other: Said | null;
}

/** `detail` of an annotation "alt", as docs/protocol.md has it. */
interface Detail {
  readonly text?: unknown;
  readonly language?: string | null;
  readonly rough?: boolean;
  readonly confidence?: number | null;
}

/**
 * @param target Language of the message's reader.
 * @returns Null where a message has no file, or nothing is said of what it shows.
 */
export function altOf(message: Message, target: string, mine: boolean): Alt | null {
  const { content, enrichment, language } = message;
  if (content.kind !== "attachment" || !content.alt) return null;
  const found = enrichment.annotations.findLast((one) => one.task === "alt" && one.target === target);
  const detail = (found?.detail ?? {}) as Detail;
  const original = { text: content.alt, lang: detail.language ?? language };
  const translated = translatedBy(detail, target);
  if (!translated) return { ...original, other: null };
  return mine ? { ...original, other: translated } : { ...translated, other: original };
}

/** One that is not sure says so. */
function translatedBy({ text, rough, confidence }: Detail, lang: string): Said | null {
  if (typeof text !== "string" || !text) return null;
  const doubtful = rough || isUnsure({ status: "done", confidence: confidence ?? null });
  return { text: doubtful ? `≈ ${text}` : text, lang };
}
