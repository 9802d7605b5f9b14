/** Parts of the page that are fetched when they are first needed. */

const KEY = "duologue.reloaded";
const ONCE_IN = 60_000;
/** Whoever is asked whether to leave, for what they have recorded would go, and stays, is told after so long, in ms. */
const STAYED = 10_000;

/**
 * A part of the page. Where it is not to be had, the page may be older than the service: then it is loaded anew, but
 * not again and again, and who asked for the part hears no more: whatever they showed instead could be pressed, and
 * the press would be another button's of the page that comes. Rejects where loading anew does not help: offline, also
 * where the line came back before it failed.
 */
export async function lazily<Part>(load: () => Promise<Part>): Promise<Part> {
  const online = navigator.onLine;
  try {
    return await load();
  } catch (error) {
    if (!online || !navigator.onLine || !mayReload()) throw error;
    location.reload();
    await new Promise((stayed) => setTimeout(stayed, STAYED));
    throw error;
  }
}

/** @returns Whether the page may load itself anew: not again and again. */
export function mayReload(): boolean {
  const last = Number(sessionStorage.getItem(KEY) ?? 0);
  if (Date.now() - last < ONCE_IN) return false;
  sessionStorage.setItem(KEY, String(Date.now()));
  return true;
}

/** The page comes first: what is large, and not needed yet, is fetched when it has nothing else to do. */
export function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(resolve, { timeout: 1000 });
    else setTimeout(resolve, 200);
  });
}
