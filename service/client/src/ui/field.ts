/** A labelled form field with a hint and a place for its error. */

import { fill, h, set } from "./dom.ts";

/**
 * @param {{id: string, label: string, hint?: string, control: HTMLElement}} parts
 * @returns {HTMLElement & {fail: (text: string) => void}}
 */
export function field({ id, label, hint, control }) {
  const error = h("p", { class: "error", id: `${id}-error` });
  const about = hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null;
  const box = h("div", { class: "labelled" }, h("label", { for: id }, label), control, about, error);
  const hints = hint ? `${id}-hint` : "";
  set(control, { id, "aria-describedby": hints || null });
  box.fail = (text) => {
    fill(error, text);
    set(control, {
      "aria-invalid": text ? "true" : null,
      "aria-describedby": [text ? `${id}-error` : "", hints].join(" ").trim() || null,
    });
  };
  control.addEventListener("input", () => error.textContent && box.fail(""));
  return box;
}
