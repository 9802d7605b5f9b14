// Before the first paint: theme, text size and contrast as they were last time. The words of the language that will be
// spoken, and who is signed in, are asked for at once, beside the script. A classic script on purpose.

/** Language -> address of its words; set by the build. */
declare const DICTIONARIES: Record<string, string>;
/** Addresses of what shows the way in; set by the build. */
declare const WAY_IN: string[];

function looks(): void {
  const kept = JSON.parse(localStorage.getItem("duologue.prefs") || "{}") as Record<string, unknown>;
  for (const name of ["theme", "text", "contrast"]) {
    const value = kept[name];
    if (typeof value === "string") document.documentElement.dataset[name] = value;
  }
}

function words(): void {
  const last: unknown = JSON.parse(localStorage.getItem("duologue.language") || "null");
  const bases = [last, ...navigator.languages].map((tag) => String(tag).toLowerCase().split("-")[0] ?? "");
  ahead(DICTIONARIES[bases.find((base) => base in DICTIONARIES) ?? "en"] ?? "");
}

/** Who is not signed in will see it: it comes beside the script, and not after it. */
function wayIn(): void {
  if (!localStorage.getItem("duologue.signed_in")) WAY_IN.forEach(ahead);
}

function ahead(href: string): void {
  document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
}

/** `api.me` of `protocol/http.ts` takes it. */
function me(): void {
  if (!localStorage.getItem("duologue.signed_in")) return;
  const signal = AbortSignal.timeout(15_000);
  const asked = fetch("/api/me", {
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    signal,
  });
  asked.catch(() => undefined); // who takes it says so
  Object.assign(window, { duologueMe: asked });
}

for (const part of [me, looks, words, wayIn]) {
  try {
    part();
  } catch {
    // Nothing kept, or no storage: the system's theme it is, and the script asks for its words itself.
  }
}
