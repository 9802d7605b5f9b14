/** A dialog at the side, the whole screen on a phone: title, a way out, and room. */

import { html } from "lit";
import { t } from "../i18n/i18n.ts";
import { made } from "./element.ts";
import { icon } from "./icons.ts";

/** @param name For tests and ids. @returns The dialog, not yet open: it goes when it is closed. */
export function sheet(name: string, title: string): { dialog: HTMLDialogElement; body: HTMLElement } {
  const gone = () => dialog.remove();
  const beside = ({ target }: Event) => target === dialog && dialog.close();
  const dialog: HTMLDialogElement = made(
    html`<dialog
      class="settings ${name}"
      aria-labelledby="${name}-title"
      data-testid=${name}
      @close=${gone}
      @click=${beside}
    >
      <header class="settings-head">
        <h2 id="${name}-title">${title}</h2>
        <button
          class="round"
          type="button"
          aria-label=${t("settings.close")}
          data-testid="${name}-close"
          @click=${() => dialog.close()}
        >
          ${icon("close")}
        </button>
      </header>
      <div class="sheet-body"></div>
    </dialog>`,
  );
  document.body.append(dialog);
  return { dialog, body: dialog.querySelector(".sheet-body") as HTMLElement };
}
