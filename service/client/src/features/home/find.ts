/** Find a person by handle or name, as you type, and start a conversation. */

import { html, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { nameOf } from "../../i18n/languages.ts";
import { api, codeOf } from "../../protocol/http.ts";
import type { Person } from "../../protocol/types.ts";
import { avatar } from "../../ui/avatar.ts";
import { defined, StateElement } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";

const PAUSE = 180;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

export class Find extends StateElement {
  static override properties = { people: { state: true }, status: { state: true } };

  people: Person[] = [];
  status = "";
  /** Told which conversation was begun. */
  found!: (conversationId: string) => void;
  searching!: (searching: boolean) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override render() {
    const { people } = this;
    return html`<search class="search">
        ${icon("search")}
        <input
          type="search"
          id="find-input"
          data-testid="find-input"
          placeholder=${t("find.placeholder")}
          aria-label=${t("find.label")}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          @input=${this.typed}
          @keydown=${this.pressed}
        />
      </search>
      <p class="find-status ${people.length ? "unseen" : ""}" role="status">${this.status}</p>
      <ul class="found" aria-label=${t("find.results")} @keydown=${this.moved}>
        ${people.map((person) => html`<li>${this.result(person)}</li>`)}
      </ul>`;
  }

  private result(person: Person): TemplateResult {
    return html`<button
      class="person"
      type="button"
      data-testid="find-result"
      data-handle=${person.handle}
      @click=${() => void this.choose(person)}
    >
      ${avatar(person)}<span class="line-name"><bdi>${person.name}</bdi></span
      ><span class="line-text"><bdi dir="ltr">@${person.handle}</bdi> · ${nameOf(person.language)}</span>
    </button>`;
  }

  private get input(): HTMLInputElement {
    return this.querySelector("input") as HTMLInputElement;
  }

  private get wanted(): string {
    return this.input.value.trim().replace(/^@/, "");
  }

  start(): void {
    this.input.focus();
  }

  private typed(): void {
    clearTimeout(this.timer);
    const text = this.wanted;
    this.searching(Boolean(text));
    if (!text) return this.show([], "");
    this.timer = setTimeout(() => void this.look(text), PAUSE);
  }

  private async look(text: string): Promise<void> {
    try {
      const answer = await api.find(text);
      if (text !== this.wanted) return;
      const people = answer.filter(({ id }) => id !== this.session.me.id);
      const count = people.length;
      this.show(people, count ? t("find.count", { count }) : t("find.nobody", { text }));
    } catch (error) {
      if (text === this.wanted) this.show([], explain(codeOf(error)));
    }
  }

  private show(people: Person[], status: string): void {
    this.people = people;
    this.status = status;
  }

  private async choose(person: Person): Promise<void> {
    const { hash } = location;
    try {
      const id = await this.session.startWith(person.handle);
      this.clear();
      if (hash === location.hash) this.found(id); // else another was opened meanwhile
    } catch (error) {
      this.show([], explain(codeOf(error)));
    }
  }

  private clear(): void {
    this.input.value = "";
    this.typed();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.input.value) (event.preventDefault(), this.clear());
    const first = this.querySelector<HTMLElement>(".found button");
    if (event.key === "ArrowDown" && first) (event.preventDefault(), first.focus());
    if (event.key === "Enter" && first && !event.isComposing) (event.preventDefault(), first.click());
  }

  /** Arrow keys walk through the results. */
  private moved(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.querySelectorAll<HTMLElement>(".found button")];
    const next = buttons.indexOf(document.activeElement as HTMLElement) + step;
    if (next < 0) this.input.focus();
    else buttons[Math.min(next, buttons.length - 1)]?.focus();
  }
}

export const find = defined("duo-find", Find);
