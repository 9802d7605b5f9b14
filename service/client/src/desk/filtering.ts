/** Above the list: what of it is shown, and the choice of that. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { defined, StateElement } from "../ui/element.ts";
import type { Facets } from "./facets.ts";
import { chosen, FACETS, type Facet } from "./filter.ts";
import type { Inbox } from "./inbox.ts";

export class Filtering extends StateElement {
  static override properties = { isOpen: { state: true } };

  inbox!: Inbox;
  facets!: Facets;
  /** Show those alone; "": whatever it is. Without a facet: all. */
  narrow!: (facet: Facet | null, value: string) => void;
  private isOpen = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.facets.load();
  }

  override render(): TemplateResult {
    const { isOpen } = this;
    const said = chosen(this.inbox.filter).map(([facet, value]) => this.facets.named(facet, value));
    const all = html`<button
      class="link"
      type="button"
      data-testid="filter-clear"
      @click=${() => this.narrow(null, "")}
    >
      ${t("filter.clear")}
    </button>`;
    return html`<div class="desk-filter">
      <button
        class="link"
        type="button"
        data-testid="filter"
        aria-expanded=${String(isOpen)}
        aria-controls="desk-filters"
        @click=${() => (isOpen ? (this.isOpen = false) : void this.open())}
      >
        ${t("filter.title")}
      </button>
      <bdi class="desk-filtered" data-testid="filtered">${said.join(" · ")}</bdi>
      ${said.length ? all : nothing}
      <div id="desk-filters" class="desk-filters" ?hidden=${!isOpen} @keydown=${this.pressed}>
        ${FACETS.map((facet) => this.facet(facet))}
      </div>
    </div>`;
  }

  /** The first choice has the keyboard. */
  async open(): Promise<void> {
    this.isOpen = true;
    void this.facets.load();
    await this.updateComplete;
    this.querySelector<HTMLElement>("select")?.focus();
  }

  private facet(facet: Facet): TemplateResult {
    const values = this.facets.of(facet);
    const here = this.inbox.filter[facet] ?? "";
    const unknown = here && !values.some(({ value }) => value === here);
    const all = unknown ? [...values, { value: here, says: this.facets.named(facet, here) }] : values;
    if (!all.length) return html``;
    const chose = ({ target }: Event) => this.narrow(facet, (target as HTMLSelectElement).value);
    return html`<label
      ><span>${t(`filter.${facet}`)}</span
      ><select data-testid="filter-${facet}" .value=${here} @change=${chose}>
        <option value="" ?selected=${!here}>${t("filter.any")}</option>
        ${all.map(({ value, says }) => html`<option value=${value} ?selected=${value === here}>${says}</option>`)}
      </select></label
    >`;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    this.isOpen = false;
    this.querySelector<HTMLElement>("[data-testid=filter]")?.focus();
  }
}

export const filtering = defined("duo-desk-filter", Filtering);
