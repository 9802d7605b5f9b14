/** How the other side feels of late: a sign and words where there is something to say, else nothing. */

import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { icon } from "../core/icons.js";

/** @param {import("../core/types.js").Trend | undefined} mood @returns {HTMLElement | null} */
export function trend(mood) {
  const kind = mood?.direction === "worse" ? "worse" : mood?.level === "bad" ? "bad" : null;
  if (!kind) return null;
  return h(
    "span",
    { class: `trend trend-${kind}`, testid: "trend", data: { trend: kind } },
    icon(kind === "worse" ? "worse" : "negative"),
    h("span", {}, t(`trend.${kind}`)),
  );
}
