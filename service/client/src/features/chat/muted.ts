/** The sign of a conversation of which nothing is announced. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";

export function isMuted(): TemplateResult {
  return html`${icon("muted")}<span class="unseen">, ${t("more.is_muted")}</span>`;
}
