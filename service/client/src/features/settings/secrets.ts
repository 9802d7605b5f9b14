/** A form of passwords. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import { codeOf } from "../../protocol/http.ts";
import { Form } from "../../ui/form.ts";

interface Secret {
  name: string;
  label: string;
  hint?: string;
  autocomplete: "current-password" | "new-password";
}

export class Secrets extends Form {
  protected secret({ name, label, hint = "", autocomplete }: Secret): TemplateResult {
    const id = `account-${name}`;
    return this.field(
      { name, id, label, hint },
      (ties) =>
        html`<input
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          type="password"
          name=${name}
          data-testid=${id}
          autocomplete=${autocomplete}
          dir="ltr"
          maxlength="256"
        />`,
    );
  }

  /** Say so of the first of these that is empty. @returns Whether one was. */
  protected lacks(...names: string[]): boolean {
    const empty = names.find((name) => !this.control(name).value);
    if (empty) this.refuse(empty, t("error.missing"));
    return empty !== undefined;
  }

  /** @param mine Name of the field of my password, as it is. */
  protected isNotMine(error: unknown, mine: string): boolean {
    if (codeOf(error) !== "wrong_password") return false;
    this.refuse(mine, t("account.not_yours"));
    return true;
  }
}
