/** People as they are shown: nothing in a name turns what stands around it, and a deleted account says so. */

import { t } from "../i18n/i18n.ts";
import { calm } from "../text/text.ts";
import type { Person } from "./types.ts";

/** For `JSON.parse`: every person that comes over the wire, wherever in a frame or an answer. */
export function person(_key: string, value: unknown): unknown {
  if (!isPerson(value)) return value;
  return { ...value, name: shown(value) };
}

type Named = Pick<Person, "name" | "handle" | "deleted">;

function isPerson(value: unknown): value is Named {
  const { handle, name } = (value ?? {}) as Partial<Named>;
  return typeof handle === "string" && typeof name === "string";
}

function shown({ name, handle, deleted }: Named): string {
  if (deleted) return t("person.deleted");
  return calm(name).trim() || `@${handle}`;
}
