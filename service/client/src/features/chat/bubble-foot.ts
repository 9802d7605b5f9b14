/** The last line of a bubble: the fold, how the translation stands, sentiment, time, how far it got. */

import { showsBehind } from "./behind.ts";
import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { inWords, nameOf } from "../../i18n/languages.ts";
import { clock, soon } from "../../text/time.ts";
import { icon } from "../../ui/icons.ts";
import type { Deed } from "../../protocol/types.ts";
import type { Bubble } from "./bubble.ts";
import type { Context } from "./context.ts";
import type { Reading } from "./reading.ts";
import type { BubbleRow } from "./timeline.ts";

type Part = TemplateResult | null;

export function foot(bubble: Bubble, row: BubbleRow): TemplateResult {
  const waits = row.status === "sending" && row.unsent?.code;
  const parts = {
    fold: fold(bubble, row),
    translation: row.deed?.status === "waits" ? null : translation(bubble, row),
    deed: row.deed ? deed(bubble, row, row.deed) : null,
    sentiment: sentiment(row.reading.sentiment),
    again: row.status === "failed" ? again(bubble, row) : null,
    waiting: waits ? standing("pending", t("delivery.waits")) : null,
  };
  const alone = Object.values(parts).every((one) => !one);
  return html`${parts.fold}${parts.translation}${parts.deed}${parts.sentiment}${parts.again}${parts.waiting}${stamp(row, alone)}`;
}

/** Time and how far it got, at the end of the line; no line for a tick alone within a group. */
function stamp(row: BubbleRow, alone: boolean): Part {
  const ends = row.ends || row.spells || row.status === "failed" || Boolean(row.message?.edited_at);
  if (!ends && !row.mine) return null;
  if (!ends && alone && row.status !== "sending") return html`<span class="unseen">${delivery(row)}</span>`;
  const edited = row.message?.edited_at
    ? html`<span data-testid="edited">${t("bubble.edited")}</span>`
    : nothing;
  const time = ends ? html`<time datetime=${row.at} aria-hidden="true">${clock(row.at)}</time>` : nothing;
  return html`<span class="stamp">${edited}${time}${row.mine ? delivery(row) : nothing}</span>`;
}

/** The button that shows the other half. */
function fold(bubble: Bubble, { mine, reading }: BubbleRow): Part {
  if (!reading.other && !showsBehind(reading)) return null;
  const language = nameOf(mine ? reading.target : reading.source);
  const reads = t("bubble.reads", { name: bubble.context.name, language });
  const label = mine ? reads : t("bubble.original", { language });
  return toggle(bubble, language, label);
}

/** What it shows is to be seen: it is unfolded, or the desk has both languages in every message. */
function stands({ unfolded, row }: Bubble): boolean {
  const always = document.documentElement.hasAttribute("data-both");
  return unfolded || (always && Boolean(row.reading.other));
}

function toggle(bubble: Bubble, text: string, label: string | typeof nothing = nothing): TemplateResult {
  return html`<button
    class="fold"
    type="button"
    data-testid="bubble-toggle"
    aria-expanded=${String(stands(bubble))}
    aria-controls=${bubble.behindId}
    aria-label=${label}
    title=${label}
    @click=${() => bubble.toggle()}
  >
    ${icon("fold")}<span>${text}</span>
  </button>`;
}

/** How the translation stands, where there is something to say. */
function translation(bubble: Bubble, row: BubbleRow): Part {
  const how = row.reading.standing;
  if (how === "done") return doubts(bubble, row.reading);
  if (how === "pending" || bubble.asked)
    return standing("pending", t(follows(bubble.context, row) ? "bubble.will_follow" : "bubble.translating"));
  if (how === "unsupported") return unsupported(bubble, row.reading);
  if (how === "failed") return retryable(bubble, t("bubble.translation_failed"), t("bubble.try_again"));
  if (how === "missing") return retryable(bubble, "", t("bubble.translate"));
  return null;
}

