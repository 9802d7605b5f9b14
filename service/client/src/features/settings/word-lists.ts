/** The words that hold here, in lists by whose they are. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { inWords } from "../../i18n/languages.ts";
import type { Glossary, Word } from "../../protocol/generated.ts";
import { api, codeOf } from "../../protocol/http.ts";
import { Latest } from "../../state/moments.ts";
import { announce } from "../../ui/announce.ts";
import { LightElement } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";

interface List {
  name: string;
  words: Word[];
  removable: boolean;
}

export class WordLists extends LightElement {
  static override properties = { lists: { state: true } };

  /** With the words of a conversation; null: without. */
  conversationId: string | null = null;
  /** Told that one was removed: where the keyboard goes on. */
  removed!: () => unknown;
  lists: readonly List[] | "loading" | "failed" = "loading";
  private readonly asking = new Latest();

  override connectedCallback() {
    super.connectedCallback();
    void this.load();
  }

  async load(): Promise<void> {
    const here = this.conversationId;
    const counts = this.asking.ask();
    const lists = await api.words(here ?? undefined).then(
      (glossary) => listsOf(glossary, here !== null),
      () => "failed" as const,
    );
    if (counts()) this.lists = lists;
  }

  override render() {
    const { lists } = this;
    return html`<div
      class="words-lists"
      aria-busy=${lists === "loading" ? "true" : nothing}
      data-testid="words-lists"
    >
      ${typeof lists === "string" ? this.none(lists) : lists.map((one) => this.list(one))}
    </div>`;
  }

  private none(why: "loading" | "failed"): TemplateResult | string {
    if (why === "loading") return t("words.loading");
    return html`<p class="error" role="alert">${t("words.failed")}</p>
      <button class="link" type="button" @click=${() => void this.load()}>${t("bubble.try_again")}</button>`;
  }

  private list({ name, words, removable }: List): TemplateResult {
    const id = `words-${name}`;
    return html`<section class="words-part" aria-labelledby=${id} data-testid=${id}>
      <h3 id=${id}>${t(`words.${name}`)}</h3>
      <p class="hint">${t(`words.${name}_hint`)}</p>
      ${
        words.length
          ? html`<ul class="words-list">
              ${words.map((word) => this.item(word, removable))}
            </ul>`
          : html`<p class="words-none">${t("words.empty")}</p>`
      }
    </section>`;
  }

  private item(word: Word, removable: boolean): TemplateResult {
    const into = word.target_language;
    return html`<li class="word" data-testid="word">
      <div class="word-what">
        <bdi class="word-source">${word.source}</bdi>${
          word.target
            ? html`<span class="word-arrow" aria-hidden="true"></span
                ><span class="unseen"> ${t("words.becomes")} </span
                ><bdi class="word-target">${word.target}</bdi>`
            : html`<span class="word-stays">${t("words.stays")}</span>`
        }${
          into
            ? html`<span class="word-into">${t("words.into", { language: inWords(into) })}</span>`
            : nothing
        }
      </div>
      ${removable ? this.remover(word) : nothing}
    </li>`;
  }

  private remover(word: Word): TemplateResult {
    const label = t("words.remove", { word: word.source });
    return html`<button
      class="round"
      type="button"
      data-testid="word-remove"
      aria-label=${label}
      title=${label}
      @click=${() => void this.drop(word)}
    >
      ${icon("close")}
    </button>`;
  }

  /** What is gone already is removed, too. */
  private async drop(word: Word): Promise<void> {
    try {
      await api.removeWord(word.id);
    } catch (error) {
      if (codeOf(error) !== "not_found") return announce(explain(codeOf(error)));
    }
    await this.load();
    announce(t("words.removed", { word: word.source }));
    this.removed();
  }
}

function listsOf({ conversation, mine, house }: Glossary, here: boolean): List[] {
  const all: (List | null)[] = [
    here ? { name: "here", words: conversation, removable: true } : null,
    { name: "mine", words: mine, removable: true },
    house.length ? { name: "house", words: house, removable: false } : null,
  ];
  return all.filter((one) => one !== null);
}

customElements.define("duo-word-lists", WordLists);
