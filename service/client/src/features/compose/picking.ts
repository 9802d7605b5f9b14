/** On a phone: whether a photo is taken now, or something is picked that is there. */

import { html, render } from "lit";
import { t } from "../../i18n/i18n.ts";
import { made } from "../../ui/element.ts";
import { beside, keys } from "../chat/menu-place.ts";
import { deed, type Choice } from "../chat/menu.ts";

/** @param by What was pressed. @param camera A field that asks the camera. @param files One that asks for anything. */
export function askWhere(by: HTMLElement, camera: HTMLElement, files: HTMLElement): void {
  if (!by.isConnected || document.querySelector("dialog.deeds")) return;
  const choices: Choice[] = [
    { name: "camera", sign: "camera", label: t("pick.camera"), does: () => camera.click() },
    { name: "files", sign: "attach", label: t("pick.files"), does: () => files.click() },
  ];
  const label = t("file.attach");
  const dialog = made<HTMLDialogElement>(
    html`<dialog class="deeds" aria-label=${label} data-testid="pick-menu"></dialog>`,
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => keys(dialog, event));
  const items = choices.map((one) => deed(one, dialog));
  render(html`<div class="menu-acts" role="menu" aria-label=${label}>${items}</div>`, dialog);
  document.body.append(dialog);
  dialog.showModal();
  beside(dialog, by);
  dialog.querySelector<HTMLElement>("[role=menuitem]")?.focus();
}
