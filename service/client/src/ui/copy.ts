/** A text put where it can be pasted from: also on plain http, where browsers give pages no clipboard. */

import { html } from "lit";
import { t } from "../i18n/i18n.ts";
import { announce } from "./announce.ts";
import { made } from "./element.ts";

/** Copy, and say whether it worked. @returns Whether it is there. */
export async function copy(text: string): Promise<boolean> {
  const done = await copied(text);
  announce(t(done ? "bubble.copied" : "bubble.not_copied"));
  return done;
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return byHand(text); // there is none, or it is refused
  }
}

/** As who marks a text and copies it: in the dialog that is open, since nothing outside it can be marked. */
function byHand(text: string): boolean {
  const before = document.activeElement;
  const field = made<HTMLTextAreaElement>(
    html`<textarea class="unseen" readonly tabindex="-1" aria-hidden="true"></textarea>`,
  );
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.value = text;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return done;
}
