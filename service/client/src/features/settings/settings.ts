/** Who I am and how this looks: a dialog that keeps every change at once. */

import { html, render, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Session } from "../../state/session.ts";
import { sheet } from "../../ui/sheet.ts";
import "../compose/canned.ts";
import "../home/aside.ts";
import type { Host } from "../home/home.ts";
import "../organisation/ways.ts";
import { openAccount } from "./account.ts";
import "./looks.ts";
import "./notify-settings.ts";
import { memorySettings } from "./own-answers.ts";
import "./person.ts";
import "./sign-out.ts";
import "./autocomplete-settings.ts";
import { openWords } from "./words.ts";

/** Open the dialog. @param host Called after a change of language, with the dialog closed. */
export function openSettings(session: Session, host: Host): void {
  const { dialog, body } = sheet("settings", t("settings.title"));
  const close = () => dialog.close();
  const relabel = () => (close(), host.relabel());
  const instead = (open: (session: Session) => void) => () => (close(), open(session));
  render(
    html`<duo-person class="settings-part" .session=${session} .relabel=${relabel}></duo-person>
      <duo-looks class="settings-part" .session=${session}></duo-looks>
      <duo-notify-settings class="settings-part" .me=${session.me.id}></duo-notify-settings>
      <duo-autocomplete-settings class="settings-part" .me=${session.me.id}></duo-autocomplete-settings>
      ${way("settings-words", t("words.title"), instead(openWords))}
      <duo-canned class="settings-part" .session=${session}></duo-canned>
      <duo-answers class="settings-part" data-testid="answers"></duo-answers>
      ${memorySettings()}
      <duo-aside class="settings-part" .session=${session} .close=${close}></duo-aside>
      <duo-organisations
        class="settings-part"
        data-testid="organisations"
        .session=${session}
        .close=${close}
      ></duo-organisations>
      <duo-models class="settings-part" data-testid="models"></duo-models>
      ${way("settings-account", t("account.title"), instead(openAccount))}
      <duo-sign-out class="settings-part" .session=${session} .close=${close}></duo-sign-out>`,
    body,
  );
  dialog.showModal();
}

/** To another dialog. */
function way(testid: string, label: string, go: () => void): TemplateResult {
  return html`<section class="settings-part">
    <button class="button quiet wide" type="button" data-testid=${testid} @click=${go}>${label}</button>
  </section>`;
}
