/** Putting a text where it can be pasted from, and saying so. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { announce } from "../../ui/announce.ts";

/** A button that copies; nothing where browsers let no page copy. @param text What, when it is pressed. */
export function copier(text: string, testid: string): TemplateResult | typeof nothing {
  if (!isSecureContext) return nothing;
  const copy = async ({ currentTarget }: Event) => {
    const button = currentTarget as HTMLButtonElement;
    await navigator.clipboard.writeText(text);
    button.textContent = t("factor.copied");
    announce(t("factor.copied"));
  };
  return html`<button class="button quiet" type="button" data-testid=${testid} @click=${copy}>
    ${t("factor.copy")}
  </button>`;
}
