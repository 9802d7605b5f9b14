/** On the way to the identity provider, of somebody who is signed in here. */

import { api } from "../../protocol/http.ts";
import type { Me } from "../../protocol/types.ts";
import { factor } from "./doors.ts";

/** What the provider is called; "": there is none. */
export async function providerName(): Promise<string> {
  return (await api.languages().catch(() => null))?.provider ?? "";
}

/** Whoever is known there goes. @returns False where they are not: they connect their account first. */
export async function goThere({ language }: Me): Promise<boolean> {
  const { identities } = await factor.ways();
  if (!identities.length) return false;
  const back = location.pathname === "/desk" ? "/desk" : "/";
  location.assign((await api.elsewhere({ language, back })).url);
  return true;
}
