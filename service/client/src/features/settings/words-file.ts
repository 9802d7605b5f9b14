/** Words out of a file, and into one. */

import { html } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { api, codeOf } from "../../protocol/http.ts";
import { announce } from "../../ui/announce.ts";
import { LightElement } from "../../ui/element.ts";

class WordsFile extends LightElement {
  static override properties = { brought: { state: true } };

  /** Whose words; null: mine. */
  conversationId: string | null = null;
  /** Told that there are others now. */
  changed!: () => Promise<void>;
  /** What became of the last one, in a sentence. */
  brought = "";

  override render() {
    const of = this.conversationId ? `?conversation=${encodeURIComponent(this.conversationId)}` : "";
    const pick = () => this.querySelector("input")?.click();
    return html`<h3>${t("words.file")}</h3>
      <p class="hint">${t("words.file_hint")}</p>
      <div class="words-acts">
        <a class="button quiet" href="/api/glossary/file${of}" download="words.tsv" data-testid="words-export"
          >${t("words.export")}</a
        >
        <button class="button quiet" type="button" @click=${pick}>${t("words.import")}</button>
        <input
          type="file"
          class="unseen"
          tabindex="-1"
          accept=".tsv,.txt,text/tab-separated-values"
          data-testid="words-file"
          @change=${this.picked}
        />
      </div>
      <p class="hint" role="status" data-testid="words-brought">${this.brought}</p>`;
  }

  private async picked({ target }: Event): Promise<void> {
    const picker = target as HTMLInputElement;
    const file = picker.files?.[0];
    if (!file) return;
    this.brought = await bring(file, this.conversationId);
    announce(this.brought);
    picker.value = "";
    await this.changed();
  }
}

/** @returns What became of it, in a sentence. */
async function bring(file: File, conversationId: string | null): Promise<string> {
  try {
    const { added, known, refused } = await api.bringWords(await file.text(), conversationId);
    return t("words.brought", { added, known, refused: refused.length });
  } catch (error) {
    return explain(codeOf(error));
  }
}

customElements.define("duo-words-file", WordsFile);
