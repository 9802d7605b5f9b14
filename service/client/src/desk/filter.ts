/** What of the lists is shown: of one tag, queue, language, channel, or of several of these at once. Pure. */

import type { Ticket } from "./shapes.ts";

export const FACETS = ["tag", "queue", "language", "channel"] as const;
export type Facet = (typeof FACETS)[number];

/** What each has to be; of what is left out, whatever it is. */
export type Filter = Readonly<Partial<Record<Facet, string>>>;

/** @param search What stands after "?" in the address. */
export function read(search: string): Filter {
  const given = new URLSearchParams(search);
  const found = FACETS.map((one) => [one, given.get(one)] as const);
  return Object.fromEntries(found.filter(([, value]) => value));
}

/** @returns What stands for it in an address: "?tag=…", or "" where it leaves nothing out. */
export function written(filter: Filter): string {
  const said = new URLSearchParams(chosen(filter)).toString();
  return said && `?${said}`;
}

/** What is asked for, in order. */
export function chosen(filter: Filter): [Facet, string][] {
  return FACETS.flatMap((one) => (filter[one] ? [[one, filter[one]]] : []));
}

/** The same with another value of one; "": whatever it is. */
export function changed(filter: Filter, facet: Facet, value: string): Filter {
  return Object.fromEntries(chosen({ ...filter, [facet]: value }));
}

/** Whether it belongs to what is shown. */
export function has(filter: Filter, ticket: Ticket): boolean {
  const { tags = [], queue, channel, conversation } = ticket;
  const { tag, language } = filter;
  return (
    (!tag || tags.includes(tag)) &&
    (!filter.queue || queue === filter.queue) &&
    (!filter.channel || channel === filter.channel) &&
    (!language || primary(conversation.other.language) === primary(language))
  );
}

/** "pt" of "pt-BR": what is compared of a language. */
function primary(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}
