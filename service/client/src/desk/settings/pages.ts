/** Base of a list in settings that comes page by page, the newest first. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { Attempt } from "../../ui/attempt.ts";

export interface Page<One> {
  readonly items: readonly One[];
  /** Where the next begins; null: this is all. */
  readonly next: string | null;
}

export abstract class Pages<One extends { readonly id: string }> extends Attempt {
  static override properties = {
    ...Attempt.properties,
    organisation: { attribute: false },
    items: { state: true },
    next: { state: true },
  };

  organisation!: string;
  /** Null: none have come yet. */
  protected items: readonly One[] | null = null;
  private next: string | null = null;
  /** Counts what was asked. */
  private turn = 0;

  /** Rejects where it is refused. @param before Where it begins; null: with the newest. */
  protected abstract fetch(before: string | null): Promise<Page<One>>;
  protected abstract line(one: One): TemplateResult;
  /** What is said where there are none. */
  protected abstract readonly none: string;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("organisation")) void this.load();
  }

  override render(): TemplateResult {
    const { items, next } = this;
    const more = () => void this.done(() => this.add(next));
    return html`<p class="error" role="alert" data-testid="settings-problem">${this.trouble}</p>
      ${items ? this.list(items) : this.trouble ? this.again() : html`<p role="status">${t("state.loading")}</p>`}
      ${
        next
          ? html`<button
              class="link"
              type="button"
              data-testid="settings-more"
              ?disabled=${this.busy}
              @click=${more}
            >
              ${t("desk.more")}
            </button>`
          : nothing
      }`;
  }

  /** From the newest on. */
  protected async load(): Promise<void> {
    await this.tried(() => this.add(null));
  }

  protected put(one: One): void {
    this.items = this.items?.map((other) => (other.id === one.id ? one : other)) ?? null;
  }

  private async add(before: string | null): Promise<void> {
    const turn = ++this.turn;
    const { items, next } = await this.fetch(before);
    if (turn !== this.turn) return; // something else is asked for by now
    this.items = before && this.items ? [...this.items, ...items] : items;
    this.next = next;
  }

  private list(items: readonly One[]): TemplateResult {
    if (!items.length) return html`<p class="hint" data-testid="settings-none">${t(this.none)}</p>`;
    return html`<ul class="settings-lines">
      ${items.map((one) => html`<li data-testid="settings-line">${this.line(one)}</li>`)}
    </ul>`;
  }

  private again(): TemplateResult {
    return html`<button class="button quiet" type="button" @click=${() => void this.load()}>
      ${t("bubble.try_again")}
    </button>`;
  }
}
