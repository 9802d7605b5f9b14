/** Both languages in every message of the desk, unless who answers has put the other one behind a tap. */

import type { LitElement } from "lit";
import { oneLanguage } from "../state/keep.ts";

export function showBoth(): void {
  document.documentElement.toggleAttribute("data-both", !oneLanguage.read());
  for (const one of document.querySelectorAll<LitElement>("duo-bubble")) one.requestUpdate();
}

/** From now on, on this browser. */
export function turnBoth(): void {
  oneLanguage.write(!oneLanguage.read());
  showBoth();
}
