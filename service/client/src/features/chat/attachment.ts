/** A file in a bubble: an image at its own size before it has come, anything else as a line to take it by. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { region } from "../../i18n/i18n.ts";
import type { Alt } from "./alt.ts";

/** Content of a message of kind "attachment", as docs/protocol.md has it. */
export interface Attached {
  readonly kind: "attachment";
  readonly file_id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly blurhash?: string | null;
  readonly preview?: boolean;
  readonly alt?: string;
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
/** Pixels of the longer side in a bubble. */
const LONGEST = 280;

/** @returns What is shown of it; null where a message has no file. */
export function attachment(
  content: { readonly kind: string } | null | undefined,
  alt?: Alt | null,
): TemplateResult | null {
  if (content?.kind !== "attachment") return null;
  const file = content as Attached;
  const address = `/api/files/${encodeURIComponent(file.file_id)}`;
  const shown = file.width && file.height ? image(file, address, alt) : line(file);
  return html`<a class="attachment" data-testid="attachment" href=${address} download=${file.name}
    >${shown}</a
  >`;
}

/** Its colour until it has come is set as a property: the policy of the page allows no style attributes. */
function image(file: Attached, address: string, alt?: Alt | null): TemplateResult {
  const scale = Math.min(1, LONGEST / Math.max(file.width ?? 1, file.height ?? 1));
  const colour = average(file.blurhash ?? "");
  return html`<img
    loading="lazy"
    decoding="async"
    width=${Math.max(1, Math.round((file.width ?? 1) * scale))}
    height=${Math.max(1, Math.round((file.height ?? 1) * scale))}
    alt=${alt?.text ?? (file.alt || file.name)}
    lang=${alt?.lang ?? nothing}
    .style=${colour ? `background-color: ${colour}` : ""}
    src=${file.preview ? `${address}/preview` : address}
  />`;
}

function line(file: Attached): TemplateResult {
  const about = html`<span class="attachment-size">${size(file.size)}</span>`;
  return html`<span class="attachment-line"><bdi class="attachment-name">${file.name}</bdi>${about}</span>`;
}

/** "1.2 MB", as one writes it where one is. */
export function size(bytes: number): string {
  const [unit, one] = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  const options = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(region(), options).format(Math.max(0.1, bytes / Number(one)));
}

/** What is said of a file in a line of its own: of a list, a notification, a screen reader. */
export function spoken(content: Pick<Attached, "name" | "alt">): string {
  return content.alt ? t("file.shows", { alt: content.alt }) : content.name;
}

/** The mean colour that a blurhash begins with; none where it is no blurhash. */
export function average(hash: string): string {
  if (hash.length < 6) return "";
  const value = [...hash.slice(2, 6)].reduce((so_far, one) => so_far * 83 + DIGITS.indexOf(one), 0);
  return `rgb(${value >> 16} ${(value >> 8) & 255} ${value & 255})`;
}
