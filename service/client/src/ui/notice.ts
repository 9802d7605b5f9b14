/** A line at the foot of the page: what did not work, where there is no better place to say it. */

import { html } from "lit";
import { made } from "./element.ts";

let shown: HTMLElement | null = null;

/** It stays until something else is pressed. */
export function complain(text: string): void {
  shown?.remove();
  const line = made(html`<p class="page-notice" role="alert" data-testid="page-notice">${text}</p>`);
  shown = line;
  (document.querySelector("dialog[open]") ?? document.body).append(line);
  const over = new AbortController();
  const leave = () => (line.remove(), over.abort());
  for (const event of ["pointerdown", "keydown"])
    addEventListener(event, leave, { capture: true, signal: over.signal });
}
