/** What the keys of the desk do: a letter by itself where nobody writes; with Alt, on a Mac with ⌃⌥, anywhere. Pure. */

import type { View } from "./doors.ts";

export const VIEWS: readonly View[] = ["waiting", "mine", "all", "resolved"];

/** What is done to the conversation in hand. */
export type Choice = "assign" | "take_over" | "release" | "resolve" | "reopen" | "snooze";

export type Command =
  | { readonly does: "choose"; readonly choice: Choice }
  | { readonly does: "view"; readonly view: View }
  | { readonly does: "step"; readonly by: 1 | -1 }
  | { readonly does: "beside" | "other" | "close" | "note" | "card" | "filter" | "palette" | "help" };

const choose = (choice: Choice): Command => ({ does: "choose", choice });

/** By letter, in the order in which they are explained. */
export const KEYS: Readonly<Record<string, Command>> = {
  j: { does: "step", by: 1 },
  k: { does: "step", by: -1 },
  b: { does: "beside" },
  n: { does: "other" },
  x: { does: "close" },
  t: choose("assign"),
  r: choose("resolve"),
  e: choose("resolve"),
  s: choose("snooze"),
  q: choose("release"),
  o: choose("reopen"),
  m: { does: "note" },
  i: { does: "card" },
  f: { does: "filter" },
  ...Object.fromEntries(VIEWS.map((view, index) => [index + 1, { does: "view", view } as const])),
};

/** What of a key press is looked at. */
export interface Press {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  getModifierState(name: string): boolean;
}

/** @param writes Somebody is writing: single letters are theirs. @returns Null: it is no key of the desk. */
export function commandOf(press: Press, writes: boolean, mac: boolean): Command | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey, isComposing } = press;
  if (isComposing) return null;
  const palette = mac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  if (palette && !altKey && !shiftKey) return letter(press) === "k" ? { does: "palette" } : null;
  const chord = altKey && ctrlKey === mac && !metaKey && !shiftKey && !press.getModifierState("AltGraph");
  if (chord) return KEYS[letter(press)] ?? null;
  if (writes || ctrlKey || metaKey || altKey) return null;
  if (key === "?") return { does: "help" };
  return shiftKey ? null : (KEYS[key] ?? null);
}

/** As the keyboard has it; where that is no Latin letter, as the key is placed: Option changes what a key writes. */
function letter({ key, code }: Press): string {
  return /^[a-z0-9]$/i.test(key) ? key.toLowerCase() : code.replace(/^(Key|Digit)/, "").toLowerCase();
}

/** @returns The letter of a command that is explained first; "": it has none. */
export function keyOf(choice: Choice): string {
  const found = Object.entries(KEYS).find(
    ([, one]) => one.does === "choose" && one.choice === (choice === "take_over" ? "assign" : choice),
  );
  return found?.[0] ?? "";
}

/** As `aria-keyshortcuts` has it. */
export function shortcut(letter: string, mac: boolean): string {
  return `${letter.toUpperCase()} ${mac ? "Control+Alt" : "Alt"}+${letter.toUpperCase()}`;
}

/** As a person reads it. */
export function chord(letter: string, mac: boolean): string {
  return `${mac ? "⌃⌥" : "Alt+"}${letter.toUpperCase()}`;
}
