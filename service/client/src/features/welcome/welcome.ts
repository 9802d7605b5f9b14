/** Sign up and sign in: one page, and a picture of what it is for. */

import { api, codeOf, detailsOf } from "../../protocol/http.ts";
import { announce } from "../../ui/announce.ts";
import { fill, h, set } from "../../ui/dom.ts";
import { direction, explain, explainField, locale, speak, t } from "../../i18n/i18n.ts";
import { mark } from "../../ui/icons.ts";
import { lastLanguage } from "../../state/keep.ts";
import { field } from "../../ui/field.ts";
import { languageSelect } from "../../ui/language-select.ts";
import type { Me } from "../../protocol/types.ts";
import type { Languages, SignedIn } from "../../protocol/generated.ts";
import type { Field } from "../../ui/field.ts";
import type { LanguageSelect } from "../../ui/language-select.ts";

/** The same line in each interface language, for the picture. */
const SAMPLE: Record<string, string> = {
  en: "Shall we say six, at the old bridge?",
  pt: "Às seis, na ponte velha?",
  es: "¿Quedamos a las seis, en el puente viejo?",
  fr: "On dit six heures, au vieux pont ?",
  de: "Um sechs, an der alten Brücke?",
  it: "Alle sei, al vecchio ponte?",
  nl: "Om zes uur, bij de oude brug?",
  ar: "نلتقي في السادسة عند الجسر القديم؟",
};
const ANSWER: Record<string, string> = {
  en: "Perfect. I’ll bring the coffee.",
  pt: "Perfeito. Eu levo o café.",
  es: "Perfecto. Yo llevo el café.",
  fr: "Parfait. J’apporte le café.",
  de: "Perfekt. Ich bringe Kaffee mit.",
  it: "Perfetto. Porto io il caffè.",
  nl: "Perfect. Ik neem koffie mee.",
  ar: "ممتاز. سأحضر القهوة.",
};
/** Which field an error belongs to, where the service does not name one. */
const FIELD_OF: Record<string, string> = {
  handle_taken: "handle",
  handle_reserved: "handle",
  wrong_password: "password",
};

class Welcome extends HTMLElement {
  mode!: "in" | "up";
  service: Languages | null = null;
  trouble!: HTMLElement;
  submit!: HTMLButtonElement;
  fields: Record<string, Field> = {};
  language: LanguageSelect | null = null;
  entered!: (me: Me) => void;
  /** A sentence shown above the form. */
  notice: string = "";
  /** What was typed stays when the mode or the interface's language changes. */
  typed: Record<string, string> = { handle: "", name: "", password: "" };
  tongue: string | null = null;

  connectedCallback() {
    this.mode ??= lastLanguage.read() ? "in" : "up";
    this.build();
    api.languages().then(
      (service) => this.language?.offer((this.service = service)),
      () => {},
    );
  }

  build() {
    const up = this.mode === "up";
    const main = h(
      "main",
      { class: "enter" },
      h("h1", {}, up ? t("welcome.up_title") : t("welcome.in_title")),
    );
    if (this.notice) main.append(h("p", { class: "notice", role: "status" }, this.notice));
    main.append(this.form(up), this.other(up));
    fill(this, this.picture(), main);
  }

  /** The fields of the page. */
  form(up: boolean) {
    this.trouble = h("p", { class: "error", role: "alert", testid: "form-error" });
    this.submit = h(
      "button",
      { class: "button wide", type: "submit", testid: "submit" },
      up ? t("welcome.up") : t("welcome.in"),
    );
    this.fields = {
      handle: field({
        id: "handle",
        label: t("welcome.handle"),
        hint: up ? t("welcome.handle_hint") : "",
        control: this.text("handle", "username"),
      }),
      ...(up
        ? { name: field({ id: "name", label: t("welcome.name"), control: this.text("name", "name") }) }
        : {}),
      password: field({
        id: "password",
        label: t("welcome.password"),
        hint: up ? t("welcome.password_hint") : "",
        control: this.text("password", up ? "new-password" : "current-password"),
      }),
      ...(up
        ? {
            language: field({
              id: "language",
              label: t("welcome.language"),
              hint: t("welcome.language_hint"),
              control: this.select(),
            }),
          }
        : {}),
    };
    return h(
      "form",
      {
        class: "form",
        testid: up ? "signup-form" : "signin-form",
        novalidate: true,
        on: { submit: (event: Event) => this.submitted(event) },
      },
      ...Object.values(this.fields),
      this.trouble,
      this.submit,
    );
  }

