/** What a link in a message leads to, in the language of who looks, and in that of the other side behind it. Pure. */

import { isUnsure } from "./unsure.ts";
import type { LinkCard, Message } from "../../protocol/types.ts";

interface Said {
  title: string;
  description: string;
  /** Null: not known. */
  lang: string | null;
}

export interface Card extends Said {
  readonly link: LinkCard;
  /** In the other side's language; null: there is no translation. */
  other: Said | null;
}

/** `detail` of an annotation "link", as docs/protocol.md has it. */
interface Detail {
  readonly title?: unknown;
  readonly description?: unknown;
  readonly language?: string | null;
  readonly rough?: boolean;
  readonly confidence?: number | null;
}

/**
 * @param target Language of the message's reader.
 * @returns Null where a message shows no link.
 */
export function cardOf({ content, enrichment }: Message, target: string, mine: boolean): Card | null {
  if (content.kind !== "text" || !content.link) return null;
  const { link } = content;
  const found = enrichment.annotations.findLast((one) => one.task === "link" && one.target === target);
  const detail = (found?.detail ?? {}) as Detail;
  const original = plain(link, detail.language ?? null);
  const translated = translatedBy(detail, target);
  if (!translated) return { ...original, link, other: null };
  return mine ? { ...original, link, other: translated } : { ...translated, link, other: original };
}

/** As its page says it. */
export function plain({ title, description }: LinkCard, lang: string | null = null): Said {
  return { title, description: description ?? "", lang };
}

/** One that is not sure says so. */
function translatedBy({ title, description, rough, confidence }: Detail, lang: string): Said | null {
  if (typeof title !== "string" || typeof description !== "string") return null;
  const doubtful = rough || isUnsure({ status: "done", confidence: confidence ?? null });
  return { title: doubtful ? `≈ ${title}` : title, description, lang };
}

/** @returns Where it leads, in the letters of the network: what was asked for, and where that led if elsewhere. */
export function hostsOf({ url, host }: LinkCard): string {
  const asked = URL.canParse(url) ? new URL(url).hostname : "";
  const bare = (name: string) => name.replace(/^www\./u, "").replace(/^\[|\]$/gu, "");
  return !asked || bare(asked) === bare(host) ? host : `${asked} → ${host}`;
}

/** @returns Its address, where one can be led there: of the web, and nothing that runs. */
export function addressOf({ url }: LinkCard): string | null {
  return URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol) ? new URL(url).href : null;
}
