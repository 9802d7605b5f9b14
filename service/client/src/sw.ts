/**
 * The service worker: opens the page without a network, and shows what is pushed while no page is open.
 *
 * It answers for the page and its files alone. What people write and read passes it by: `state/shelf.ts` keeps that.
 */

/** Addresses of what the chat is made of, its words apart, and a name for this build; set by the build. */
declare const FILES: string[];
/** Language -> addresses of its words. */
declare const WORDS: Record<string, string[]>;
declare const BUILD: string;

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushed extends Waiting {
  readonly data: { json(): unknown } | null;
}
interface Clicked extends Waiting {
  readonly notification: Notification;
}
interface Said extends Waiting {
  readonly data: unknown;
}
interface Window {
  readonly url: string;
  readonly visibilityState: string;
  focus(): Promise<unknown>;
  navigate(url: string): Promise<unknown>;
}
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly Window[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener<E extends Waiting>(type: string, listener: (event: E) => void): void;
}

/** What a push carries: docs/protocol.md, "Notifications". */
interface News {
  readonly conversation_id: string;
  readonly message_id: string;
  readonly title: string;
  readonly body: string | null;
  readonly language: string;
  readonly direction: "ltr" | "rtl" | "auto";
  /** What has no text; missing: it has one, or what it is is not to be told. */
  readonly kind?: "voice" | "image" | "file";
}

const scope = self as unknown as Scope;
const CACHE = `duologue-${BUILD}`;
const PAGE = "/";
const KEPT = /^\/(assets\/|icons\/|favicon\.svg$|manifest\.webmanifest$)/;
/** What is said of a message whose text is not to be shown. */
const NEW: Record<string, string> = {
  ar: "رسالة جديدة",
  de: "Neue Nachricht",
  en: "New message",
  es: "Mensaje nuevo",
  fr: "Nouveau message",
  it: "Nuovo messaggio",
  nl: "Nieuw bericht",
  pt: "Nova mensagem",
};
/** What is said of a message that has no text. */
const KINDS: Record<string, Record<string, string>> = {
  voice: {
    ar: "رسالة صوتية",
    de: "Sprachnachricht",
    en: "Voice note",
    es: "Nota de voz",
    fr: "Message vocal",
    it: "Messaggio vocale",
    nl: "Spraakbericht",
    pt: "Mensagem de voz",
  },
  image: {
    ar: "صورة",
    de: "Bild",
    en: "Image",
    es: "Imagen",
    fr: "Image",
    it: "Immagine",
    nl: "Afbeelding",
    pt: "Imagem",
  },
  file: {
    ar: "ملف",
    de: "Datei",
    en: "File",
    es: "Archivo",
    fr: "Fichier",
    it: "File",
    nl: "Bestand",
    pt: "Ficheiro",
  },
};

scope.addEventListener("install", (event: Waiting) => event.waitUntil(install()));
scope.addEventListener("activate", (event: Waiting) => event.waitUntil(activate()));
scope.addEventListener("message", (event: Said) => event.waitUntil(keep(event.data)));
scope.addEventListener("push", (event: Pushed) =>
  event.waitUntil(show(event.data?.json() as News | undefined)),
);
scope.addEventListener("notificationclick", (event: Clicked) => event.waitUntil(open(event.notification)));
scope.addEventListener("fetch", (event: Fetched) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(page(request));
  else if (KEPT.test(pathname)) event.respondWith(file(request));
});

/**
 * All of a new build, or nothing of it: its cache, the newest, is the last one. The page takes it when it can,
 * `ui/renewal.ts`, from whichever worker is at work: none is hurried out of it, which leaves navigations unanswered. What
 * is older than the build before goes.
 */
async function install(): Promise<void> {
  if ((await caches.keys()).at(-1) !== CACHE) await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES);
  for (const name of (await caches.keys()).slice(0, -2)) await caches.delete(name);
}

/** What an older build kept goes. */
async function activate(): Promise<void> {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await scope.registration.navigationPreload?.disable();
  await scope.clients.claim();
}

/** Files that a page has loaded before this worker answered for it, and all words of the language that it speaks. */
async function keep(said: unknown): Promise<void> {
  const { keep: addresses, language } = (said ?? {}) as { keep?: unknown; language?: unknown };
  if (!Array.isArray(addresses)) return;
  const cache = await caches.open(CACHE);
  const loaded = addresses.filter((one): one is string => typeof one === "string" && KEPT.test(one));
  for (const address of [...loaded, ...(WORDS[String(language)] ?? [])]) {
    if (!(await cache.match(address))) await cache.add(address).catch(() => undefined);
  }
}

/**
 * The newest page that is here with all its files, at once. It may be of the build after this one, which browsers keep
 * waiting for as long as they have this one at work.
 */
async function page(request: Request): Promise<Response> {
  for (const cacheName of (await caches.keys()).reverse()) {
    const kept = await caches.match(PAGE, { cacheName });
    if (kept) return kept;
  }
  return fetch(request);
}

/** Hashed files never change: what was kept is right. */
async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

/** Its text, or what it is in its reader's language. */
function said({ body, kind, language }: News): string {
  const words = KINDS[kind ?? ""] ?? NEW;
  const word = words[language.split("-")[0] ?? ""] ?? words.en ?? "";
  if (body === null) return word;
  return kind ? `${word}: ${body}` : body;
}

/** One notification a message, replaced by what comes later of it. None while somebody looks at the page. */
async function show(news: News | undefined): Promise<void> {
  if (!news) return;
  const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (windows.some(({ visibilityState }) => visibilityState === "visible")) return;
  await scope.registration.showNotification(news.title, {
    body: said(news),
    lang: news.language,
    dir: news.direction,
    tag: news.message_id,
    icon: "/icons/192.png",
    data: { conversation_id: news.conversation_id },
  });
}

/** To the conversation, in a window that is there or a new one. */
async function open(notification: Notification): Promise<void> {
  notification.close();
  const { conversation_id: id } = (notification.data ?? {}) as { conversation_id?: string };
  const address = id ? `/#/c/${encodeURIComponent(id)}` : PAGE;
  const [window] = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!window) return void (await scope.clients.openWindow(address));
  await window.navigate(address).catch(() => undefined);
  await window.focus().catch(() => undefined);
}

export {}; // a module: its names are no globals of the other files