  text(name: string, autocomplete: string) {
    return h("input", {
      name,
      type: name === "password" ? "password" : "text",
      testid: `field-${name}`,
      autocomplete,
      required: true,
      maxlength: name === "handle" ? 33 : 256,
      dir: name === "name" ? "auto" : "ltr",
      ...(name === "handle" ? { autocapitalize: "none", spellcheck: "false" } : {}),
      value: this.typed[name],
      on: { input: ({ target }: { target: HTMLInputElement }) => (this.typed[name] = target.value) },
    });
  }

  select() {
    this.language = languageSelect({
      id: "language",
      value: this.tongue ?? lastLanguage.read(),
      on: { change: () => this.chose() },
    });
    const select = this.language;
    if (this.service) select.offer(this.service);
    return select;
  }

  /** My language is also the interface's, where it speaks it. */
  async chose() {
    this.tongue = this.language?.value ?? null;
    await speak([this.tongue, ...navigator.languages]);
    this.build();
    this.querySelector("select")?.focus();
  }

  other(up: boolean) {
    const change = () => {
      this.mode = up ? "in" : "up";
      this.notice = "";
      this.build();
      this.querySelector("input")?.focus();
    };
    return h(
      "p",
      { class: "other" },
      up ? t("welcome.have") : t("welcome.have_not"),
      " ",
      h(
        "button",
        { class: "link", type: "button", testid: up ? "to-signin" : "to-signup", on: { click: change } },
        up ? t("welcome.in") : t("welcome.up"),
      ),
    );
  }

  async submitted(event: Event) {
    event.preventDefault();
    for (const one of Object.values(this.fields)) one.fail("");
    fill(this.trouble);
    const missing = Object.keys(this.fields).find((name) => name !== "language" && !this.typed[name]?.trim());
    if (missing) return this.refuse(missing, t("error.missing"));
    set(this.submit, { "aria-busy": "true" });
    try {
      this.done(await this.send());
    } catch (error) {
      this.failed(error);
    } finally {
      set(this.submit, { "aria-busy": null });
    }
  }

  send() {
    const { handle: typed = "", name = "", password = "" } = this.typed;
    const handle = typed.trim().replace(/^@/, "").toLowerCase();
    if (this.mode === "in") return api.signIn(handle, password);
    return api.signUp({ handle, name: name.trim(), password, language: this.language?.value ?? "en" });
  }

  done({ person }: SignedIn) {
    this.entered(person);
  }

  failed(error: unknown) {
    const [code, details] = [codeOf(error), detailsOf(error)];
    const name = String(details.field ?? FIELD_OF[code]);
    if (this.fields[name])
      return this.refuse(name, code === "invalid_input" ? explainField(name, details) : explain(code));
    fill(this.trouble, explain(code));
  }

  refuse(name: string, text: string) {
    this.fields[name]?.fail(text);
    (this.querySelector(`[name=${name}]`) as HTMLElement).focus();
    announce(text);
  }

  /** Two people, two languages: the reader's in front. */
  picture() {
    const mine = locale();
    const theirs = mine === "pt" ? "en" : "pt";
    const half = (kind: string, tag: string, text = "") =>
      h("span", { class: kind, lang: tag, dir: direction(tag) }, text);
    return h(
      "aside",
      { class: "picture", "aria-label": "Duologue" },
      h("p", { class: "brand" }, mark(), h("span", {}, "Duologue")),
      h("p", { class: "tagline" }, h("span", {}, t("tagline.write")), " ", h("span", {}, t("tagline.read"))),
      h(
        "div",
        { class: "scene", "aria-hidden": "true" },
        h(
          "div",
          { class: "pair theirs" },
          half("half-front", mine, SAMPLE[mine]),
          half("half-behind", theirs, SAMPLE[theirs]),
        ),
        h(
          "div",
          { class: "pair mine" },
          half("half-front", mine, ANSWER[mine]),
          half("half-behind", theirs, ANSWER[theirs]),
        ),
      ),
    );
  }
}

customElements.define("duo-welcome", Welcome);

export function welcome(props: { entered: (me: Me) => void; notice?: string }): Welcome {
  return Object.assign(document.createElement("duo-welcome") as Welcome, props);
}
