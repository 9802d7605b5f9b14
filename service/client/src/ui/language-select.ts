/** A native select of languages by their own names. */

import { fill, h } from "./dom.ts";
import { t } from "../i18n/i18n.ts";
import { browserLanguage, choices, nativeName } from "../i18n/languages.ts";

/** @typedef {{languages: string[], pairs: {source: string, target: string}[]}} Service */

/**
 * @param {{id: string, value?: string | null, on?: Record<string, (event: Event) => void>}} options
 * @returns {HTMLSelectElement & {offer: (service: Service) => void}}
 */
export function languageSelect({ id, value, on = {} }) {
  const select = h("select", { id, name: "language", testid: "field-language", on });
  select.offer = (service) => offer(select, service, select.value || value);
  offer(select, null, value);
  return select;
}

/** Those that the service translates come first, under a heading of their own. */
function offer(select, service, value) {
  const { known, others } = choices(service);
  const option = (tag) => h("option", { value: tag, lang: tag }, nativeName(tag));
  const group = (label, tags) => h("optgroup", { label }, tags.map(option));
  if (known.length) fill(select, group(t("language.known"), known), group(t("language.others"), others));
  else fill(select, others.map(option));
  const all = [...known, ...others];
  const chosen = value || browserLanguage(all);
  if (!all.includes(chosen)) select.append(option(chosen));
  select.value = chosen;
}
