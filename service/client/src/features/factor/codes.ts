/** Recovery codes, shown this once. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { copier } from "./copied.ts";

/** @param done They are kept somewhere. */
export function codesShown(codes: readonly string[], done: () => void): TemplateResult {
  return html`<p><strong>${t("factor.codes_title")}</strong></p>
    <p class="hint">${t("factor.codes_help")}</p>
    <ol class="codes" dir="ltr" data-testid="factor-codes">
      ${codes.map((one) => html`<li><code>${one}</code></li>`)}
    </ol>
    <div class="acts">
      ${copier(codes.join("\n"), "factor-copy")}
      <button class="button" type="button" data-testid="factor-kept" @click=${done}>
        ${t("factor.kept")}
      </button>
    </div>`;
}
