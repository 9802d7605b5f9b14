/** How one message reads: which text is in front, which is behind, and how its translation stands. Pure. */

/** none: no translation is needed. missing: enriched, but not for the reader's language. */
export type Standing = "none" | "pending" | "done" | "missing" | "unsupported" | "failed";

export interface Reading {
  /** In front: my language where that is possible. */
  lead: { text: string; lang: string | null };
  /** Behind it: the other side's text, once there is one. */
  other: { text: string; lang: string | null } | null;
  /** What its file shows. */
  alt?: Alt | null;
  /** What its link leads to. */
  card?: Card | null;
  standing: Standing;
  rough: boolean;
  /** More likely wrong than right, as far as can be told. */
  unsure: boolean;
  /** Words of the glossary that were not applied. */
  leftOut?: string[];
  /** Who wrote the translation by hand. */
  corrected?: "me" | "other" | null;
  /** Language it was written in, as far as known. */
  source: string;
  /** Language of its reader. */
  target: string;
  sentiment: "positive" | "negative" | null;
  /** Where the translation sounds unlike the original: which way. */
  shift?: "positive" | "negative" | null;
}

import { locale, t } from "../../i18n/i18n.ts";
import { altOf, type Alt } from "./alt.ts";
import { cardOf, plain, type Card } from "./card.ts";
import { spoken } from "./attachment.ts";
import { isUnsure } from "./unsure.ts";
import { clockOf } from "../../text/length.ts";
import { isEmojiOnly } from "../../text/text.ts";
import type { Enrichment, Me, Message, Person, Translation, Unsent } from "../../protocol/types.ts";

interface Known {
  by: string;
  reading: Reading;
}

/** What was worked out of a message, which never changes: another revision is another object. */
const worked = new WeakMap<Message, Known>();

/** @param mine Written on my side. @returns The same object for the same message and reader. */
export function reading(
  message: Message,
  me: Me,
  other: Person,
  mine = message.author_id === me.id,
): Reading {
  const by = [me.id, me.language, other.language, other.deleted, mine, locale()].join(" ");
  const known = worked.get(message);
  if (known?.by === by) return known.reading;
  const made = work(message, me, other, mine);
  worked.set(message, { by, reading: made });
  return made;
}

function work(message: Message, me: Me, other: Person, mine: boolean): Reading {
  const withAuthor = !mine && Boolean(other.deleted);
  const target = mine ? other.language : me.language;
  const alt = altOf(message, target, mine);
  if (!message.text)
    return ["attachment", "voice"].includes(message.content.kind)
      ? wordless(message, alt, target)
      : erased(message, withAuthor);
  const { enrichment, text } = message;
  const source = enrichment.language ?? message.language;
  const translation = enrichment.translations[target];
  const standing = standingOf(message, translation, target);
  const original = { text, lang: source };
  const translated = standing === "done" ? { text: translation?.text ?? "", lang: target } : null;
  const swapped = translated && !mine;
  return {
    lead: swapped ? translated : original,
    other: swapped ? original : translated,
    alt,
    card: cardOf(message, target, mine),
    standing,
    rough: Boolean(translated && translation?.rough),
    unsure: isUnsure(translation),
    leftOut: (translated && translation?.left_out) || [],
    corrected: correctedBy(enrichment.mended[target], me),
    source,
    target,
    sentiment: sentimentOf(enrichment),
    shift: standing === "done" && !enrichment.mended[target] ? shiftOf(enrichment) : null,
  };
}

/** A file without a caption: in lists and aloud it is called by what it shows, or by its name. */
function wordless(message: Message, alt: Alt | null, target: string): Reading {
  const { content } = message;
  const said = content.kind === "voice" ? t("voice.note", { length: clockOf(content.seconds) }) : "";
  const text = content.kind === "attachment" ? spoken({ name: content.name, alt: alt?.text }) : said;
  return { ...erased(message), lead: { text, lang: alt?.lang ?? message.language }, alt, target };
}

/** Taken back, or gone with its age: which of these is not told. Or its author deleted the account. */
function erased({ language }: Message, withAuthor = false): Reading {
  const lead = { text: t(withAuthor ? "bubble.erased" : "bubble.taken_back"), lang: locale() };
  return {
    lead,
    other: null,
    standing: "none",
    rough: false,
    unsure: false,
    source: language,
    target: language,
    sentiment: null,
  };
}

function correctedBy(mended: { by: string } | undefined, me: Me) {
  if (!mended) return null;
  return mended.by === me.id ? "me" : "other";
}

function standingOf(message: Message, translation: Translation | undefined, target: string): Standing {
  if (isEmojiOnly(message.text) || message.content.kind === "note") return "none";
  if (translation) return translation.status === "not_needed" ? "none" : translation.status;
  if (message.language === target) return "none";
  return message.enrichment.status === "done" ? "missing" : message.enrichment.status;
}

function sentimentOf(enrichment: Enrichment) {
  const label = enrichment.sentiment?.label ?? null;
  return label === "neutral" ? null : label;
}

const SCALE = ["negative", "neutral", "positive"];

function shiftOf({ sentiment }: Enrichment) {
  if (!sentiment?.disagrees || !sentiment.label || !sentiment.translated) return null;
  return SCALE.indexOf(sentiment.translated) < SCALE.indexOf(sentiment.label) ? "negative" : "positive";
}

/** What a message of mine that is not confirmed yet reads like. */
export function readingUnsent(entry: Unsent, me: Me, other: Person): Reading {
  const text = entry.text || (entry.content ? spoken(entry.content) : "");
  const lead = { text, lang: me.language };
  const card = entry.card ? { ...plain(entry.card), link: entry.card, other: null } : null;
  return {
    lead,
    other: null,
    card,
    standing: "none",
    rough: false,
    unsure: false,
    source: me.language,
    target: other.language,
    sentiment: null,
  };
}
