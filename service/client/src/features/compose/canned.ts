/** In the settings: answers that I keep, and whether what I answer is remembered. */

import { announce } from "../../ui/announce.ts";
import { api, codeOf, detailsOf } from "../../protocol/http.ts";
import { keepAnswers } from "../../state/canned.ts";
import { fill, h, set } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { nativeName } from "../../i18n/languages.ts";
import { field } from "../../ui/field.ts";
import { languageSelect } from "../../ui/language-select.ts";
import type { Session } from "../../state/session.ts";
import type { CannedAnswer, CannedAnswers } from "../../protocol/generated.ts";

export function cannedSettings(session: Session): HTMLElement {
  const list = h("div", { testid: "canned-list", "aria-busy": "true" });
  const load = async () => {
    try {
      const answers = await api.canned();
      keepAnswers(session, answers);
      show(answers);
    } catch (error) {
      fill(list, h("p", { class: "error", role: "alert" }, explain(codeOf(error))));
    }
    set(list, { "aria-busy": null });
  };
  const show = ({ mine }: CannedAnswers): void =>
    fill(
      list,
      mine.length
        ? h(
            "ul",
            { class: "words-list" },
            mine.map((one) => item(one, remove)),
          )
        : h("p", { class: "words-none" }, t("canned.empty")),
    );
  const remove = async (one: CannedAnswer) => {
    try {
      await api.removeCanned(one.id);
    } catch (error) {
      if (codeOf(error) !== "not_found") return announce(explain(codeOf(error)));
    }
    await load();
    announce(t("canned.removed", { shortcut: one.shortcut }));
    (form.querySelector("input") as HTMLElement).focus();
  };
  const form = adding(session, load);
  void load();
  return h(
    "section",
    { class: "settings-part" },
    h("h3", {}, t("canned.title")),
    h("p", { class: "hint" }, t("canned.hint")),
    list,
    form,
  );
}

function item(one: CannedAnswer, remove: (one: CannedAnswer) => unknown) {
  const label = t("canned.remove", { shortcut: one.shortcut });
  return h(
    "li",
    { class: "word", testid: "canned" },
    h(
      "div",
      { class: "word-what" },
      h("bdi", { class: "word-source", dir: "ltr" }, `/${one.shortcut}`),
      h("span", { class: "word-into" }, nativeName(one.language)),
      h("span", { class: "canned-text", lang: one.language, dir: "auto" }, one.text),
    ),
    h(
      "button",
      {
        class: "round",
        type: "button",
        testid: "canned-remove",
        "aria-label": label,
        title: label,
        on: { click: () => remove(one) },
      },
      icon("close"),
    ),
  );
}

function adding(session: Session, load: () => Promise<void>) {
  const shortcut = h("input", {
    name: "shortcut",
    testid: "canned-shortcut",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: 41,
  });
  const text = h("textarea", {
    name: "text",
    rows: "2",
    dir: "auto",
    maxlength: 1000,
    testid: "canned-text",
  });
  const language = languageSelect({ id: "canned-language", value: session.me.language });
  language.dataset.testid = "canned-language";
  language.offer(session.state.languages);
  const fields = {
    shortcut: field({
      id: "canned-shortcut",
      label: t("canned.shortcut"),
      hint: t("canned.shortcut_hint"),
      control: shortcut,
    }),
    text: field({ id: "canned-text", label: t("canned.text"), control: text }),
    language: field({ id: "canned-language", label: t("canned.language"), control: language }),
  };
  const error = h("p", { class: "error", role: "alert", testid: "canned-error" });
  const form = h(
    "form",
    { class: "canned-form", novalidate: true },
    ...Object.values(fields),
    error,
    h("button", { class: "button quiet", type: "submit", testid: "canned-add" }, t("correction.save")),
  );
  form.addEventListener("submit", async (event: Event) => {
    event.preventDefault();
    fill(error);
    try {
      const added = await api.addCanned({
        shortcut: shortcut.value,
        text: text.value,
        language: language.value,
      });
      announce(t("canned.added", { shortcut: added.shortcut }));
    } catch (refused) {
      const field = String(detailsOf(refused).field);
      if (codeOf(refused) === "invalid_input" && field in fields)
        return fields[field as keyof typeof fields].fail(explain(`invalid_${field}`));
      return fill(error, explain(codeOf(refused)));
    }
    shortcut.value = text.value = "";
    shortcut.focus();
    await load();
  });
  return form;
}
