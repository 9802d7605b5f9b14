/** In the account: everything of mine, to take along. */

import { h } from "../../ui/dom.ts";
import { t } from "../../i18n/i18n.ts";

/** The browser saves it as it comes: an archive may be larger than what a page can hold. */
export function exportPart(): HTMLElement {
  const link = h(
    "a",
    { class: "button quiet", href: "/api/me/export", download: "duologue.zip", testid: "export" },
    t("export.take"),
  );
  return h(
    "section",
    { class: "settings-part" },
    h("h3", {}, t("export.title")),
    h("p", { class: "hint" }, t("export.hint")),
    h("div", { class: "words-acts" }, link),
  );
}
