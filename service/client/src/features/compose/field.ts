/** The text field that is written in: several parts say something about it. */

import { html, nothing, type TemplateResult } from "lit";

/** Set attributes, and take away those that are null; what is so already is left alone. */
export function tell(field: HTMLElement, attributes: Record<string, string | null>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (field.getAttribute(name) === value) continue;
    if (value === null) field.removeAttribute(name);
    else field.setAttribute(name, value);
  }
}

/** What is said of the length. Several composers may be in one page. */
export function count(conversation: string, problem: string): TemplateResult {
  return html`<p class="count" id="count-${conversation}" aria-live="polite" data-testid="composer-count"
    >${problem || nothing}</p
  >`;
}
