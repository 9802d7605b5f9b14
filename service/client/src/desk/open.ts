/** Which conversations are open at once, and which of them there is room to draw. Pure. */

/** More are not open at once. */
const MOST = 6;

export interface Open {
  /** In the order of their places. */
  readonly ids: readonly string[];
  /** The one in hand; null: none is. */
  readonly active: string | null;
  /** All of `ids`, the last one that was in hand first. */
  readonly recent: readonly string[];
}

export const NONE: Open = { ids: [], active: null, recent: [] };

/**
 * It is in hand from now on.
 * @param stays The one that was stays open beside it; else it gives its place.
 */
export function opened(open: Open, id: string, stays: boolean): Open {
  const { ids, active } = open;
  if (ids.includes(id)) return inHand(open, ids, id);
  if (active !== null && !stays)
    return inHand(
      open,
      ids.map((one) => (one === active ? id : one)),
      id,
    );
  const room = ids.length < MOST ? ids : ids.filter((one) => one !== open.recent.at(-1));
  return inHand(open, [...room, id], id);
}

/** @returns Without it; in hand is what was before it. */
export function closed(open: Open, id: string): Open {
  const ids = open.ids.filter((one) => one !== id);
  const recent = open.recent.filter((one) => one !== id);
  return { ids, recent, active: open.active === id ? (recent[0] ?? null) : open.active };
}

/** @param by 1: the next place; -1: the one before. @returns Null: none is open. */
export function beside({ ids, active }: Open, by: number): string | null {
  const at = active === null ? 0 : ids.indexOf(active) + by;
  return ids.at(at % Math.max(1, ids.length)) ?? null;
}

/** @returns Those that are drawn where there is room for so many, in their places: the last that were in hand. */
export function drawn({ ids, recent }: Open, room: number): readonly string[] {
  const shown = new Set(recent.slice(0, Math.max(1, room)));
  return ids.filter((one) => shown.has(one));
}

/** What was kept of an earlier look; whatever else it is, none. */
export function kept(text: string | null): Open {
  try {
    const found = JSON.parse(text ?? "null") as unknown;
    if (!Array.isArray(found)) return NONE;
    const ids = found.filter((one): one is string => typeof one === "string").slice(0, MOST);
    return { ids, recent: ids, active: null };
  } catch {
    return NONE;
  }
}

function inHand({ recent }: Open, ids: readonly string[], id: string): Open {
  const others = recent.filter((one) => one !== id && ids.includes(one));
  return { ids, active: id, recent: [id, ...others] };
}
