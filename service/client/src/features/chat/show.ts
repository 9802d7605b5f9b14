/** Brings a message that is held into view, wherever it is in the log, and marks it for a while. */

import { still } from "../../ui/element.ts";
import type { Place } from "./place.ts";
import type { BubbleRow, Row } from "./timeline.ts";

/** It is marked for so long, in ms. */
const MARKED_FOR = 4000;
/** How often, and how long apart in ms, one looks for a message that has come and is no row yet. */
const LOOKS = 100;
const LOOK_EVERY = 20;

export interface Drawing {
  readonly rows: readonly Row[];
  readonly place: Place;
  /** All that has come is drawn, and what the eye rests on is where it was. */
  settled(): Promise<void>;
  /** Draw a row, and what is around it. */
  draw(row: Row): Promise<void>;
}

/** @returns False where it does not come to be a row. */
export async function show(log: Drawing, id: string): Promise<boolean> {
  const row = await rowOf(log, id);
  if (!row) return false;
  const near = log.place.element(row.key);
  await log.draw(row);
  const found = log.place.element(row.key)?.querySelector<HTMLElement>("duo-bubble");
  if (!found) return false;
  found.scrollIntoView({ block: "center", behavior: near && !still() ? "smooth" : "auto" });
  found.tabIndex = -1;
  found.focus({ preventScroll: true });
  found.toggleAttribute("found", true);
  setTimeout(() => found.toggleAttribute("found", false), MARKED_FOR);
  return true;
}

async function rowOf(log: Drawing, id: string): Promise<BubbleRow | null> {
  for (let look = 0; look < LOOKS; look += 1) {
    await log.settled();
    for (const row of log.rows) if (row.kind === "bubble" && row.message?.id === id) return row;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
  return null;
}
