/** The menu of a message: beside it, or at the foot of a phone. A dialog, so that Escape and focus are the browser's. */

import { html, render, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Message } from "../../protocol/types.ts";
import { serverNow } from "../../text/time.ts";
import { announce } from "../../ui/announce.ts";
import { made } from "../../ui/element.ts";
import { icon, type IconName } from "../../ui/icons.ts";
import { late } from "../late.ts";
import { aloud } from "./aloud.ts";
import type { Bubble } from "./bubble.ts";
import { askEmoji, askRemoval } from "./menu-steps.ts";
import { beside, keys } from "./menu-place.ts";

const COMMON = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/** One that is still open is closed: there is one menu at a time. */
export function openMenu(bubble: Bubble): void {
  const { message } = bubble.row;
  if (!message || !bubble.isConnected || document.querySelector("dialog.deeds")) return;
  const dialog = made<HTMLDialogElement>(
    html`<dialog class="deeds" aria-label=${t("menu.label")} data-testid="message-menu"></dialog>`,
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => keys(dialog, event));
  render(acts(bubble, message, dialog), dialog);
  document.body.append(dialog);
  dialog.showModal();
  beside(dialog, bubble);
  dialog.querySelector<HTMLElement>("[role^=menuitem]")?.focus();
}

function acts(bubble: Bubble, message: Message, dialog: HTMLDialogElement): TemplateResult {
  const items = choices(bubble, message, dialog).map((one) => deed(one, dialog));
  return html`<div class="menu-acts" role="menu" aria-label=${t("menu.label")}>
    ${emoji(bubble, message, dialog)}${items}
  </div>`;
}

/** One line of a menu. */
export function deed({ name, label, sign, does, stays }: Choice, dialog: HTMLDialogElement): TemplateResult {
  const click = () => {
    if (!stays) dialog.close();
    does();
  };
  return html`<button
    class="deed menu-${name}"
    type="button"
    role="menuitem"
    tabindex="-1"
    data-testid="menu-${name}"
    @click=${click}
  >
    ${icon(sign)}<span>${label}</span>
  </button>`;
}

function emoji(bubble: Bubble, message: Message, dialog: HTMLDialogElement): TemplateResult {
  const mine = new Set(
    message.reactions.filter(({ by }) => by.includes(bubble.context.me)).map((one) => one.emoji),
  );
  const react = (one: string, on: boolean) =>
    bubble.attempt(() => bubble.context.acts.react(message, one, on));
  const common = COMMON.map(
    (one) =>
      html`<button
        class="menu-emoji"
        type="button"
        role="menuitemcheckbox"
        tabindex="-1"
        data-testid="menu-emoji"
        aria-checked=${String(mine.has(one))}
        @click=${() => (dialog.close(), void react(one, !mine.has(one)))}
        >${one}</button
      >`,
  );
  return html`<div class="menu-row" role="group" aria-label=${t("menu.react")}>
    ${common}<button
      class="menu-emoji more"
      type="button"
      role="menuitem"
      tabindex="-1"
      data-testid="menu-more"
      aria-label=${t("menu.more")}
      title=${t("menu.more")}
      @click=${() => askEmoji(dialog, (one) => void react(one, true))}
    >
      ${icon("plus")}
    </button>
  </div>`;
}

export interface Choice {
  name: string;
  sign: IconName;
  label: string;
  does: () => unknown;
  /** The dialog goes on with a question. */
  stays?: boolean;
}

function choices(bubble: Bubble, message: Message, dialog: HTMLDialogElement): Choice[] {
  const { context } = bubble;
  const mine = message.author_id === context.me;
  const found: (Choice | false)[] = [
    context.may.write &&
      message.content.kind !== "note" && {
        name: "reply",
        sign: "reply",
        label: t("menu.reply"),
        does: () => context.reply(message),
      },
    mine &&
      isEditable(message, context.editMinutes) && {
        name: "edit",
        sign: "pencil",
        label: t("menu.edit"),
        does: () => context.edit(message),
      },
    { name: "copy", sign: "copy", label: t("menu.copy"), does: () => void bubble.copy() },
    aloud(bubble),
    context.may.pin && {
      name: "pin",
      sign: "pin",
      label: t(message.pinned ? "menu.unpin" : "menu.pin"),
      does: () => void pin(bubble, message),
    },
    message.edited_at !== null && {
      name: "history",
      sign: "sending",
      label: t("menu.history"),
      does: () => void history(bubble, message),
    },
    mine && unlinking(bubble, message),
    mine && removal(bubble, message, dialog),
  ];
  return found.filter((one) => one !== false);
}

function removal(bubble: Bubble, message: Message, dialog: HTMLDialogElement): Choice {
  const does = () => askRemoval(dialog, () => void remove(bubble, message));
  return { name: "remove", sign: "bin", label: t("menu.remove"), stays: true, does };
}

/** To take away what shows where its link leads. */
function unlinking(bubble: Bubble, message: Message): Choice | false {
  if (message.content.kind !== "text" || !message.content.link) return false;
  const does = () => void hideLink(bubble, message);
  return { name: "unlink", sign: "close", label: t("link.remove"), does };
}

/** @param minutes After posting; 0: always. */
export function isEditable({ content, text, posted_at }: Message, minutes: number): boolean {
  if (!text || !["text", "attachment"].includes(content.kind)) return false;
  return !minutes || serverNow() - Date.parse(posted_at) < minutes * 60_000;
}

async function pin(bubble: Bubble, message: Message): Promise<void> {
  const on = !message.pinned;
  const how = await bubble.attempt(() => bubble.context.acts.pin(message, on));
  if (how) announce(t(how === "waits" ? "deed.waits" : on ? "pin.done" : "pin.undone"));
}

async function hideLink(bubble: Bubble, message: Message): Promise<void> {
  const how = await bubble.attempt(() => bubble.context.acts.hideLink(message));
  if (how) announce(t(how === "waits" ? "deed.waits" : "link.removed"));
}

async function remove(bubble: Bubble, message: Message): Promise<void> {
  const how = await bubble.attempt(() => bubble.context.acts.remove(message));
  if (how) announce(t(how === "waits" ? "deed.waits" : "bubble.taken_back"));
}

async function history(bubble: Bubble, message: Message): Promise<void> {
  const show = async () => (await late()).openHistory(message);
  await bubble.attempt(show);
}
