/** What the menu of a message asks before it goes on: which emoji, and whether to delete. */

import { t } from "../../i18n/i18n.ts";
import { fill, h } from "../../ui/dom.ts";

let counted = 0;

/** Any emoji: what is none, the service refuses. */
export function askEmoji(dialog: HTMLDialogElement, chosen: (emoji: string) => void): void {
  const id = `emoji-${(counted += 1)}`;
  const input = h("input", {
    id,
    autocomplete: "off",
    autocapitalize: "off",
    testid: "menu-emoji-input",
    required: true,
  });
  const submit = (event: Event) => {
    event.preventDefault();
    const emoji = input.value.trim();
    if (!emoji) return;
    dialog.close();
    chosen(emoji);
  };
  const button = h("button", { class: "button small", type: "submit" }, t("menu.react"));
  const label = h("label", { for: id }, t("menu.more"));
  fill(
    dialog,
    h(
      "form",
      { class: "menu-step labelled", on: { submit } },
      label,
      input,
      h("div", { class: "menu-buttons" }, button, cancel(dialog)),
    ),
  );
  input.focus();
}

/** Deleting cannot be undone: it is asked for twice. */
export function askRemoval(dialog: HTMLDialogElement, sure: () => void): void {
  const on = { click: () => (dialog.close(), sure()) };
  const yes = h("button", { class: "button small danger", type: "button", testid: "menu-remove-sure", on });
  yes.append(t("menu.remove"));
  const no = cancel(dialog);
  fill(
    dialog,
    h(
      "div",
      { class: "menu-step" },
      h("p", {}, t("menu.remove_sure")),
      h("div", { class: "menu-buttons" }, yes, no),
    ),
  );
  no.focus();
}

function cancel(dialog: HTMLDialogElement): HTMLButtonElement {
  const on = { click: () => dialog.close() };
  const props = { class: "button quiet small", type: "button", testid: "menu-cancel", on };
  return h("button", props, t("correction.cancel"));
}
