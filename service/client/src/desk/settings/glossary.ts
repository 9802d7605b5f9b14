/** Words that are always translated in one way, or never: those that hold, those that are offered, a file of them. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { nameOf } from "../../i18n/languages.ts";
import type { Asks } from "../../protocol/asks.ts";
import type { Word } from "../../protocol/generated.ts";
import { codeOf } from "../../protocol/http.ts";
import { announce } from "../../ui/announce.ts";
import { defined } from "../../ui/element.ts";
import { languageOptions } from "../../ui/language-select.ts";
import { settings } from "./doors.ts";
import { labelled, Listing, textField, type Read } from "./listing.ts";
import "./offers.ts";

class Glossary extends Listing<Word> {
  static override properties = { ...Listing.properties, brought: { state: true } };

  asks!: Asks;
  protected readonly words = { adds: "glossary.new", none: "glossary.none" };
  /** What became of the last file, in a sentence. */
  private brought = "";
  private readonly taken = (word: Word) => this.put(word);

  protected get doors() {
    return settings.glossary(this.organisation);
  }

  override render(): TemplateResult {
    return html`${super.render()}
      <duo-desk-offers
        .organisation=${this.organisation}
        .asks=${this.asks}
        .taken=${this.taken}
      ></duo-desk-offers>
      ${this.file()}`;
  }

  protected called({ source }: Word): string {
    return source;
  }

  protected shown({ target, source_language: from, target_language: into }: Word): TemplateResult {
    const pair = `${from ? nameOf(from) : t("glossary.any")} → ${into ? nameOf(into) : t("glossary.any")}`;
    const becomes = target
      ? html`<span class="unseen">${t("glossary.becomes")} </span
          ><bdi lang=${into || nothing} data-testid="glossary-target">${target}</bdi>`
      : t("glossary.stays");
    return html`<p>${becomes}</p> <p class="hint">${pair}</p>`;
  }

  protected fields(one: Word | null): TemplateResult {
    const language = (name: string, label: string, value: string | null | undefined) =>
      labelled(
        name,
        label,
        html`<select id="settings-${name}" name=${name} data-testid="settings-${name}"
          >${languageOptions(null, value, t("glossary.any"))}</select
        >`,
      );
    return html`${textField("source", t("glossary.source"), one?.source ?? "")}
    ${textField("target", t("glossary.target"), one?.target ?? "", { hint: t("glossary.target_hint") })}
    ${language("source_language", t("glossary.from"), one?.source_language)}
    ${language("target_language", t("glossary.into"), one?.target_language)}`;
  }

  protected wanted(read: Read): object {
    return {
      source: read("source"),
      target: read("target") || null,
      source_language: read("source_language") || null,
      target_language: read("target_language") || null,
    };
  }

  private file(): TemplateResult {
    const href = `/api/organisations/${encodeURIComponent(this.organisation)}/glossary/file`;
    const pick = () => this.querySelector<HTMLInputElement>("[data-testid=glossary-file]")?.click();
    return html`<section class="glossary-file" aria-labelledby="glossary-file">
      <h3 id="glossary-file">${t("glossary.file")}</h3>
      <p class="hint">${t("glossary.file_hint")}</p>
      <div class="channel-acts">
        <a class="button quiet" href=${href} download="glossary.tsv" data-testid="glossary-export"
          >${t("glossary.export")}</a
        >
        <button class="button quiet" type="button" @click=${pick}>${t("glossary.import")}</button>
        <input
          type="file"
          class="unseen"
          tabindex="-1"
          aria-label=${t("glossary.import")}
          accept=".tsv,.txt,text/tab-separated-values"
          data-testid="glossary-file"
          @change=${this.picked}
        />
      </div>
      <p class="hint" role="status" data-testid="glossary-brought">${this.brought}</p>
    </section>`;
  }

  private async picked({ target }: Event): Promise<void> {
    const picker = target as HTMLInputElement;
    const file = picker.files?.[0];
    if (!file) return;
    try {
      const { added, known, refused } = await settings.bringWords(this.organisation, await file.text());
      this.brought = t("glossary.brought", { added, known, refused: refused.length });
    } catch (error) {
      this.brought = explain(codeOf(error));
    }
    announce(this.brought);
    picker.value = "";
    await this.load();
  }
}

export const page = defined("duo-desk-glossary", Glossary);
