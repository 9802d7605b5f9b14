/** What of who serves a queue, and by which channels it is reached, a form says. Pure. */

import type { Queue } from "../shapes.ts";

/** How many there were to choose from: none, where they did not come. */
interface Offered {
  readonly channels: number;
  readonly members: number;
}

type Reach = Pick<Queue, "channels" | "members">;

/**
 * What could not be chosen stays as it is. Nobody chosen means everybody; but for a queue that the last one has left,
 * which is given to nobody by the way.
 */
export function reach(
  chosen: Reach,
  offered: Offered,
  one: Pick<Queue, "members" | "everybody"> | null,
): Partial<Reach> {
  const { channels, members } = chosen;
  const isNobodys = one?.everybody === false && !one.members.length && !members.length;
  return {
    ...(offered.channels ? { channels } : {}),
    ...(offered.members && !isNobodys ? { members } : {}),
  };
}
