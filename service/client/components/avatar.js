/** Initials in a circle, with a dot for presence. */

import { h } from "../core/dom.js";
import { initials } from "../core/text.js";

/** @param {import("../core/types.js").Person} person @param {{presence?: boolean}} [options] @returns {HTMLElement} */
export function avatar(person, { presence = true } = {}) {
  return h(
    "span",
    { class: "avatar", "aria-hidden": "true", data: { online: String(Boolean(presence && person.online)) } },
    h("span", { class: "initials" }, initials(person.name || person.handle)),
  );
}
