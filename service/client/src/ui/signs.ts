/** Icons that a visitor's chat needs too, drawn on a 20 by 20 grid: it loads no others. */

import { html, svg, type TemplateResult } from "lit";

export const SIGNS = {
  bin: "M4 6h12M8 6V4h4v2M5.5 6l.8 10.5h7.4L14.5 6M8.5 9v4.5M11.5 9v4.5",
  fold: "M5.5 7.5 10 12l4.5-4.5",
  send: "M10 16V4.5M5 9l5-5 5 5",
  close: "m5 5 10 10M15 5 5 15",
  attach:
    "M15.5 9.3 9.8 15a3.4 3.4 0 0 1-4.8-4.8l6-6a2.3 2.3 0 0 1 3.2 3.2l-5.9 5.9a1.1 1.1 0 0 1-1.6-1.6L12 6.4",
  sending: "M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM10 6.5V10l2.3 1.6",
  sent: "m5 10.5 3.2 3.2L15 6.5",
  delivered: "m2.5 10.5 3 3 6.5-7M9 12.6l1 1 7-7.4",
  read: "M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM6.8 10.3l2.2 2.2 4.3-4.8",
  failed: "M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM10 6.8v4M10 13v.1",
};

/** One of them. Decorative: the label is always beside or on the button. */
export function sign(name: keyof typeof SIGNS): TemplateResult {
  return drawn(name, SIGNS[name]);
}

export function drawn(name: string, path: string): TemplateResult {
  const stroke = svg`<path d=${path}></path>`;
  return html`<svg viewBox="0 0 20 20" class="icon icon-${name}" aria-hidden="true">${stroke}</svg>`;
}
