/** The tab: unread count in the title and on the icon. */

import { unreadTotal } from "../../state/select.ts";
import type { State } from "../../protocol/types.ts";

const BACK = "M13 9h11a5 5 0 0 1 5 5v7a5 5 0 0 1-1 3v4.5L23.6 26H13a5 5 0 0 1-5-5v-7a5 5 0 0 1 5-5Z";
const FRONT = "M8 4h11a5 5 0 0 1 5 5v6a5 5 0 0 1-5 5H8.4L4 23.4V18a5 5 0 0 1-1-3V9a5 5 0 0 1 5-5Z";

let shown = -1;

export function showUnread(state: State | 0) {
  const count = state ? unreadTotal(state) : 0;
  if (count === shown) return;
  shown = count;
  document.title = count ? `(${count > 99 ? "99+" : count}) Duologue` : "Duologue";
  document.querySelector("link[rel=icon]")?.setAttribute("href", count ? counting(count) : "/favicon.svg");
}

/** The icon with a number on it. It needs no request, so it changes without a connection too. */
function counting(count: number) {
  const text = count > 9 ? "9+" : String(count);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#ee7442" d="${BACK}"/>` +
    `<path fill="#0e5f75" stroke="#fff" stroke-width="1.5" d="${FRONT}"/>` +
    `<circle cx="22" cy="10" r="9.5" fill="#b3261e" stroke="#fff" stroke-width="1.5"/>` +
    `<text x="22" y="14.6" fill="#fff" font-family="sans-serif" font-size="13" font-weight="700" text-anchor="middle">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
