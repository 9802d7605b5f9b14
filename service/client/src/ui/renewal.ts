/**
 * A newer build of the page, shown as soon as it is there. The service worker opens the page from what it has kept, and
 * fetches the newer one meanwhile; then the page is loaded anew: at once where nobody has touched it yet, else when it
 * is left for another tab or for another conversation. Never while something is written.
 */

import { calm } from "./calm.ts";
import { mayReload } from "./lazy.ts";

/** Newer than this page is what a visit would show. */
let old = false;
/** Nobody has done anything here since the page was opened, or looked at again. */
let untouched = true;

const TOUCHES = ["keydown", "pointerdown", "wheel"] as const;

/** Begin to heed it. Where this browser keeps no page, there is nothing to heed. */
export function renewing(): void {
  if (!("serviceWorker" in navigator)) return;
  for (const kind of TOUCHES)
    addEventListener(kind, () => (untouched = false), { capture: true, passive: true });
  document.addEventListener("visibilitychange", turned);
  addEventListener("hashchange", () => void compared(true));
  askForNewer();
}

/** Ask the service whether there is a newer build: it is fetched then, and shown when it can be. */
export function askForNewer(): void {
  const registration = navigator.serviceWorker?.getRegistration();
  registration?.then(updated).catch(() => undefined); // offline
}

async function updated(registration: ServiceWorkerRegistration | undefined): Promise<void> {
  await registration?.update();
  const next = registration?.installing;
  if (!next) return compared();
  next.addEventListener("statechange", () => void compared(), { once: true });
}

/** Another tab is looked at, or this one again. */
function turned(): void {
  untouched ||= !document.hidden;
  if (document.hidden || old) void compared();
  else askForNewer();
}

/** Compare this page with what a visit would show now. @param elsewhere Another conversation is gone to. */
async function compared(elsewhere = false): Promise<void> {
  old ||= await isOld().catch(() => false);
  if (!old || !(document.hidden ? calm(true) : (untouched || elsewhere) && calm(false))) return;
  if (mayReload()) location.reload();
}

/** Whether the page that was kept last has other scripts or styles than this one. */
async function isOld(): Promise<boolean> {
  if (!navigator.serviceWorker.controller) return false;
  const kept = await newest();
  const mine = document.head.querySelectorAll<HTMLElement>("script[src], link[rel=stylesheet]");
  const addresses = [...mine].map((one) => one.getAttribute("src") ?? one.getAttribute("href") ?? "");
  return kept !== undefined && !addresses.every((address) => kept.includes(`"${address}"`));
}

/** As `sw.ts` answers for it. */
async function newest(): Promise<string | undefined> {
  for (const cacheName of (await caches.keys()).reverse()) {
    const kept = await caches.match("/", { cacheName });
    if (kept) return kept.text();
  }
  return undefined;
}
