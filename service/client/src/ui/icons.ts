/** Icons, drawn on a 20 by 20 grid with round 1.6 strokes. Decorative: the label is always beside or on the button. */

import { html, type TemplateResult } from "lit";
import { drawn, SIGNS } from "./signs.ts";

const PATHS = {
  ...SIGNS,
  block: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM5.1 5.1l9.8 9.8",
  leave: "M11 4H5v12h6M8.5 10H17M14 7l3 3-3 3",
  more: "M10 4.5v.1M10 10v.1M10 15.5v.1",
  muted: "M5.5 13.5V9a4.5 4.5 0 0 1 7.6-3.2M14.5 8.6v4.9M4 13.5h10M8.5 16.2h3M3.5 3.5l13 13",
  plus: "M10 4.5v11M4.5 10h11",
  reply: "M8.5 5 4 9.5 8.5 14M4 9.5h7a5 5 0 0 1 5 5v.5",
  pin: "M7 3.5h6l-.6 5 2.6 2.5v1.5H5V11l2.6-2.5L7 3.5ZM10 12.5v4.5",
  camera: "M3.5 6.5h3L8 4.5h4l1.5 2h3v9h-13ZM10 8.2a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2Z",
  pause: "M7 5v10M13 5v10",
  play: "M7 4.5v11l9-5.5-9-5.5Z",
  mic: "M10 3a2.2 2.2 0 0 1 2.2 2.2v4.3a2.2 2.2 0 0 1-4.4 0V5.2A2.2 2.2 0 0 1 10 3ZM5 9.5a5 5 0 0 0 10 0M10 14.5V17",
  aloud: "M3.5 8v4h2.7l3.8 3.2V4.8L6.2 8H3.5ZM12.7 7.6a3.4 3.4 0 0 1 0 4.8M15 5.3a6.6 6.6 0 0 1 0 9.4",
  write: "M4 5.5h12M4 10h6.5M4 14.5h4M15 9.5v7M13.5 9.5h3M13.5 16.5h3",
  back: "M12 4.5 6.5 10l5.5 5.5",
  settings: "M3 6h8m4 0h2M3 14h2m4 0h8M13 4v4M7 12v4",
  search: "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM13 13l3.5 3.5",
  pencil: "m4 16 .7-3.2L13 4.5l2.5 2.5-8.3 8.3L4 16Z",
  copy: "M7 7V4h9v9h-3M4 7h9v9H4z",
  done: "m4.5 10.5 3.5 3.5 7.5-8",
  retry: "M15.5 10a5.5 5.5 0 1 1-1.7-4M14 2.8V6.2h-3.4",
  down: "M10 4v11.5M5 11l5 5 5-5",
  replies: "M3.5 4.5h9v6h-5L5 13v-2.5H3.5zM15 8h1.5v6H15v2.3L12.3 14H10",
  words:
    "M4 3.5h9.5a2 2 0 0 1 2 2v11H6a2 2 0 0 1-2-2zM4 14.5a2 2 0 0 1 2-2h9.5M7.5 9.5 9.8 5l2.2 4.5M8.3 8h2.9",
  warning: "M10 3.5 17 16H3L10 3.5ZM10 8.5v3.2M10 13.9v.1",
  positive: "M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM7.7 8.2v.3M12.3 8.2v.3M6.9 11.6c1.4 2.2 4.8 2.2 6.2 0",
  worse: "M3 5.5 8 10l3-2.5L16.5 14M16.5 9.8V14h-4.2",
  negative: "M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM7.7 8.2v.3M12.3 8.2v.3M7.1 13.3c1.3-1.7 4.5-1.7 5.8 0",
};

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): TemplateResult {
  return drawn(name, PATHS[name]);
}

const MARK = {
  theirs: "M13 9h11a5 5 0 0 1 5 5v7a5 5 0 0 1-1 3v4.5L23.6 26H13a5 5 0 0 1-5-5v-7a5 5 0 0 1 5-5Z",
  mine: "M8 4h11a5 5 0 0 1 5 5v6a5 5 0 0 1-5 5H8.4L4 23.4V18a5 5 0 0 1-1-3V9a5 5 0 0 1 5-5Z",
};

/** The mark: two sheets, one in front of the other. */
export function mark(): TemplateResult {
  return html`<svg viewBox="0 0 32 32" class="mark" aria-hidden="true">
    <path class="mark-theirs" d=${MARK.theirs}></path>
    <path class="mark-mine" d=${MARK.mine}></path>
  </svg>`;
}
