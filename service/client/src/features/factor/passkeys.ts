/** Passkeys of the account: those there are, one more, another name, and away with one. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Passkey } from "../../protocol/generated.ts";
import { short } from "../../text/time.ts";
import { announce } from "../../ui/announce.ts";
import { icon } from "../../ui/icons.ts";
import { codesShown } from "./codes.ts";
import { make } from "./device.ts";
import { passkeys } from "./doors.ts";
import { hasPasskeys } from "./possible.ts";
import { Proving } from "./proving.ts";
import { speakFactor } from "./words.ts";

/** What is being done: to the passkey of this id; "": one is added. */
interface Doing {
  what: "add" | "rename" | "remove";
  id: string;
}

class Passkeys extends Proving {
  static override properties = {
    ...Proving.properties,
    all: { state: true },
    doing: { state: true },
    codes: { state: true },
  };

  /** Null before the service has told them. */
  all: readonly Passkey[] | null = null;
  doing: Doing | null = null;
  /** Recovery codes that are shown this once. */
  codes: readonly string[] | null = null;
  /** On a page of its own, not in a dialog. */
  whole = false;
  /** Told that one came or went: other sessions are over. */
  changed: () => void = () => {};
  protected override secretName = "passkey";

  override connectedCallback() {
    super.connectedCallback();
    void this.tried(() => speakFactor().then(() => this.load()));
  }

  async load(): Promise<void> {
    [this.all] = await Promise.all([passkeys.show(), this.learn()]);
  }

  override render() {
    if (!this.all) return html`<p class="error" role="alert">${this.trouble}</p>`;
    const title = t("passkey.title");
    return html`${this.whole ? html`<h2 tabindex="-1">${title}</h2>` : html`<h3 tabindex="-1">${title}</h3>`}
    ${this.codes ? codesShown(this.codes, this.kept) : this.shown(this.all)}`;
  }

  private shown(all: readonly Passkey[]): TemplateResult {
    const here = hasPasskeys;
    const adding = this.doing?.what === "add";
    return html`<p class="hint">${t(here ? "passkey.what" : "passkey.nowhere")}</p>
      <ul class="words-list" data-testid="passkeys">
        ${all.map((one) => this.item(one))}
      </ul>
      ${adding ? this.form() : nothing}
      <button
        class="button quiet"
        type="button"
        data-testid="passkey-add"
        ?hidden=${!here || adding}
        @click=${() => this.begin("add")}
      >
        ${t("passkey.add")}
      </button>
      <p class="error" role="alert" data-testid="passkey-error">${this.trouble}</p>`;
  }

  private item(one: Passkey): TemplateResult {
    const { id, name, site, created_at: made, last_used_at: used } = one;
    const told = used ? t("account.used", { when: short(used) }) : t("passkey.unused");
    return html`<li class="word" data-testid="passkey">
      <span class="word-what"
        ><bdi class="word-source">${name}</bdi
        ><span class="hint"
          ><bdi>${site}</bdi> · ${t("passkey.made", { when: short(made) })} · ${told}</span
        ></span
      >
      ${this.opener("rename", one)} ${this.opener("remove", one)}
      ${this.doing?.id === id ? this.form(name) : nothing}
    </li>`;
  }

  private opener(what: "rename" | "remove", { id, name }: Passkey): TemplateResult {
    const label = t(`passkey.${what}`, { name });
    return html`<button
      class="round"
      type="button"
      data-testid="passkey-${what}"
      aria-label=${label}
      title=${label}
      @click=${() => this.begin(what, id)}
    >
      ${icon(what === "rename" ? "pencil" : "close")}
    </button>`;
  }

  /** @param name What it is called now. */
  private form(name = ""): TemplateResult {
    const what = this.doing?.what;
    const submitted = (event: Event) => (event.preventDefault(), void this.submitted());
    return html`<form class="form" novalidate @input=${this.corrected} @submit=${submitted}>
      ${what === "remove" ? nothing : this.named(name)} ${what === "rename" ? nothing : this.proofs()}
      <div class="acts">
        <button
          class="button ${what === "remove" ? "danger" : ""}"
          type="submit"
          data-testid="passkey-go"
          aria-busy=${String(this.busy)}
        >
          ${t(`passkey.do_${what ?? "add"}`)}
        </button>
        <button class="button quiet" type="button" data-testid="passkey-cancel" @click=${this.stop}>
          ${t("factor.cancel")}
        </button>
      </div>
    </form>`;
  }

  private named(name: string): TemplateResult {
    const about = {
      name: "name",
      id: "passkey-name",
      label: t("passkey.name"),
      hint: t("passkey.name_hint"),
    };
    return this.field(
      about,
      (ties) =>
        html`<input
          id=${ties.id}
          aria-describedby=${ties.about}
          aria-invalid=${ties.invalid}
          name="name"
          data-testid="passkey-name"
          autocomplete="off"
          maxlength="100"
          dir="auto"
          .value=${name}
        />`,
    );
  }

  private begin(what: Doing["what"], id = ""): void {
    this.doing = { what, id };
    this.wrong = {};
    this.trouble = "";
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(".form input, .form button")?.focus(),
    );
  }

  private readonly stop = () => void this.over();

  private readonly kept = () => {
    this.codes = null;
    this.changed();
  };

  private async submitted(): Promise<void> {
    const { what, id } = this.doing ?? { what: "add", id: "" };
    const proof = this.needed;
    const asked = { add: ["name", ...proof], rename: ["name"], remove: proof }[what];
    if (this.lacks(...asked)) return;
    const work = { add: () => this.add(), rename: () => this.rename(id), remove: () => this.drop(id) }[what];
    if (!(await this.done(work))) return;
    await this.over();
    announce(t(`passkey.did_${what}`));
    if (what !== "rename" && !this.codes) this.changed();
  }

  private async add(): Promise<void> {
    const name = this.control("name").value.trim();
    const asked = await passkeys.ask(await this.proof());
    const made = await passkeys.add({ name, ...(await make(asked)) });
    if (made.codes.length) this.codes = made.codes;
  }

  private async rename(id: string): Promise<void> {
    await passkeys.rename(id, this.control("name").value.trim());
  }

  private async drop(id: string): Promise<void> {
    await passkeys.remove(id, await this.proof());
  }

  /** As it stands now, told from its beginning to who hears the page. */
  private async over(): Promise<void> {
    this.doing = null;
    this.wrong = {};
    await this.tried(() => this.load());
    await this.updateComplete;
    this.querySelector<HTMLElement>("h2, h3")?.focus();
  }
}

customElements.define("duo-passkeys", Passkeys);
