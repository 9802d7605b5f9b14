/** Lines that articles, corrections and translations suggest for a glossary: each can be changed, taken, or sent away. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { nameOf } from "../../i18n/languages.ts";
import type { Asks } from "../../protocol/asks.ts";
import type { Offer, Word } from "../../protocol/generated.ts";
import { Latest } from "../../state/moments.ts";
import { announce } from "../../ui/announce.ts";
import { Attempt } from "../../ui/attempt.ts";
import { languageOptions } from "../../ui/language-select.ts";
import { settings } from "./doors.ts";
import { why } from "./listing.ts";

/** Letters of words that are translated at once. */
const AT_ONCE = 800;

class Offered extends Attempt {
  static override properties = {
    ...Attempt.properties,
    organisation: { attribute: false },
    items: { state: true },
    into: { state: true },
    proposed: { state: true },
  };

  organisation!: string;
  asks!: Asks;
  /** Told of a line that was taken. */
  taken!: (word: Word) => void;
  private items: readonly Offer[] | null = null;
  /** Empty: what the service thinks best. */
  private into = "";
  /** What an engine makes of a word, by the word. */
  private proposed: ReadonlyMap<string, string> = new Map();
  private readonly asking = new Latest();

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("organisation")) void this.load("");
  }

  override render(): TemplateResult {
    return html`<section class="glossary-offers" aria-labelledby="glossary-offers">
      <h3 id="glossary-offers" tabindex="-1">${t("glossary.offers")}</h3>
      <p class="hint">${t("glossary.offers_about")}</p>
      <p class="error" role="alert" data-testid="offers-problem" ?hidden=${!this.trouble}>${this.trouble}</p>
      ${this.items ? this.list(this.items) : this.instead()}
    </section>`;
  }

  private list(items: readonly Offer[]): TemplateResult {
    const chose = ({ target }: Event) => void this.load((target as HTMLSelectElement).value);
    return html`<div class="labelled">
        <label for="offers-into">${t("glossary.into")}</label>
        <select id="offers-into" data-testid="offers-into" @change=${chose}
          >${languageOptions(null, this.into)}</select
        >
      </div>
      ${items.length ? nothing : html`<p class="hint" data-testid="offers-none">${t("glossary.offers_none")}</p>`}
      <ul class="settings-list">
        ${items.map((one) => html`<li>${this.item(one)}</li>`)}
      </ul>`;
  }

  private instead(): TemplateResult {
    if (!this.trouble) return html`<p role="status">${t("state.loading")}</p>`;
    const again = () => void this.load(this.into);
    return html`<button class="button quiet" type="button" @click=${again}>${t("bubble.try_again")}</button>`;
  }

  private item(one: Offer): TemplateResult {
    const { source, source_language: from, example, article } = one;
    const id = `offer-${from}-${source.replace(/\s/g, "_")}`;
    const submitted = (event: Event) => {
      event.preventDefault();
      void this.take(event.target as HTMLFormElement, one);
    };
    return html`<form class="form channel" data-testid="offer" aria-label=${source} @submit=${submitted}>
      <p
        ><strong lang=${from}><bdi>${source}</bdi></strong></p
      >
      <p class="hint">${[nameOf(from), t(`glossary.why_${one.why}`, { count: one.count })].join(" · ")}</p>
      <p class="hint"
        ><q lang=${from} dir="auto">${example}</q>${article ? html` (<bdi>${article}</bdi>)` : nothing}</p
      >
      ${this.target(one, id)} ${this.acts(one)}
    </form>`;
  }

  private target({ source, target }: Offer, id: string): TemplateResult {
    return html`<div class="labelled">
      <label for=${id}>${t("glossary.target")}</label>
      <input
        type="text"
        id=${id}
        name="target"
        dir="auto"
        maxlength="100"
        lang=${this.into}
        aria-describedby="${id}-hint"
        data-testid="offer-target"
        .value=${target ?? this.proposed.get(source) ?? ""}
      />
      <p class="hint" id="${id}-hint">${t("glossary.target_hint")}</p>
    </div>`;
  }

  private acts(one: Offer): TemplateResult {
    const word = { word: one.source };
    const dismiss = () => void this.dismiss(one);
    return html`<div class="channel-acts">
      <button
        class="button"
        type="submit"
        data-testid="offer-add"
        aria-label=${t("glossary.add_of", word)}
        ?disabled=${this.busy}
        >${t("glossary.add")}</button
      >
      <button
        class="link"
        type="button"
        data-testid="offer-dismiss"
        aria-label=${t("glossary.dismiss_of", word)}
        @click=${dismiss}
        >${t("glossary.dismiss")}</button
      >
    </div>`;
  }

  private async load(into: string): Promise<void> {
    const counts = this.asking.ask();
    this.items = null;
    this.into = into;
    await this.tried(async () => {
      const found = await settings.offers(this.organisation, into);
      if (!counts()) return;
      this.items = found.items;
      this.into = found.into;
      this.proposed = new Map();
      void this.propose(found.items, found.into, counts);
    });
  }

  /** Of those of which nothing is known an engine is asked; where none answers, people write it themselves. */
  private async propose(items: readonly Offer[], target: string, counts: () => boolean): Promise<void> {
    await this.asks.ready();
    const open = items.filter(({ why: said, target: known }) => said !== "name" && !known);
    for (const language of new Set(open.map(({ source_language: from }) => from))) {
      const mine = open.filter(({ source_language: from }) => from === language);
      for (const words of portions(mine.map(({ source }) => source))) {
        const text = words.join("\n");
        const ask = (ref: string) => settings.translate(this.organisation, { ref, text, language, target });
        const answer = await this.asks.expect(ask).catch(() => null);
        if (!counts()) return;
        this.proposed = new Map([...this.proposed, ...pairs(words, answer?.translation.text ?? "")]);
      }
    }
  }

  private async take(form: HTMLFormElement, one: Offer): Promise<void> {
    const said = new FormData(form).get("target");
    const target = typeof said === "string" ? said.trim() : "";
    const { source, source_language } = one;
    const into = target ? this.into : null;
    const taken = await this.done(async () => {
      const wanted = { source, target: target || null, source_language, target_language: into };
      this.taken(await settings.glossary(this.organisation).add(wanted));
    });
    if (taken) await this.gone(one, t("glossary.added", { word: source }));
  }

  private async dismiss(one: Offer): Promise<void> {
    const { source, source_language: from } = one;
    if (await this.done(() => settings.dismiss(this.organisation, source, from)))
      await this.gone(one, t("glossary.dismissed", { word: source }));
  }

  /** The keyboard goes on with what has come in its place. */
  private async gone(one: Offer, says: string): Promise<void> {
    const at = this.items?.indexOf(one) ?? 0;
    this.items = this.items?.filter((other) => other !== one) ?? null;
    announce(says);
    await this.updateComplete;
    const next = this.querySelectorAll<HTMLElement>("[data-testid=offer-add]")[at];
    (next ?? this.querySelector<HTMLElement>("#glossary-offers"))?.focus();
  }

  protected override refused(error: unknown): void {
    this.trouble = why(this, error);
  }
}

/** Words in portions that fit into one question. */
function portions(words: readonly string[]): string[][] {
  const found: string[][] = [];
  let room = 0;
  for (const word of words) {
    if (word.length + 1 > room) {
      found.push([]);
      room = AT_ONCE;
    }
    found.at(-1)?.push(word);
    room -= word.length + 1;
  }
  return found;
}

/** What became of each line, where all are there; what came back as it was says nothing. */
function pairs(words: readonly string[], text: string): [string, string][] {
  const lines = text.split("\n").map((line) => line.trim());
  if (lines.length !== words.length) return [];
  return words
    .map((word, at): [string, string] => [word, lines[at] ?? ""])
    .filter(([word, line]) => line && line.toLowerCase() !== word.toLowerCase());
}

customElements.define("duo-desk-offers", Offered);
