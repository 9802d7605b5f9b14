/** Who comes by an invitation: joins a business, and then answers for it. */

import { html, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { Attempt } from "../ui/attempt.ts";
import { defined } from "../ui/element.ts";
import { mark } from "../ui/icons.ts";

const PLACE = /^#\/join\/([\w-]+)$/;

/** @returns The token in an address; null: it is none of an invitation. */
export function invited(hash: string): string | null {
  return PLACE.exec(hash)?.[1] ?? null;
}

/** @returns What is passed on. What stands after # goes to no server before somebody joins. */
export function linkOf(origin: string, token: string): string {
  return `${origin}/desk#/join/${token}`;
}

export class Joining extends Attempt {
  /** Accept it. Rejects where it is refused. */
  join!: () => Promise<void>;
  /** Go on without. */
  leave!: () => void;

  override render(): TemplateResult {
    return html`<main class="state whole">
      ${mark()}
      <h1>${t("join.title")}</h1>
      <p>${t("join.about")}</p>
      <p class="error" role="alert" data-testid="join-problem">${this.trouble}</p>
      <button
        class="button wide"
        type="button"
        data-testid="join"
        ?disabled=${this.busy}
        @click=${() => void this.done(() => this.join())}
      >
        ${t("join.do")}
      </button>
      <button class="link" type="button" data-testid="join-leave" @click=${() => this.leave()}>
        ${t("join.leave")}
      </button>
    </main>`;
  }
}

export const joining = defined("duo-joining", Joining);
