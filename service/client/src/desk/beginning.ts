/** Before there is an organisation: it is called something, and then there is one. */

import { html, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { Attempt } from "../ui/attempt.ts";
import { defined } from "../ui/element.ts";
import { mark } from "../ui/icons.ts";

export class Beginning extends Attempt {
  /** Make it. Rejects where it is refused. */
  found!: (name: string) => Promise<void>;

  override render(): TemplateResult {
    const submitted = (event: Event) => {
      event.preventDefault();
      const name = this.querySelector("input")?.value.trim() ?? "";
      if (name) void this.done(() => this.found(name));
    };
    return html`<main class="state whole">
      ${mark()}
      <h1>${t("desk.begin_title")}</h1>
      <p>${t("desk.begin")}</p>
      <form class="form" data-testid="desk-begin" @submit=${submitted}>
        <div class="labelled">
          <label for="organisation">${t("desk.organisation")}</label>
          <input
            id="organisation"
            name="name"
            type="text"
            dir="auto"
            maxlength="64"
            autocomplete="organization"
            required
          />
        </div>
        <p class="error" role="alert">${this.trouble}</p>
        <button class="button wide" type="submit" ?disabled=${this.busy}>${t("desk.begin_do")}</button>
      </form>
      <a class="link" href="/">${t("list.title")}</a>
    </main>`;
  }
}

export const beginning = defined("duo-beginning", Beginning);
