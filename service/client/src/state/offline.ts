/** The service worker, once a page has shown what it had to show: it costs a first visit nothing. */

const WORKER = "/sw.js";

/** Have the page open without a network from the next visit on, where this browser can. */
export function openOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  const idle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 2000));
  idle(() => void registered().catch(() => undefined), { timeout: 10_000 });
}

/** What this page has loaded by itself is told to the worker, and its language: it keeps all words of that. */
async function registered(): Promise<void> {
  await navigator.serviceWorker.register(WORKER);
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  const keep = loaded.filter(({ origin }) => origin === location.origin).map(({ pathname }) => pathname);
  active?.postMessage({ keep, language: document.documentElement.lang });
}
