/** Putting a text where it can be pasted from, and saying so. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { copy } from "../../ui/copy.ts";

/** A button that copies. @param text What, when it is pressed. */
export function copier(text: string, testid: string): TemplateResult {
  const press = async ({ currentTarget }: Event) => {
    const button = currentTarget as HTMLButtonElement;
    button.textContent = t((await copy(text)) ? "factor.copied" : "bubble.not_copied");
  };
  return html`<button class="button quiet" type="button" data-testid=${testid} @click=${press}>
    ${t("factor.copy")}
  </button>`;
}