/** What is to be known of a translation that is there. */
function doubts({ context }: Bubble, { rough, unsure, leftOut, corrected }: Reading): Part {
  if (corrected === "me") return standing("corrected", t("correction.by_me"));
  if (corrected) return standing("corrected", t("correction.by", { name: context.name }));
  if (unsure) return standing("unsure", t("bubble.unsure"), t("bubble.unsure_help"));
  if (leftOut?.length) {
    const words = leftOut.join(", ");
    return standing("left-out", t("bubble.left_out", { words }), t("bubble.left_out_help"));
  }
  return rough ? standing("rough", t("bubble.rough")) : null;
}

/** @returns The translation is not being made just now: it will come when it can. */
export function follows({ worker }: Context, { at, deed }: BubbleRow): boolean {
  return deed?.status === "waits" || worker === "absent" || !soon(at);
}

/** A word for all; the whole of it for who hovers, or does not see the bubble. */
function standing(name: string, text: string, help = ""): TemplateResult {
  const unseen = help ? html`<span class="unseen">: ${help}</span>` : nothing;
  return html`<span class="standing standing-${name}" data-testid="translation-state" title=${help || nothing}
    >${text}${unseen}</span
  >`;
}

function unsupported(bubble: Bubble, { source, target }: Reading): TemplateResult {
  const text = t("bubble.unsupported", { source: inWords(source), target: inWords(target) });
  return html`<span class="standing standing-unsupported" data-testid="translation-state"
    >${toggle(bubble, text)}</span
  >`;
}

function retryable(bubble: Bubble, text: string, action: string): TemplateResult {
  const again = () => void bubble.translateAgain();
  return html`<span class="standing standing-failed" data-testid="translation-state"
    >${text ? html`<span>${text}</span>` : nothing}<button
      class="act"
      type="button"
      data-testid="translation-retry"
      @click=${again}
    >
      ${action}
    </button></span
  >`;
}

/** A small curve, up or down, and words for those who do not see it. */
function sentiment(label: Reading["sentiment"]): Part {
  if (!label) return null;
  const text = t(`sentiment.${label}`);
  return html`<span
    class="sentiment sentiment-${label}"
    data-testid="sentiment"
    title=${text}
    data-label=${label}
    >${icon(label)}<span class="unseen">${text}</span></span
  >`;
}

function delivery({ status, spells }: BubbleRow): Part {
  if (status === "received") return null;
  const text = t(`delivery.${status}`);
  const words = html`<span class=${spells || status === "failed" ? nothing : "unseen"}>${text}</span>`;
  return html`<span class="delivery delivery-${status}" data-testid="delivery" title=${text}
    >${words}${icon(status)}</span
  >`;
}

/** Why it was not sent, and what can be done. */
function again({ context }: Bubble, { unsent }: BubbleRow): Part {
  if (!unsent) return null;
  const act = (testid: string, text: string, does: (id: string) => void) =>
    html`<button class="act" type="button" data-testid=${testid} @click=${() => does(unsent.client_id)}>
      ${text}
    </button>`;
  return html`<span class="again"
    >${unsent.code ? html`<span>${explain(unsent.code)}</span>` : nothing}
    ${act("send-retry", t("bubble.try_again"), context.retry)}
    ${act("send-discard", t("bubble.discard"), context.discard)}</span
  >`;
}

/** What I did to it waits for the line; or why it was refused, and what can be done. */
function deed(bubble: Bubble, row: BubbleRow, { id, act, status, code }: Deed): TemplateResult {
  const { acts, edit } = bubble.context;
  if (status !== "failed")
    return html`<span class="standing standing-pending" data-testid="deed-waits">${t("deed.waits")}</span>`;
  const anew = () =>
    act.kind === "edit" && row.message && edit(row.message, act.text) && acts.doer.discard(id);
  const button = (testid: string, text: string, does: () => unknown) =>
    html`<button class="act" type="button" data-testid=${testid} @click=${does}>${text}</button>`;
  return html`<span class="again" data-testid="deed-failed"
    ><span class="standing-failed">${t("deed.failed")}</span
    ><span>${explain(code ?? "internal")}</span>
    ${act.kind === "edit" ? button("deed-edit", t("menu.edit"), anew) : button("deed-retry", t("bubble.try_again"), () => acts.doer.retry(id))}
    ${button("deed-discard", t("bubble.discard"), () => acts.doer.discard(id))}</span
  >`;
}
