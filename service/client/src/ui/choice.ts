/** A row of radio buttons that look like one switch. */

import { html, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";

/** Told the name of what was chosen, and its value. */
export type Choose = (changes: Record<string, string>) => void;

interface Choice {
  /** Its words are `settings.NAME`, and `settings.NAME_VALUE` of each value. */
  name: string;
  testid: string;
  values: string[];
  chosen: string;
}

export function choice({ name, testid, values, chosen }: Choice, choose: Choose): TemplateResult {
  const option = (value: string) =>
    html`<label class="option" data-value=${value}>
      <input
        type="radio"
        name="settings-${name}"
        value=${value}
        data-testid="${testid}-${value}"
        .checked=${value === chosen}
        @change=${() => choose({ [name]: value })}
      />
      <span>${t(`settings.${name}_${value}`)}</span>
    </label>`;
  return html`<fieldset class="choice" data-testid=${testid}>
    <legend>${t(`settings.${name}`)}</legend>
    <div class="options">${values.map(option)}</div>
  </fieldset>`;
}
