/** The text field that is written in: what is said about it, how much still fits, and what sends it. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { inWords } from "../../i18n/languages.ts";
import type { Me, Person } from "../../protocol/types.ts";
import { textLimit } from "../../state/keep.ts";
import { lengthOf } from "../../text/text.ts";
import { icon } from "../../ui/icons.ts";

/** So many characters before the limit it is told of. */
const SHOW_LEFT = 200;
/** Then no keystroke has to lay the page out to know the height of the text. */
const GROWS = CSS.supports("field-sizing", "content");

/** Set attributes, and take away those that are null; what is so already is left alone. */
export function tell(field: HTMLElement, attributes: Record<string, string | null>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (field.getAttribute(name) === value) continue;
    if (value === null) field.removeAttribute(name);
    else field.setAttribute(name, value);
  }
}

/** What is said of the length. Several composers may be in one page. */
export function count(conversation: string, problem: string): TemplateResult {
  return html`<p class="count" id="count-${conversation}" aria-live="polite" data-testid="composer-count"
    >${problem || nothing}</p
  >`;
}

/** Characters that a text may still have; below 0: it is too long. */
export function leftOf(text: string): number {
  return textLimit.read() - lengthOf(text.trim());
}

/** What is said of that: "" as long as the limit is far. */
export function saidOf(left: number): string {
  if (left < 0) return t("composer.too_long", { count: -left });
  return left <= SHOW_LEFT ? t("composer.left", { count: left }) : "";
}

/** What the field is called: whom it goes to, in which language, or that it is an edit. */
export function names(me: Me, { name, language }: Person, editing: boolean): Record<string, string> {
  const [mine, theirs] = [inWords(me.language), inWords(language)];
  const same = language === me.language;
  const whom = same ? t("composer.label_same", { name }) : t("composer.label", { name, mine, theirs });
  const label = editing ? t("edit.label") : whom;
  return { "aria-label": label, placeholder: same ? label : t("composer.placeholder", { mine }) };
}

/** As high as its text, where the styles do not see to it. */
export function grow(field: HTMLTextAreaElement): void {
  if (GROWS) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
}

export function sendButton(): TemplateResult {
  const label = t("composer.send");
  return html`<button class="send" type="submit" data-testid="send" aria-label=${label} title=${label}>
    ${icon("send")}
  </button>`;
}
