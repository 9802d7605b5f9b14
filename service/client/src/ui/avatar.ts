/** Initials in a circle, with a dot for presence. */

import { html, type TemplateResult } from "lit";
import type { Person } from "../protocol/types.ts";
import { initials } from "../text/text.ts";

export function avatar(person: Person): TemplateResult {
  return html`<span class="avatar" aria-hidden="true" data-online=${String(Boolean(person.online))}
    ><span class="initials">${initials(person.name || person.handle)}</span></span
  >`;
}
