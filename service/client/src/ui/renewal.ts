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

/** How often, and how long apart in ms, a newer worker is told to take over. */
const TURNS = 100;
const TURN = 500;
const TOUCHES = ["keydown", "pointerdown", "wheel"] as const;

/** Begin to heed it. Where this browser keeps no page, there is nothing to heed. */
export function renewing(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => void compared());
  for (const kind of TOUCHES)
    addEventListener(kind, () => (untouched = false), { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => (document.hidden ? left() : returned()));
  addEventListener("hashchange", () => old && calm(false) && renew());
  askForNewer();
  void compared();
}

/** Ask the service whether there is a newer build: it is fetched then, and answers for this page. */
export function askForNewer(): void {
  navigator.serviceWorker
    ?.getRegistration()
    .then(updated)
    .catch(() => undefined); // offline
}

async function updated(registration: ServiceWorkerRegistration | undefined): Promise<void> {
  await registration?.update();
  const next = registration?.installing ?? registration?.waiting;
  if (next) await hastened(next);
}

/** It takes over by itself. Where the one before was just asked for something, Chromium forgets it: it is told again. */
async function hastened(next: ServiceWorker): Promise<void> {
  for (let turn = 0; turn < TURNS && next.state.startsWith("install"); turn += 1) {
    if (next.state === "installed") next.postMessage({ skip: true });
    await new Promise((again) => setTimeout(again, TURN));
  }
}

/** Compare this page with what a visit would show now: once the worker that answers has put away what was before. */
async function compared(): Promise<void> {
  const { controller } = navigator.serviceWorker;
  if (!controller) return;
  if (controller.state !== "activated")
    return controller.addEventListener("statechange", () => void compared(), { once: true });
  old = await isOld().catch(() => false);
  if (old && (document.hidden ? calm(true) : untouched && calm(false))) renew();
}

/** Whether the page that is kept has other scripts or styles than this one. */
async function isOld(): Promise<boolean> {
  const kept = await (await caches.match("/"))?.text();
  const mine = document.head.querySelectorAll<HTMLElement>("script[src], link[rel=stylesheet]");
  const addresses = [...mine].map((one) => one.getAttribute("src") ?? one.getAttribute("href") ?? "");
  return kept !== undefined && !addresses.every((address) => kept.includes(`"${address}"`));
}

function left(): void {
  if (old && calm(true)) renew();
}

function returned(): void {
  untouched = true;
  if (old) void compared();
  else askForNewer();
}

function renew(): void {
  if (mayReload()) location.reload();
}
