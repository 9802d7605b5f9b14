/** A button, and the menu under it: by mouse, by keys, closed by what happens elsewhere. */

import { html, nothing, type TemplateResult } from "lit";
import { StateElement } from "./element.ts";
import { icon, type IconName } from "./icons.ts";

export interface Item {
  readonly name: string;
  readonly label: string;
  readonly does: () => void;
  readonly icon?: IconName;
  /** It has a button of its own where there is room. */
  readonly narrow?: boolean;
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

export abstract class Drop extends StateElement {
  static override properties = { open: { state: true } };

  open = false;
  private readonly elsewhere = ({ target }: Event) => {
    if (this.open && !this.contains(target as Node)) this.open = false;
  };

  /** What it is called, and for tests. */
  protected abstract readonly called: { readonly name: string; readonly label: string };
  /** Asked for while it is open. */
  protected abstract items(): readonly Item[];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("pointerdown", this.elsewhere);
    document.addEventListener("focusin", this.elsewhere);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.elsewhere);
    document.removeEventListener("focusin", this.elsewhere);
  }

  override render(): TemplateResult | typeof nothing {
    const { open } = this;
    const { name, label } = this.called;
    const items = open ? this.items().map((one) => this.item(one)) : nothing;
    return html`<button
        class="round"
        type="button"
        data-testid=${name}
        aria-haspopup="menu"
        aria-expanded=${String(open)}
        aria-label=${label}
        title=${label}
        @click=${() => void this.toggle()}
        @keydown=${(event: KeyboardEvent) => this.begun(event)}
      >
        ${icon("more")}
      </button>
      <div
        class="drop"
        role="menu"
        aria-label=${label}
        ?hidden=${!open}
        @keydown=${(event: KeyboardEvent) => this.moved(event)}
      >
        ${items}
      </div>`;
  }

  private item({ name, icon: sign, label, does, narrow }: Item): TemplateResult {
    const act = () => {
      this.close();
      does();
    };
    return html`<button
      class="drop-item ${narrow ? "narrow" : ""}"
      type="button"
      role="menuitem"
      tabindex="-1"
      data-testid=${name}
      @click=${act}
    >
      ${sign ? icon(sign) : nothing}<span>${label}</span>
    </button>`;
  }

  private async toggle(): Promise<void> {
    this.open = !this.open;
    await this.updateComplete;
    this.shown()[0]?.focus();
  }

  /** Closed, with the keyboard where it was. */
  private close(): void {
    this.open = false;
    this.querySelector<HTMLElement>("button")?.focus();
  }

  private begun(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" || this.open) return;
    event.preventDefault();
    void this.toggle();
  }

  private moved(event: KeyboardEvent): void {
    const choices = this.shown();
    const here = choices.indexOf(document.activeElement as HTMLElement);
    const ends: Record<string, number> = { Home: 0, End: choices.length - 1 };
    const step = STEPS[event.key];
    const next = step ? (here + step + choices.length) % choices.length : ends[event.key];
    if (event.key === "Escape" || next !== undefined) event.preventDefault();
    if (event.key === "Escape") this.close();
    if (event.key === "Tab") this.open = false;
    if (next !== undefined) choices[next]?.focus();
  }

  /** Those that show. */
  private shown(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".drop-item")].filter((one) => one.offsetParent);
  }
}
