/** Where a visitor writes: the first time with what they agree to, and who they are if they like. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, explainField, t } from "../i18n/i18n.ts";
import { codeOf, detailsOf } from "./doors.ts";
import { defined, LightElement } from "../ui/element.ts";
import { sign } from "../ui/signs.ts";
import type { Visit } from "./visit.ts";

/** What is said besides the first text. */
export interface Given {
  readonly name: string;
  readonly email: string;
}

/** Longest message that the service takes unless it says otherwise. */
const MOST = 5000;

export class Writing extends LightElement {
  static override properties = {
    business: { attribute: false },
    first: { attribute: false },
    visit: { attribute: false },
    language: { attribute: false },
    busy: { state: true },
    problem: { state: true },
    agreed: { state: true },
  };

  /** Who reads it. */
  business = "";
  /** The visitor has not agreed to anything yet. */
  first = false;
  language = "en";
  /** The site says who it is: then nobody is asked. */
  known = false;
  /** What was written and not sent, when this shows first. What is written here is the field's own from then on. */
  draft = "";
  /** Send it. Rejects where it cannot be. */
  say!: (text: string, given: Given) => Promise<void>;
  typed!: (text: string) => void;
  /** In which files are brought; null: nobody is known yet who could. */
  visit: Visit | null = null;
  private busy = false;
  private problem = "";
  private agreed = false;

  override render(): TemplateResult {
    return html`<form novalidate @submit=${(event: Event) => void this.submitted(event)}>
      ${this.first ? this.agreement() : nothing}
      <p class="error" role="alert" id="problem" data-testid="problem">${this.problem}</p>
      <div class="line">
        ${this.visit ? html`<duo-bringing .visit=${this.visit}></duo-bringing>` : nothing}
        <textarea
          rows="1"
          dir="auto"
          lang=${this.language}
          maxlength=${MOST}
          enterkeyhint="send"
          data-testid="write"
          aria-label=${t("widget.write")}
          aria-describedby="problem"
          placeholder=${t("widget.write")}
          @input=${() => this.changed()}
          @keydown=${(event: KeyboardEvent) => this.pressed(event)}
        ></textarea>
        <button
          class="send"
          type="submit"
          data-testid="send"
          ?disabled=${this.busy}
          aria-label=${t("widget.send")}
        >
          ${sign("send")}
        </button>
      </div>
    </form>`;
  }

  /** What brings files is fetched where somebody could. */
  override willUpdate(): void {
    if (this.visit) void import("./bringing.ts");
  }

  override firstUpdated(): void {
    if (this.area) this.area.value = this.draft;
  }

  /** The keyboard goes where one writes. */
  arrive(): void {
    this.area?.focus({ preventScroll: true });
  }

  /** Write on what could not be sent. @returns False where another text is being written. */
  takeBack(text: string): boolean {
    if (!this.area || this.area.value.trim()) return false;
    this.area.value = text;
    this.changed();
    return true;
  }

  private agreement(): TemplateResult {
    return html`${this.known ? nothing : html`${this.field("name", "name")}${this.field("email", "email")}`}
      <label class="consent">
        <input
          type="checkbox"
          data-testid="consent"
          .checked=${this.agreed}
          @change=${(event: Event) => (this.agreed = (event.target as HTMLInputElement).checked)}
        />
        <span>${t("widget.consent", { name: this.business })}</span>
      </label>`;
  }

  private field(name: "name" | "email", autocomplete: AutoFill): TemplateResult {
    return html`<label class="given">
      <span>${t(`widget.${name}`)}</span>
      <input
        name=${name}
        type=${name === "email" ? "email" : "text"}
        dir=${name === "email" ? "ltr" : "auto"}
        maxlength=${name === "email" ? 254 : 64}
        autocomplete=${autocomplete}
        data-testid="given-${name}"
      />
    </label>`;
  }

  private changed(): void {
    this.problem = "";
    this.typed(this.area?.value ?? "");
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.querySelector("form")?.requestSubmit();
  }

  private async submitted(event: Event): Promise<void> {
    event.preventDefault();
    const text = this.area?.value.trim() ?? "";
    if (this.busy || !text) return this.arrive();
    if (this.first && !this.agreed) return this.lacks();
    this.busy = true;
    try {
      await this.say(text, { name: this.given("name"), email: this.given("email") });
      this.sent();
    } catch (error) {
      if (!codeOf(error)) console.error(error);
      this.refused(codeOf(error) || "internal", detailsOf(error));
    } finally {
      this.busy = false;
    }
  }

  private sent(): void {
    if (this.area) this.area.value = "";
    this.changed();
    this.arrive();
  }

  private lacks(): void {
    this.problem = t("widget.consent_missing");
    this.querySelector<HTMLElement>("[data-testid=consent]")?.focus();
  }

  private refused(code: string, details: Record<string, string | number>): void {
    const field = String(details["field"] ?? "");
    this.problem = code === "invalid_input" && field ? explainField(field, details) : explain(code);
    this.querySelector<HTMLElement>(`[name=${CSS.escape(field || "none")}]`)?.focus();
  }

  private given(name: string): string {
    return this.querySelector<HTMLInputElement>(`[name=${name}]`)?.value.trim() ?? "";
  }

  private get area(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }
}

export const writing = defined("duo-writing", Writing);
