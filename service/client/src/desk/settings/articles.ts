/** Articles that a bot answers from, and whether it does. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { nameOf } from "../../i18n/languages.ts";
import { announce } from "../../ui/announce.ts";
import { defined } from "../../ui/element.ts";
import { languageOptions } from "../../ui/language-select.ts";
import { settings, type Article, type Bot, type Imported } from "./doors.ts";
import { labelled, Listing, textField, ticks, type Read } from "./listing.ts";

class Articles extends Listing<Article> {
  static override properties = { ...Listing.properties, bot: { state: true }, imported: { state: true } };

  /** Mine: what a new article begins with. */
  language = "en";
  protected readonly words = { adds: "articles.new", none: "articles.none" };
  private bot: Bot | null = null;
  private imported: Imported | null = null;

  protected get doors() {
    const { organisation } = this;
    const doors = settings.articles(organisation);
    return {
      ...doors,
      all: async () => {
        this.bot = await settings.bot(organisation).catch(() => null);
        return await doors.all();
      },
    };
  }

  override render(): TemplateResult {
    return html`${this.switch()} ${super.render()} ${this.bringing()}`;
  }

  protected called({ title }: Article): string {
    return title;
  }

  protected shown({ language, characters, always_human: human }: Article): TemplateResult {
    const says = [
      nameOf(language),
      t("articles.characters", { count: characters }),
      human ? t("articles.human") : "",
    ];
    return html`<p class="hint">${says.filter(Boolean).join(" · ")}</p>`;
  }

  protected fields(one: Article | null): TemplateResult {
    const language = one?.language ?? this.language;
    return html`${textField("title", t("articles.name"), one?.title ?? "")}
    ${labelled(
      "language",
      t("articles.language"),
      html`<select id="settings-language" name="language"
        >${languageOptions(null, language)}</select
      >`,
    )}
    ${labelled(
      "text",
      t("articles.text"),
      html`<textarea
        id="settings-text"
        name="text"
        rows="10"
        dir="auto"
        maxlength="20000"
        data-testid="settings-text"
        .value=${one?.text ?? ""}
      ></textarea>`,
    )}
    ${ticks("always_human", t("articles.who"), [["yes", t("articles.human")]], [one?.always_human ? "yes" : ""])}`;
  }

  protected wanted(read: Read): object {
    return {
      title: read("title"),
      language: read("language"),
      text: read("text"),
      always_human: read("always_human") === "yes",
    };
  }

  /** The list has no texts: that of one which is to be changed is fetched first. */
  protected override async begin(one: Article): Promise<void> {
    await this.done(async () => this.put(await settings.article(this.organisation, one.id)));
    await super.begin(one);
  }

  private switch(): TemplateResult | typeof nothing {
    const { bot } = this;
    if (!bot) return nothing;
    const turn = () => {
      const work = async () => void (this.bot = await settings.setBot(this.organisation, !bot.enabled));
      void this.done(work).then(() => this.requestUpdate());
    };
    return html`<label class="consent">
      <input type="checkbox" data-testid="bot-enabled" .checked=${bot.enabled} @change=${turn} />
      <span>${t("articles.bot")}</span>
    </label>`;
  }

  private bringing(): TemplateResult {
    const { imported } = this;
    return html`${labelled(
      "files",
      t("articles.files"),
      html`<input
        type="file"
        id="settings-files"
        multiple
        accept=".md,.txt,text/*"
        data-testid="articles-files"
        @change=${this.brought}
      />`,
    )}
    ${
      imported
        ? html`<div role="status" data-testid="articles-imported">
            <p>${t("articles.imported", { added: imported.added, replaced: imported.replaced })}</p>
            <ul>
              ${imported.refused.map(
                ({ name, code }) => html`<li class="error"><bdi>${name}</bdi>: ${explain(code)}</li>`,
              )}
            </ul>
          </div>`
        : nothing
    }`;
  }

  private async brought({ target }: Event): Promise<void> {
    const input = target as HTMLInputElement;
    const files = await Promise.all([...(input.files ?? [])].map(encoded));
    input.value = "";
    if (!files.length) return;
    const { organisation, language } = this;
    const work = async () => void (this.imported = await settings.bring(organisation, files, language));
    if (!(await this.done(work))) return;
    announce(t("channel.saved"));
    await this.load();
  }
}

/** A file as the service takes it: its bytes as they are, for it says what is wrong with them. */
async function encoded(file: File): Promise<object> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const letters = Array.from(bytes, (one) => String.fromCharCode(one));
  return { name: file.name, content: btoa(letters.join("")) };
}

export const page = defined("duo-desk-articles", Articles);
