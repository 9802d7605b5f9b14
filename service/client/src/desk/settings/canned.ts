/** Answers that all who answer find by a shortcut: one for each language, or translated as they are sent. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { nameOf } from "../../i18n/languages.ts";
import type { CannedAnswer } from "../../protocol/generated.ts";
import { defined } from "../../ui/element.ts";
import { languageOptions } from "../../ui/language-select.ts";
import { settings } from "./doors.ts";
import { labelled, Listing, textField, type Read } from "./listing.ts";

class Canned extends Listing<CannedAnswer> {
  protected readonly words = { adds: "answers.new", none: "answers.none" };
  /** Mine: what a new one begins with. */
  language = "en";

  protected get doors() {
    return settings.canned(this.organisation);
  }

  protected called({ shortcut }: CannedAnswer): string {
    return `/${shortcut}`;
  }

  protected shown({ text, language }: CannedAnswer): TemplateResult {
    return html`<p lang=${language} dir="auto">${text}</p> <p class="hint">${nameOf(language)}</p>`;
  }

  protected fields(): TemplateResult {
    const tongue = html`<select id="settings-language" name="language" data-testid="settings-language">
      ${languageOptions(null, this.language.split("-")[0] ?? "en")}
    </select>`;
    const text = html`<textarea
      id="settings-text"
      name="text"
      rows="4"
      dir="auto"
      maxlength="1000"
      aria-describedby="settings-text-hint"
      data-testid="settings-text"
    ></textarea>`;
    return html`${textField("shortcut", t("canned.shortcut"), "", { hint: t("canned.shortcut_hint") })}
    ${labelled("language", t("canned.language"), tongue)}
    ${labelled("text", t("canned.text"), text, t("answers.hint"))}`;
  }

  protected wanted(read: Read): object {
    return { shortcut: read("shortcut"), language: read("language"), text: read("text") };
  }
}

export const page = defined("duo-desk-canned", Canned);
