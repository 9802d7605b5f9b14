// Before the first paint: theme, text size and contrast as they were last time, and the words of the language that
// will be spoken are asked for at once, beside the script. A classic script on purpose.

/** Language -> address of its words; set by the build. */
declare const DICTIONARIES: Record<string, string>;

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
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = DICTIONARIES[bases.find((base) => base in DICTIONARIES) ?? "en"] ?? "";
  document.head.append(link);
}

for (const part of [looks, words]) {
  try {
    part();
  } catch {
    // Nothing kept, or no storage: the system's theme it is, and the script asks for its words itself.
  }
}
