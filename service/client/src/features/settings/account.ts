/** My account: the password, a second factor, passkeys, where I am signed in, and the end of it. A dialog of its own. */

import { html, render } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Session } from "../../state/session.ts";
import { sheet } from "../../ui/sheet.ts";
import "./deletion.ts";
import { exportPart } from "./export.ts";
import "../factor/identities.ts";
import "../factor/passkeys.ts";
import type { Factor } from "../factor/second-factor.ts";
import "../factor/second-factor.ts";
import "./password.ts";
import type { SignIns } from "./sign-ins.ts";
import "./sign-ins.ts";

export function openAccount(session: Session): void {
  const { dialog, body } = sheet("account", t("account.title"));
  const changed = () => void body.querySelector<SignIns>("duo-sign-ins")?.load();
  const factor = () => (changed(), void session.askMe());
  const keys = () => (factor(), void body.querySelector<Factor>("duo-second-factor")?.load());
  const close = () => dialog.close();
  render(
    html`<duo-password class="settings-part" .changed=${changed}></duo-password>
      <duo-second-factor class="settings-part" data-testid="factor" .changed=${factor}></duo-second-factor>
      <duo-passkeys class="settings-part" data-testid="keys" .changed=${keys}></duo-passkeys>
      <duo-identities class="settings-part" data-testid="elsewhere" .changed=${changed}></duo-identities>
      <duo-sign-ins class="settings-part"></duo-sign-ins>
      ${exportPart()}
      <duo-deletion .session=${session} .close=${close}></duo-deletion>`,
    body,
  );
  dialog.showModal();
}
