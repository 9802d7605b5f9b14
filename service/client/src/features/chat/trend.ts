/** How the other side feels of late: a sign and words where there is something to say, else nothing. */

import { h } from "../../ui/dom.ts";
import { t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";

/** @param {import("../../protocol/types.ts").Trend | undefined} mood @returns {HTMLElement | null} */
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
