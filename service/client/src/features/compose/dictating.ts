/** What was said becomes part of what is being written: to be read, and sent by hand. */

import { t } from "../../i18n/i18n.ts";
import type { Desk } from "./voice-button.ts";

/** So much less than it may last, in s: what is encoded is a little longer. */
export const SPARE = 1;

/** @returns Whether a recording of so many seconds can be written down here. */
export function canDictate({ session }: Desk, seconds: number): boolean {
  const most = session.state.dictationSeconds;
  return most > 0 && seconds <= most - SPARE;
}

/** Into the field where its caret is, as if it had been typed. */
export function writeInto(desk: Desk, text: string): void {
  const { input } = desk;
  const { selectionStart: from, selectionEnd: to, value } = input;
  const before = /\S$/.test(value.slice(0, from)) ? " " : "";
  const after = /^\S/.test(value.slice(to)) ? " " : "";
  desk.focusInput();
  input.setRangeText(before + text + after, from, to, "end");
  input.dispatchEvent(new InputEvent("input", { inputType: "insertText", bubbles: true }));
  desk.problem ||= t("voice.written");
}
