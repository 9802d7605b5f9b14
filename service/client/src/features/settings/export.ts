/** In the account: everything of mine, to take along. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";

/** The browser saves it as it comes: an archive may be larger than what a page can hold. */
export function exportPart(): TemplateResult {
  return html`<section class="settings-part">
    <h3>${t("export.title")}</h3>
    <p class="hint">${t("export.hint")}</p>
    <div class="words-acts">
      <a class="button quiet" href="/api/me/export" download="duologue.zip" data-testid="export"
        >${t("export.take")}</a
      >
    </div>
  </section>`;
}
