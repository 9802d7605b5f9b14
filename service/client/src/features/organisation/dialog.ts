/** An organisation of mine: who is in it and there just now; for its owners, how they speak, how large files may be,
 * who needs a second factor, and whether analytics may show words. */

import { html, nothing, render } from "lit";
import type { Organisation } from "../../protocol/generated.ts";
import type { Session } from "../../state/session.ts";
import { sheet } from "../../ui/sheet.ts";
import "./address.ts";
import "./asking.ts";
import "./examples.ts";
import "./limits.ts";
import "./members.ts";

/** Open the dialog. */
export function openOrganisation(session: Session, organisation: Organisation): void {
  const { dialog, body } = sheet("office", organisation.name);
  const limits = html`<duo-address class="settings-part" .organisation=${organisation}></duo-address>
    <duo-file-limits class="settings-part" .organisation=${organisation}></duo-file-limits>
    <duo-asking class="settings-part" .organisation=${organisation}></duo-asking>
    <duo-asking class="settings-part" .organisation=${organisation} .kind=${"provider_from"}></duo-asking>
    <duo-examples class="settings-part" .organisation=${organisation}></duo-examples>`;
  render(
    html`<duo-members
        class="settings-part"
        .session=${session}
        .organisationId=${organisation.id}
      ></duo-members>
      ${organisation.role === "owner" ? limits : nothing}`,
    body,
  );
  dialog.showModal();
}
