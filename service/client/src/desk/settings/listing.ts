/** Base of a page of settings that is a list: each thing in it can be added, changed and taken away. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { codeOf, detailsOf } from "../../protocol/http.ts";
import { Latest } from "../../state/moments.ts";
import { announce } from "../../ui/announce.ts";
import { Attempt } from "../../ui/attempt.ts";

/** How the service is asked. Each rejects where it is refused. */
export interface Doors<One> {
  all(): Promise<readonly One[]>;
  add(wanted: object): Promise<One>;
  /** None: they are taken away and made anew. */
  readonly change?: (id: string, wanted: object) => Promise<One>;
  remove(id: string): Promise<unknown>;
}

/** Reads the fields of the form. */
export type Read = (name: string) => string;

export abstract class Listing<One extends { readonly id: string }> extends Attempt {
  static override properties = {
    ...Attempt.properties,
    organisation: { attribute: false },
    known: { state: true },
    editing: { state: true },
    removing: { state: true },
  };

  organisation!: string;
  protected known: readonly One[] | null = null;
  /** Whose form is open; "new": that of one which is to be made. */
  protected editing = "";
  private removing = "";
  private readonly asking = new Latest();

  /** Keys of its words: what adds one, that there are none, and what becomes of what hangs on one that goes. */
  protected abstract readonly words: { readonly adds: string; readonly none: string; readonly goes?: string };
  protected abstract get doors(): Doors<One>;
  protected abstract called(one: One): string;
  /** What is shown of one besides its name. */
  protected abstract shown(one: One): TemplateResult | typeof nothing;
  /** What the form has: of one that is there, or of a new one. */
  protected abstract fields(one: One | null): TemplateResult;
  protected abstract wanted(read: Read, one: One | null): object;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("organisation")) void this.load();
  }

  override render(): TemplateResult {
    const { known } = this;
    return html`<p class="error" role="alert" data-testid="settings-problem">${this.trouble}</p>
      ${known ? this.list(known) : this.instead()}`;
  }

  protected async load(): Promise<void> {
    this.known = null;
    const counts = this.asking.ask();
    await this.tried(async () => {
      const known = await this.doors.all();
      if (counts()) this.known = known;
    });
  }

  /** Open the form of one. */
  protected async begin({ id }: One): Promise<void> {
    this.editing = id;
    await this.updateComplete;
    this.querySelector<HTMLElement>("form input, form textarea")?.focus();
  }

  /** One of them has changed, or is new. */
  protected put(one: One): void {
    const before = this.known ?? [];
    const there = before.some(({ id }) => id === one.id);
    this.known = there ? before.map((other) => (other.id === one.id ? one : other)) : [...before, one];
  }

  private instead(): TemplateResult {
    if (!this.trouble) return html`<p role="status">${t("state.loading")}</p>`;
    return html`<button class="button quiet" type="button" @click=${() => void this.load()}>
      ${t("bubble.try_again")}
    </button>`;
  }

  private list(known: readonly One[]): TemplateResult {
    const open = () => {
      this.editing = "new";
      void this.updateComplete.then(() => this.querySelector<HTMLElement>("form input")?.focus());
    };
    const add = html`<button class="button" type="button" data-testid="settings-new" @click=${open}>
      ${t(this.words.adds)}
    </button>`;
    return html`${known.length ? nothing : html`<p class="hint">${t(this.words.none)}</p>`}
      <ul class="settings-list">
        ${known.map((one) => html`<li>${this.item(one)}</li>`)}
      </ul>
      ${this.editing === "new" ? this.form(null) : add}`;
  }

  private item(one: One): TemplateResult {
    if (this.editing === one.id) return this.form(one);
    const edit = () => void this.begin(one);
    const editing = html`<button class="link" type="button" data-testid="settings-edit" @click=${edit}>
      ${t("channel.edit")}
    </button>`;
    return html`<article class="channel" data-testid="settings-item" aria-label=${this.called(one)}>
      <h3><bdi>${this.called(one)}</bdi></h3>
      ${this.shown(one)}
      <div class="channel-acts"> ${this.doors.change ? editing : nothing} ${this.removal(one)} </div>
    </article>`;
  }

  private removal({ id }: One): TemplateResult {
    const ask = () => void (this.removing = id);
    const remove = () => void this.takeAway(id);
    return this.removing === id
      ? html`<button class="link bad" type="button" data-testid="settings-remove-sure" @click=${remove}>
            ${t("settings.remove_sure")}
          </button>
          ${this.words.goes ? html`<p class="hint">${t(this.words.goes)}</p>` : nothing}`
      : html`<button class="link" type="button" data-testid="settings-remove" @click=${ask}>
          ${t("channel.remove")}
        </button>`;
  }

  private form(one: One | null): TemplateResult {
    const submitted = (event: Event) => {
      event.preventDefault();
      void this.save(event.target as HTMLFormElement, one);
    };
    const leave = () => void (this.editing = "");
    return html`<form class="form channel" data-testid="settings-form" @submit=${submitted}>
      ${this.fields(one)}
      <div class="channel-acts">
        <button class="button" type="submit" data-testid="settings-save" ?disabled=${this.busy}>
          ${t("channel.save")}
        </button>
        <button class="button quiet" type="button" @click=${leave}>${t("channel.cancel")}</button>
      </div>
    </form>`;
  }

  private async save(form: HTMLFormElement, one: One | null): Promise<void> {
    const read = reader(form);
    const saved = await this.done(async () => {
      const wanted = this.wanted(read, one);
      const { doors } = this;
      this.put(await (one && doors.change ? doors.change(one.id, wanted) : doors.add(wanted)));
    });
    if (!saved) return;
    this.editing = "";
    announce(t("channel.saved"));
  }

  private async takeAway(id: string): Promise<void> {
    const gone = await this.done(() => this.doors.remove(id));
    if (gone) this.known = this.known?.filter((one) => one.id !== id) ?? null;
  }

  protected override refused(error: unknown): void {
    this.trouble = why(this, error);
  }
}

