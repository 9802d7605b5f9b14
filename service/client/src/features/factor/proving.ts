/** Forms in which somebody proves who they are: the password where they have one, a second factor where there is one. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import type { Proof, SecondFactor, WaysIn } from "../../protocol/generated.ts";
import { codeOf } from "../../protocol/http.ts";
import { Secrets } from "../settings/secrets.ts";
import { codeInput } from "./code-field.ts";
import { sign } from "./device.ts";
import { factor, passkeys } from "./doors.ts";
import { hasPasskeys } from "./possible.ts";

export class Proving extends Secrets {
  protected stands: SecondFactor | null = null;
  protected ways: WaysIn | null = null;
  /** The password's field. */
  protected secretName = "proof";

  /** What I am proven with. */
  protected async learn(): Promise<void> {
    [this.stands, this.ways] = await Promise.all([factor.show(), factor.ways()]);
  }

  /** Names of the fields that have to be filled in. */
  protected get needed(): string[] {
    return this.ways?.password ? [this.secretName] : [];
  }

  protected proofs(): TemplateResult {
    const [name, label] = [this.secretName, t("welcome.password")];
    const password = this.ways?.password
      ? this.secret({ name, label, autocomplete: "current-password" })
      : nothing;
    if (!this.stands?.on && !this.stands?.passkeys) return html`${password}`;
    const about = { name: "code", id: `${name}-code`, label: t("factor.code"), hint: t("passkey.code_hint") };
    return html`${password} ${this.field(about, (ties) => codeInput(ties))}`;
  }

  /** A code where one was typed; else a passkey signs, where one of them can. */
  protected async proof(): Promise<Partial<Proof> & { password: string }> {
    const password = this.control(this.secretName)?.value ?? "";
    const code = this.control("code")?.value.trim();
    if (code) return { password, code };
    if (!this.stands?.passkeys || !hasPasskeys) return { password };
    return { password, passkey: await sign(await passkeys.challenge()) };
  }

  protected override refused(error: unknown): void {
    const code = codeOf(error);
    if (this.control(this.secretName) && this.isNotMine(error, this.secretName)) return;
    const needs = code === "wrong_code" || code === "second_factor_needed";
    if (needs && this.control("code")) this.refuse("code", explain(code));
    else super.refused(error);
  }
}
