/** What opens the menu of a message: a button, a long press, the menu key. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { here, late } from "../late.ts";
import type { Bubble } from "./bubble.ts";
import { isGone } from "./quoted.ts";

/** A finger that rests so long, in ms, without moving so far, in px. */
const LONG = 500;
const STRAY = 10;
const LIFTS = ["touchend", "touchcancel"];

// Browsers look for voices when they are first asked: the menu offers to read aloud with one.
(globalThis.speechSynthesis as SpeechSynthesis | undefined)?.getVoices();

export function menuButton(bubble: Bubble): TemplateResult | typeof nothing {
  if (!has(bubble)) return nothing;
  const label = t("menu.open");
  return html`<button
    class="copy options"
    type="button"
    data-testid="message-options"
    aria-haspopup="menu"
    aria-label=${label}
    title=${label}
    @click=${() => void opened(bubble)}
  >
    ${icon("more")}
  </button>`;
}

/** Nothing can be done to what is removed, or is not sent. */
function has({ row }: Bubble): boolean {
  return row.message !== null && !isGone(row.message);
}

/** Heed the menu key and long presses on a message. Links keep theirs, and a mouse the browser's own menu. */
export function summons(bubble: Bubble): void {
  let pressed: { x: number; y: number; timer: ReturnType<typeof setTimeout> } | null = null;
  const lift = () => {
    clearTimeout(pressed?.timer);
    pressed = null;
  };
  bubble.addEventListener("keydown", (event) => {
    const asked = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    if (!asked || !has(bubble) || inField(event)) return;
    event.preventDefault();
    void opened(bubble);
  });
  bubble.addEventListener("pointerdown", (event) => {
    lift();
    if (event.pointerType !== "touch" || !has(bubble) || inField(event)) return;
    const timer = setTimeout(() => (lift(), void openedBy(bubble)), LONG);
    pressed = { x: event.clientX, y: event.clientY, timer };
  });
  bubble.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (pressed && Math.hypot(clientX - pressed.x, clientY - pressed.y) > STRAY) lift();
  });
  for (const over of ["pointerup", "pointercancel", "pointerleave"]) bubble.addEventListener(over, lift);
  bubble.addEventListener("contextmenu", (event) => {
    if (event.pointerType === "touch" && has(bubble) && !inField(event)) event.preventDefault();
  });
}

/** At once where the menu is here. It is fetched when the first one is opened; why it does not come the message says. */
async function opened(bubble: Bubble): Promise<void> {
  const parts = here();
  if (parts) parts.openMenu(bubble);
  else await bubble.attempt(async () => (await late()).openMenu(bubble)); // opens nothing for one that is gone
}

/** By a finger, which may be lifted before the menu is there. */
async function openedBy(bubble: Bubble): Promise<void> {
  const lifted = new AbortController();
  const { signal } = lifted;
  for (const over of LIFTS) addEventListener(over, () => lifted.abort(), { signal, capture: true });
  await opened(bubble);
  if (signal.aborted) return;
  lifted.abort();
  untilLifted();
}

/** The finger that opened the menu is lifted over it: that chooses nothing. */
function untilLifted(): void {
  const dialog = document.querySelector("dialog.deeds");
  const swallow = (event: Event) => (event.preventDefault(), event.stopPropagation());
  dialog?.addEventListener("click", swallow, true);
  const lifted = () => setTimeout(() => dialog?.removeEventListener("click", swallow, true), 80);
  for (const over of LIFTS) addEventListener(over, lifted, { once: true, capture: true });
}

const inField = ({ target }: Event): boolean =>
  target instanceof Element && target.closest("a, textarea, input, .reaction") !== null;
