/** For owners: how large and how many files of their organisation may be. Stricter than the installation, at most. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, region, t } from "../../i18n/i18n.ts";
import type { Organisation } from "../../protocol/generated.ts";
import { api, codeOf, detailsOf } from "../../protocol/http.ts";
import { announce } from "../../ui/announce.ts";
import { Form } from "../../ui/form.ts";

/** The most that each may be, as in service/identity/configuration.py. */
const MOST = { file_mb: 100_000, files_mb: 1_000_000_000, files_count: 1_000_000_000 } as const;

type Name = keyof typeof MOST;

const NAMES = Object.keys(MOST) as Name[];

class FileLimits extends Form {
  static override properties = { ...Form.properties, isSaved: { state: true } };

  organisation!: Organisation;
  isSaved = false;

  override render() {
    const good = html`<span class="good" data-testid="limits-saved">${t("limits.saved")}</span>`;
    return html`<h3>${t("limits.title")}</h3>
      <form class="form" novalidate @input=${this.typed} @submit=${this.submitted}>
        <p class="hint">${t("limits.hint")}</p>
        ${NAMES.map((name) => this.limit(name))}
        <p class="error" role="alert" data-testid="limits-error"
          >${this.trouble || (this.isSaved ? good : nothing)}</p
        >
        <button class="button quiet" type="submit" data-testid="limits-save" aria-busy=${String(this.busy)}>
          ${t("limits.save")}
        </button>
      </form>`;
  }

  private limit(name: Name): TemplateResult {
    return this.field(
      { name, id: `limits-${name}`, label: t(`limits.${name}`) },
      (ties) =>
        html`<input
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name=${name}
          data-testid=${ties.id}
          inputmode="numeric"
          autocomplete="off"
          maxlength="12"
          .defaultValue=${String(this.organisation[name] ?? "")}
        />`,
    );
  }

  private typed(event: Event): void {
    this.isSaved = false;
    this.corrected(event);
  }

  private async submitted(event: Event): Promise<void> {
    event.preventDefault();
    this.isSaved = false;
    const asked = Object.fromEntries(NAMES.map((name) => [name, amount(this.control(name).value)]));
    const wrong = NAMES.filter((name) => !isLawful(asked[name], MOST[name]));
    for (const name of wrong.reverse()) this.refuse(name, this.range(name));
    if (wrong.length) return;
    const save = async () => (this.organisation = await api.configure(this.organisation.id, asked));
    if (!(await this.done(save))) return;
    this.isSaved = true;
    announce(t("limits.saved"));
  }

  private range(name: Name): string {
    return t("limits.range", { most: new Intl.NumberFormat(region()).format(MOST[name]) });
  }

  protected override refused(error: unknown): void {
    const field = String(detailsOf(error)["field"] ?? "");
    const name = NAMES.find((one) => one === field);
    if (codeOf(error) === "invalid_input" && name) this.refuse(name, this.range(name));
    else this.trouble = explain(codeOf(error));
  }
}

/** @returns What was written as a number; null: nothing was, and the installation's holds. NaN: it is none. */
export function amount(written: string): number | null {
  const plain = written.trim();
  return plain ? (/^\d+$/u.test(plain) ? Number(plain) : NaN) : null;
}

function isLawful(value: number | null | undefined, most: number): boolean {
  return value === null || (value !== undefined && value >= 1 && value <= most);
}

customElements.define("duo-file-limits", FileLimits);
