/** The keys of the desk, explained. */

import { html, render, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { MAC } from "../ui/platform.ts";
import { sheet } from "../ui/sheet.ts";
import { chord, KEYS, type Command } from "./keys.ts";

export function openKeys(): void {
  if (document.querySelector("dialog[open]")) return;
  const { dialog, body } = sheet("desk-keys-sheet", t("keys.title"));
  const palette = line(t("palette.title"), [MAC ? "⌘K" : "Ctrl+K"]);
  const lines = [...lettersByWhat()].map(([what, letters]) => line(what, letters.flatMap(both)));
  render(
    html`<p class="hint keys-hint">${t("keys.hint", { chord: MAC ? "⌃⌥" : "Alt" })}</p>
      <dl class="keys">${palette}${lines}${line(t("keys.title"), ["?"])}</dl>`,
    body,
  );
  dialog.showModal();
}

/** What each does, and its letters, in the order of `KEYS`. */
function lettersByWhat(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [letter, command] of Object.entries(KEYS)) {
    const what = said(command);
    found.set(what, [...(found.get(what) ?? []), letter]);
  }
  return found;
}

function both(letter: string): string[] {
  return [letter.toUpperCase(), chord(letter, MAC)];
}

function said(command: Command): string {
  if (command.does === "choose") return t(`desk.${command.choice}`);
  if (command.does === "view") return t(`desk.view_${command.view}`);
  if (command.does === "step") return t(command.by > 0 ? "keys.next" : "keys.previous");
  return t(`keys.${command.does}`);
}

function line(what: string, keys: readonly string[]): TemplateResult {
  return html`<div>
    <dt>${what}</dt>
    <dd>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dd>
  </div>`;
}