/** Reads a form as it is now; of a name that has several values, all of them, one a line. */
export function reader(form: HTMLFormElement): Read {
  const data = new FormData(form);
  return (name) =>
    data
      .getAll(name)
      .filter((one) => typeof one === "string")
      .join("\n")
      .trim();
}

/** Why it was refused: by the label of the field, where it is one's. */
export function why(form: HTMLElement, error: unknown): string {
  const field = String(detailsOf(error)["field"] ?? "");
  if (codeOf(error) !== "invalid_input" || !field) return explain(codeOf(error));
  const label = form.querySelector(`label[for="settings-${CSS.escape(field)}"]`)?.textContent?.trim();
  return t("settings.field", { field: label || field });
}

/** A labelled field of a form; `name` is also its id. */
export function labelled(name: string, label: string, control: TemplateResult, hint = ""): TemplateResult {
  return html`<div class="labelled">
    <label for="settings-${name}">${label}</label>
    ${control} ${hint ? html`<p class="hint" id="settings-${name}-hint">${hint}</p>` : nothing}
  </div>`;
}

/** A line of text. */
export function textField(
  name: string,
  label: string,
  value: string,
  more: { type?: string; hint?: string } = {},
) {
  const { type = "text", hint = "" } = more;
  return labelled(
    name,
    label,
    html`<input
      type=${type}
      id="settings-${name}"
      name=${name}
      dir="auto"
      aria-describedby=${hint ? `settings-${name}-hint` : nothing}
      data-testid="settings-${name}"
      .value=${value}
    />`,
    hint,
  );
}

/** One of several, several of several: by a checkbox each. */
export function ticks(
  name: string,
  legend: string,
  options: readonly (readonly [string, string])[],
  chosen: readonly string[],
): TemplateResult {
  return html`<fieldset class="settings-ticks">
    <legend>${legend}</legend>
    ${options.map(
      ([value, says]) =>
        html`<label class="consent"
          ><input type="checkbox" name=${name} value=${value} .checked=${chosen.includes(value)} /><bdi
            >${says}</bdi
          ></label
        >`,
    )}
  </fieldset>`;
}

/** Words by comma or line. */
export function several(text: string): string[] {
  return text
    .split(/[,\n]+/u)
    .map((one) => one.trim())
    .filter(Boolean);
}
