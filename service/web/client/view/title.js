/** The tab: unread count in the title, a dot on the icon. */

import { unreadTotal } from "../store/select.js";

let shown = -1;

/** @param {import("../core/types.js").State | 0} state */
export function showUnread(state) {
  const count = state ? unreadTotal(state) : 0;
  if (count === shown) return;
  shown = count;
  document.title = count ? `(${count > 99 ? "99+" : count}) Duologue` : "Duologue";
  document.querySelector("link[rel=icon]")?.setAttribute("href", count ? "/favicon-unread.svg" : "/favicon.svg");
}
