/** What the menu of a message asks before it goes on: which emoji, and whether to delete. */

import { html, render, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";

let counted = 0;

/** Any emoji: what is none, the service refuses. */
export function askEmoji(dialog: HTMLDialogElement, chosen: (emoji: string) => void): void {
  const id = `emoji-${(counted += 1)}`;
  const submit = (event: Event) => {
    event.preventDefault();
    const emoji = dialog.querySelector("input")?.value.trim();
    if (!emoji) return;
    dialog.close();
    chosen(emoji);
  };
  render(
    html`<form class="menu-step labelled" @submit=${submit}>
      <label for=${id}>${t("menu.more")}</label>
      <input id=${id} autocomplete="off" autocapitalize="off" data-testid="menu-emoji-input" required />
      <div class="menu-buttons">
        <button class="button small" type="submit">${t("menu.react")}</button>
        ${cancel(dialog)}
      </div>
    </form>`,
    dialog,
  );
  dialog.querySelector("input")?.focus();
}

/** Deleting cannot be undone: it is asked for twice. */
export function askRemoval(dialog: HTMLDialogElement, sure: () => void): void {
  const yes = () => (dialog.close(), sure());
  render(
    html`<div class="menu-step">
      <p>${t("menu.remove_sure")}</p>
      <div class="menu-buttons">
        <button class="button small danger" type="button" data-testid="menu-remove-sure" @click=${yes}>
          ${t("menu.remove")}
        </button>
        ${cancel(dialog)}
      </div>
    </div>`,
    dialog,
  );
  dialog.querySelector<HTMLElement>("[data-testid=menu-cancel]")?.focus();
}

function cancel(dialog: HTMLDialogElement): TemplateResult {
  return html`<button
    class="button quiet small"
    type="button"
    data-testid="menu-cancel"
    @click=${() => dialog.close()}
  >
    ${t("correction.cancel")}
  </button>`;
}
