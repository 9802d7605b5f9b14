/** Initials in a circle, with a dot for presence. */

import { h } from "./dom.ts";
import { initials } from "../text/text.ts";

/** @param {import("../protocol/types.ts").Person} person @param {{presence?: boolean}} [options] @returns {HTMLElement} */
export function avatar(person, { presence = true } = {}) {
  return h(
    "span",
    { class: "avatar", "aria-hidden": "true", data: { online: String(Boolean(presence && person.online)) } },
    h("span", { class: "initials" }, initials(person.name || person.handle)),
  );
}
