/** The second step of signing in: a code. Fetched when it is asked for. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Form } from "../../ui/form.ts";
import { codeInput } from "./code-field.ts";
import { speakFactor } from "./words.ts";

/** The form that it stands in. What was typed in the first step goes along. */
interface Around extends Form {
  step: Step | null;
  submitted(event: Event): Promise<void>;
  /** Of "code" and "passkey": what the account is proven with. */
  ways: readonly string[];
  passkey(): Promise<void>;
}

export type Step = (around: Around) => TemplateResult;

/** @returns What draws it. */
export async function secondStep(): Promise<Step> {
  await speakFactor();
  return drawn;
}

function drawn(host: Around): TemplateResult {
  const back = () => {
    host.step = null;
    host.wrong = {};
    host.trouble = "";
    void host.updateComplete.then(() => host.querySelector<HTMLElement>('[name="password"]')?.focus());
  };
  const hint = host.ways.includes("code") ? "factor.code_hint" : "factor.recovery_hint";
  const about = { name: "code", id: "code", label: t("factor.code"), hint: t(hint) };
  return html`<main class="enter">
    <h1>${t("factor.in_title")}</h1>
    <form
      class="form"
      data-testid="code-form"
      novalidate
      @input=${host.corrected.bind(host)}
      @submit=${host.submitted.bind(host)}
    >
      ${host.field(about, (ties) => codeInput(ties))}
      <p class="error" role="alert" data-testid="form-error">${host.trouble}</p>
      <button class="button wide" type="submit" data-testid="submit" aria-busy=${String(host.busy)}>
        ${t("welcome.in")}
      </button>
    </form>
    ${host.ways.includes("passkey") ? otherWay(host) : nothing}
    <p class="other">
      <button class="link" type="button" data-testid="code-back" @click=${back}>${t("factor.back")}</button>
    </p>
  </main>`;
}

function otherWay(host: Around): TemplateResult {
  return html`<button
    class="button quiet wide"
    type="button"
    data-testid="code-passkey"
    @click=${() => host.passkey()}
  >
    ${t("welcome.passkey")}
  </button>`;
}
