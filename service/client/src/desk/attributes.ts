/** What agents have noted of a customer, by name. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/i18n.ts";
import { icon } from "../ui/icons.ts";

const LONGEST_NAME = 40;
const LONGEST = 500;

export function attributes(
  known: Readonly<Record<string, string>>,
  change: (changes: Record<string, string | null>) => Promise<boolean>,
  busy: boolean,
): TemplateResult {
  const submitted = async (event: Event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const read = (name: string) => (form.elements.namedItem(name) as HTMLInputElement).value.trim();
    if (read("name") && read("text") && (await change({ [read("name")]: read("text") }))) form.reset();
  };
  const rows = Object.entries(known).map(([name, text]) =>
    row(name, text, () => void change({ [name]: null })),
  );
  return html`<section>
    <h3>${t("card.attributes")}</h3>
    ${rows.length ? html`<dl class="desk-facts">${rows}</dl>` : nothing}
    <form class="desk-attribute" @submit=${submitted}>
      ${field("name", t("card.attribute_name"), LONGEST_NAME)}
      ${field("text", t("card.attribute_text"), LONGEST)}
      <button class="button quiet" type="submit" data-testid="attribute-add" ?disabled=${busy}>
        ${t("card.attribute_add")}
      </button>
    </form>
  </section>`;
}

function row(name: string, text: string, remove: () => void): TemplateResult {
  const label = t("card.attribute_remove", { name });
  return html`<div>
    <dt><bdi>${name}</bdi></dt>
    <dd dir="auto">
      ${text}<button class="round" type="button" aria-label=${label} title=${label} @click=${remove}
        >${icon("bin")}</button
      >
    </dd>
  </div>`;
}

function field(name: string, label: string, longest: number): TemplateResult {
  return html`<input
    type="text"
    name=${name}
    dir="auto"
    maxlength=${longest}
    aria-label=${label}
    placeholder=${label}
    data-testid="attribute-${name}"
  />`;
}
