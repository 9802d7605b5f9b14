/** The field of a code: of an authenticator app, or for recovery. */

import { html, type TemplateResult } from "lit";
import type { Ties } from "../../ui/form.ts";

/** @param digits Of an app alone: a phone shows its digits. */
export function codeInput(ties: Ties, digits = false): TemplateResult {
  return html`<input
    id=${ties.id}
    aria-describedby=${ties.about}
    aria-invalid=${ties.invalid}
    name="code"
    data-testid=${ties.id}
    autocomplete="one-time-code"
    autocapitalize="none"
    spellcheck="false"
    inputmode=${digits ? "numeric" : "text"}
    dir="ltr"
    maxlength="40"
  />`;
}
