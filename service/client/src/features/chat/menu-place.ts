/** Where the menu of a message stands, and how keys move in it. */

import { locale, direction } from "../../i18n/i18n.ts";

/** Space to the message and to the window's edge, in px. */
const GAP = 8;

/** Beside its message, within the window. On a phone the styles put it at the foot. */
export function beside(dialog: HTMLElement, message: HTMLElement): void {
  if (!matchMedia("(min-width: 30rem)").matches) return;
  const box = (message.querySelector(".sheet") ?? message).getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = dialog;
  const atEnd =
    message.dataset["side"] === "mine" ? direction(locale()) !== "rtl" : direction(locale()) === "rtl";
  const left = atEnd ? box.right - width : box.left;
  const below = box.bottom + GAP;
  const top = below + height + GAP <= innerHeight ? below : box.top - height - GAP;
  dialog.style.left = `${within(left, innerWidth - width)}px`;
  dialog.style.top = `${within(top, innerHeight - height)}px`;
}

function within(value: number, most: number): number {
  return Math.max(GAP, Math.min(value, most - GAP));
}

/** Up and down through the rows, left and right within one; Tab leaves, as a menu does. */
export function keys(dialog: HTMLDialogElement, event: KeyboardEvent): void {
  const items = [...dialog.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  if (!items.length || event.isComposing) return;
  if (event.key === "Tab") {
    event.preventDefault();
    dialog.close();
    return;
  }
  const next = target(items, document.activeElement, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function target(items: HTMLElement[], at: Element | null, key: string): HTMLElement | undefined {
  const row = items.filter((one) => one.parentElement?.role === "group");
  const column = items.filter((one) => !row.includes(one) || one === row[0]);
  const inRow = row.findIndex((one) => one === at);
  const inColumn = inRow >= 0 ? 0 : column.findIndex((one) => one === at);
  const around = <T>(list: T[], place: number) => list[(place + list.length) % list.length];
  const forward = direction(locale()) === "rtl" ? "ArrowLeft" : "ArrowRight";
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  if (sideways) return inRow < 0 ? undefined : around(row, inRow + (key === forward ? 1 : -1));
  if (key === "ArrowDown") return around(column, inColumn + 1);
  if (key === "ArrowUp") return around(column, inColumn - 1);
  if (key === "Home") return column[0];
  return key === "End" ? column.at(-1) : undefined;
}
