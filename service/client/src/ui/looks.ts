/** Theme, text size and contrast onto <html>. `boot.js` does the same before the first paint. */

import { prefs } from "../state/keep.ts";

export function applyPrefs() {
  const { theme, text, contrast } = prefs.read();
  Object.assign(document.documentElement.dataset, { theme, text, contrast });
}

/** The theme of my account, on this browser too. */
export function adoptTheme({ theme }: { theme?: string }) {
  if (theme && theme !== prefs.read().theme) prefs.write({ theme });
  applyPrefs();
}
