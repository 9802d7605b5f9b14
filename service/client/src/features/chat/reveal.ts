/** Brings a message that is held into view, and marks it for a while. */

/** It is marked for so long, in ms. */
const MARKED_FOR = 4000;
const LOOK_EVERY = 20;
const LOOKS = 100;

/** The list of messages: what it draws comes into its place some moments after the state has it. */
export interface Drawn extends HTMLElement {
  readonly updateComplete: Promise<boolean>;
  /** What was drawn last is in its place; null: nothing was yet. */
  readonly inPlace: Promise<void> | null;
  /** The end is in view, and stays there. */
  pinned: boolean;
}

/** @returns False where it does not come to be drawn. */
export async function reveal(log: Drawn, seq: number): Promise<boolean> {
  const found = await drawnAt(log, seq);
  if (!found) return false;
  await log.inPlace;
  log.pinned = false;
  found.scrollIntoView({ block: "center" });
  found.tabIndex = -1;
  found.focus({ preventScroll: true });
  found.toggleAttribute("found", true);
  setTimeout(() => found.toggleAttribute("found", false), MARKED_FOR);
  return true;
}

async function drawnAt(log: Drawn, seq: number): Promise<HTMLElement | null> {
  for (let look = 0; look < LOOKS; look += 1) {
    await log.updateComplete;
    const found = log.querySelector<HTMLElement>(`duo-bubble[data-seq="${seq}"]`);
    if (found && log.inPlace) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
  return null;
}
