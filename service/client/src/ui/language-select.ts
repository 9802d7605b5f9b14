/** What a native select of languages offers: languages by their own names. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { browserLanguage, choices, nativeName } from "../i18n/languages.ts";
import type { Known } from "../protocol/types.ts";

/** What the service translates, as it says. */
export type Service = Pick<Known, "languages" | "pairs">;

/**
 * Options, those that the service translates first, under a heading of their own.
 * @param value Chosen; without it what the browser speaks.
 * @param any What none in particular is called; then that is chosen without `value`.
 */
export function languageOptions(
  service: Service | null,
  value?: string | null,
  any: string | null = null,
): TemplateResult {
  const { known, others } = choices(service);
  const all = [...known, ...others];
  const chosen = value || (any === null ? browserLanguage(all) : "");
  const options = (tags: string[]) => tags.map((tag) => option(tag, tag === chosen));
  const unknown = options(!chosen || all.includes(chosen) ? [] : [chosen]);
  const none = any === null ? nothing : html`<option value="" .selected=${!chosen}>${any}</option>`;
  if (!known.length) return html`${none}${options(others)}${unknown}`;
  return html`${none}<optgroup label=${t("language.known")}>${options(known)}</optgroup>
    <optgroup label=${t("language.others")}>${options(others)}</optgroup>
    ${unknown}`;
}

function option(tag: string, chosen: boolean): TemplateResult {
  return html`<option value=${tag} lang=${tag} .selected=${chosen}>${nativeName(tag)}</option>`;
}
