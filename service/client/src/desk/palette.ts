/** The command palette: a field over a list of all that can be done now. A combobox as the ARIA practices have it. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../i18n/i18n.ts";
import { refreshAnswers } from "../state/canned.ts";
import { defined, LightElement, made } from "../ui/element.ts";
import { icon } from "../ui/icons.ts";
import { entries, fitting, type Entry, type Place } from "./entries.ts";

export { openKeys } from "./help.ts";

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

class Palette extends LightElement {
  static override properties = { text: { state: true }, at: { state: true } };

  place!: Place;
  /** Told what was chosen. */
  chose!: (entry: Entry) => void;
  private text = "";
  /** Which of those that fit Enter takes. */
  private at = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    refreshAnswers(this.place.session, () => this.requestUpdate());
  }

  override render(): TemplateResult {
    const found = this.found;
    const { at } = this;
    return html`<div class="search">
        ${icon("search")}
        <input
          type="text"
          role="combobox"
          aria-expanded=${String(found.length > 0)}
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant=${found.length ? `palette-${at}` : nothing}
          aria-label=${t("palette.title")}
          placeholder=${t("palette.hint")}
          autocomplete="off"
          spellcheck="false"
          dir="auto"
          maxlength="100"
          data-testid="palette-input"
          @input=${this.typed}
          @keydown=${this.pressed}
        />
      </div>
      <p class="palette-none" role="status" data-testid="palette-none">
        ${found.length ? nothing : t("palette.none")}
      </p>
      <div id="palette-list" role="listbox" aria-label=${t("palette.title")} class="palette-list">
        ${repeat(
          found,
          ({ id }) => id,
          (entry, index) => this.option(entry, index),
        )}
      </div>`;
  }

  override updated(): void {
    this.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  private option(entry: Entry, index: number): TemplateResult {
    const { label, about, key } = entry;
    return html`<div
      class="palette-option"
      role="option"
      id="palette-${index}"
      data-testid="palette-option"
      aria-selected=${String(index === this.at)}
      @click=${() => this.chose(entry)}
    >
      <bdi class="palette-label">${label}</bdi>
      <span class="palette-about">${about}</span>
      ${key ? html`<kbd aria-hidden="true">${key}</kbd>` : nothing}
    </div>`;
  }

  private get found(): readonly Entry[] {
    return fitting(entries(this.place), this.text);
  }

  private typed(event: Event): void {
    this.text = (event.target as HTMLInputElement).value;
    this.at = 0;
  }

  private pressed(event: KeyboardEvent): void {
    const { length } = this.found;
    const step = STEPS[event.key];
    const chosen = event.key === "Enter" && !event.isComposing ? this.found[this.at] : undefined;
    if (!chosen && !step) return;
    event.preventDefault();
    if (step && length) this.at = (this.at + step + length) % length;
    if (chosen) this.chose(chosen);
  }
}

const palette = defined("duo-palette", Palette);

/** What was chosen is done when the dialog is gone, with the keyboard where it was. */
export function openPalette(place: Place): void {
  if (document.querySelector("dialog[open]")) return;
  const dialog: HTMLDialogElement = made(
    html`<dialog class="palette" data-testid="palette" aria-label=${t("palette.title")}></dialog>`,
  );
  let chosen: Entry | null = null;
  const chose = (entry: Entry) => {
    chosen = entry;
    dialog.close();
  };
  dialog.addEventListener("close", () => {
    dialog.remove();
    chosen?.run();
  });
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  const element = palette({ place, chose });
  dialog.append(element);
  document.body.append(dialog);
  dialog.showModal();
  void element.updateComplete.then(() => element.querySelector("input")?.focus());
}
