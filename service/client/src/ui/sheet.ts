/** A dialog at the side, the whole screen on a phone: title, a way out, and room. */

import { h } from "./dom.ts";
import { t } from "../i18n/i18n.ts";
import { icon } from "./icons.ts";

/** @param name For tests and ids. @returns The dialog, not yet open: it goes when it is closed. */
export function sheet(name: string, title: string): { dialog: HTMLDialogElement; body: HTMLElement } {
  const dialog = h("dialog", { class: `settings ${name}`, "aria-labelledby": `${name}-title`, testid: name });
  const close = h(
    "button",
    {
      class: "round",
      type: "button",
      "aria-label": t("settings.close"),
      testid: `${name}-close`,
      on: { click: () => dialog.close() },
    },
    icon("close"),
  );
  const body = h("div", { class: "sheet-body" });
  dialog.append(
    h("header", { class: "settings-head" }, h("h2", { id: `${name}-title` }, title), close),
    body,
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }: Event) => target === dialog && dialog.close());
  document.body.append(dialog);
  return { dialog, body };
}
