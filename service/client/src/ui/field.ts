/** A labelled form field with a hint and a place for its error. */

import { fill, h, set } from "./dom.ts";

/** A field that can say what is wrong with it. */
export type Field = HTMLElement & { fail: (text: string) => void };

export function field({
  id,
  label,
  hint,
  control,
}: {
  id: string;
  label: string;
  hint?: string;
  control: HTMLElement;
}): Field {
  const error = h("p", { class: "error", id: `${id}-error` });
  const about = hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null;
  const box = Object.assign(
    h("div", { class: "labelled" }, h("label", { for: id }, label), control, about, error),
    { fail },
  );
  const hints = hint ? `${id}-hint` : "";
  set(control, { id, "aria-describedby": hints || null });
  function fail(text: string): void {
    fill(error, text);
    set(control, {
      "aria-invalid": text ? "true" : null,
      "aria-describedby": [text ? `${id}-error` : "", hints].join(" ").trim() || null,
    });
  }
  control.addEventListener("input", () => error.textContent && fail(""));
  return box;
}
