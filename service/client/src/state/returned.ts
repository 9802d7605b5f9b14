/** Who comes back from the identity provider: what came of it stands in the address, once. */

/** @returns "in", "added", or why not: the code of a refusal; "": nobody came back. */
export function returned(): string {
  const here = new URL(location.href);
  const what = here.searchParams.get("oidc") ?? "";
  if (!what) return "";
  here.searchParams.delete("oidc");
  history.replaceState(null, "", here);
  return /^[a-z_]{1,40}$/.test(what) ? what : "";
}
