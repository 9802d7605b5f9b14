/** A file in a bubble: an image at its own size before it has come, anything else as a line to take it by. */

import { h } from "../../ui/dom.ts";
import { t } from "../../i18n/i18n.ts";
import { region } from "../../i18n/i18n.ts";

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
export function attachment(content: { readonly kind: string } | null | undefined): HTMLElement | null {
  if (content?.kind !== "attachment") return null;
  const file = content as Attached;
  const address = `/api/files/${encodeURIComponent(file.file_id)}`;
  const props = { href: address, download: file.name, class: "attachment", testid: "attachment" };
  return h("a", props, file.width && file.height ? image(file, address) : line(file));
}

function image(file: Attached, address: string): HTMLElement {
  const scale = Math.min(1, LONGEST / Math.max(file.width ?? 1, file.height ?? 1));
  const made: HTMLImageElement = h("img", {
    src: file.preview ? `${address}/preview` : address,
    alt: file.alt || file.name,
    width: Math.max(1, Math.round((file.width ?? 1) * scale)),
    height: Math.max(1, Math.round((file.height ?? 1) * scale)),
    loading: "lazy",
    decoding: "async",
  });
  made.style.backgroundColor = average(file.blurhash ?? "");
  return made;
}

function line(file: Attached): HTMLElement {
  const about = h("span", { class: "attachment-size" }, size(file.size));
  return h("span", { class: "attachment-line" }, h("bdi", { class: "attachment-name" }, file.name), about);
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
