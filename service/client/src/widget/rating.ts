/** After a conversation is done: how it was, from 1 to 5, and why. It may be said once, and said otherwise for a day. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../i18n/i18n.ts";
import { announce } from "../ui/announce.ts";
import { defined, LightElement } from "../ui/element.ts";
import { codeOf, type RatingAsk } from "./doors.ts";

const SCORES = [1, 2, 3, 4, 5] as const;
const LONGEST = 1000;

class Rating extends LightElement {
  static override properties = {
    ask: { attribute: false },
    business: { attribute: false },
    score: { state: true },
    changing: { state: true },
    busy: { state: true },
    trouble: { state: true },
  };

  ask!: RatingAsk;
  /** The channel's name. */
  business!: string;
  /** Rejects where it is refused. */
  rate!: (score: number, comment: string) => Promise<void>;
  /** Not now. */
  leave!: () => void;
  private score = 0;
  private changing = false;
  private busy = false;
  private trouble = "";

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("ask")) this.score = this.ask.score ?? 0;
  }

  override render(): TemplateResult {
    const given = this.ask.score !== null && !this.changing;
    return html`<section class="rating" aria-labelledby="rating-says" data-testid="rating">
      ${given ? this.given() : this.form()}
    </section>`;
  }

  private given(): TemplateResult {
    const change = () => void (this.changing = true);
    return html`<p id="rating-says" data-testid="rating-given">
        ${t("rating.thanks", { score: this.ask.score ?? 0 })}
      </p>
      <button class="act" type="button" data-testid="rating-change" @click=${change}
        >${t("rating.change")}</button
      >
      ${this.away()}`;
  }

  private form(): TemplateResult {
    const submitted = (event: Event) => {
      event.preventDefault();
      void this.send();
    };
    return html`<form @submit=${submitted}>
      <fieldset>
        <legend id="rating-says">${t("rating.how", { name: this.business })}</legend>
        <div class="scores">${SCORES.map((one) => this.choice(one))}</div>
      </fieldset>
      ${this.score ? this.comment() : nothing}
      <p class="error" role="alert">${this.trouble}</p>
      ${this.away()}
    </form>`;
  }

  private choice(one: number): TemplateResult {
    const choose = () => void (this.score = one);
    return html`<label class="score"
      ><input
        type="radio"
        name="score"
        value=${one}
        data-testid="rating-${one}"
        .checked=${this.score === one}
        @change=${choose}
      /><span aria-hidden="true">${one}</span><span class="unseen">${t(`rating.score_${one}`)}</span></label
    >`;
  }

  private comment(): TemplateResult {
    return html`<label class="given"
        >${t("rating.comment")}<textarea
          name="comment"
          rows="2"
          dir="auto"
          maxlength=${LONGEST}
          data-testid="rating-comment"
          .value=${this.ask.comment ?? ""}
        ></textarea>
      </label>
      <button class="button" type="submit" data-testid="rating-send" ?disabled=${this.busy}>
        ${t("rating.send")}
      </button>`;
  }

  private away(): TemplateResult {
    return html`<button class="act" type="button" data-testid="rating-away" @click=${this.leave}>
      ${t("rating.away")}
    </button>`;
  }

  private async send(): Promise<void> {
    if (this.busy || !this.score) return;
    const comment = this.querySelector("textarea")?.value.trim() ?? "";
    [this.busy, this.trouble] = [true, ""];
    try {
      await this.rate(this.score, comment);
      this.changing = false;
      announce(t("rating.thanks", { score: this.score }));
    } catch (error) {
      this.trouble = explain(codeOf(error));
    } finally {
      this.busy = false;
    }
  }
}

export const rating = defined("duo-rating", Rating);
