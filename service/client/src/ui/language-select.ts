/** A native select of languages by their own names. */

import { fill, h } from "./dom.ts";
import { t } from "../i18n/i18n.ts";
import type { Known } from "../protocol/types.ts";
import { browserLanguage, choices, nativeName } from "../i18n/languages.ts";

export type Service = Pick<Known, "languages" | "pairs">;

export type LanguageSelect = HTMLSelectElement & { offer: (service: Service) => void };

export function languageSelect({
  id,
  value,
  on = {},
}: {
  id: string;
  value?: string | null;
  on?: Record<string, (event: Event) => void>;
}): LanguageSelect {
  const bare = h("select", { id, name: "language", testid: "field-language", on });
  const select = Object.assign(bare, {
    offer: (service: Service) => offer(bare, service, bare.value || value),
  });
  offer(select, null, value);
  return select;
}

/** Those that the service translates come first, under a heading of their own. */
function offer(select: HTMLSelectElement, service: Service | null, value: string | null | undefined): void {
  const { known, others } = choices(service);
  const option = (tag: string) => h("option", { value: tag, lang: tag }, nativeName(tag));
  const group = (label: string, tags: string[]) => h("optgroup", { label }, tags.map(option));
  if (known.length) fill(select, group(t("language.known"), known), group(t("language.others"), others));
  else fill(select, others.map(option));
  const all = [...known, ...others];
  const chosen = value || browserLanguage(all);
  if (!all.includes(chosen)) select.append(option(chosen));
  select.value = chosen;
}
