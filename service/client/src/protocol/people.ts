/** People as they are shown: nothing in a name turns what stands around it, and a deleted account says so. */

import { t } from "../i18n/i18n.ts";
import { calm } from "../text/text.ts";

/**
 * For `JSON.parse`: every person that comes over the wire, wherever in a frame or an answer.
 * @param {string} _key @param {any} value
 */
export function person(_key, value) {
  if (typeof value?.handle !== "string" || typeof value.name !== "string") return value;
  return { ...value, name: shown(value) };
}

function shown({ name, handle, deleted }) {
  if (deleted) return t("person.deleted");
  return calm(name).trim() || `@${handle}`;
}
