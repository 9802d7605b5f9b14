// Before the first paint: theme, text size and contrast as they were last time. A classic script on purpose.
(() => {
  try {
    const kept = JSON.parse(localStorage.getItem("duologue.prefs") || "{}");
    for (const name of ["theme", "text", "contrast"]) {
      if (typeof kept[name] === "string") document.documentElement.dataset[name] = kept[name];
    }
  } catch {
    // Nothing kept, or no storage: the system's theme it is.
  }
})();
