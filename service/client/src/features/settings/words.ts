/** Words that are always translated in one way, or never: a dialog with the lists that hold here, and a form. */

import { announce } from "../../ui/announce.ts";
import { api, codeOf, detailsOf } from "../../protocol/http.ts";
import { fill, h, set, unseen } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { inWords, nameOf } from "../../i18n/languages.ts";
import { field } from "../../ui/field.ts";
import { sheet } from "../../ui/sheet.ts";
import { wordsFile } from "./words-file.ts";
import type { Session } from "../../state/session.ts";
import type { Glossary, Word } from "../../protocol/generated.ts";
import type { Field } from "../../ui/field.ts";
import type { Props } from "../../ui/dom.ts";

const LONGEST = 100;

/** Open the dialog: the words of a conversation and mine, or mine alone. */
export function openWords(session: Session, conversationId: string | null = null) {
  const other = conversationId ? session.state.conversations.get(conversationId)?.other : null;
  const { dialog, body } = sheet("words", t("words.title"));
  const lists = h(
    "div",
    { class: "words-lists", "aria-busy": "true", testid: "words-lists" },
    t("words.loading"),
  );
  const show = (glossary: Glossary) => {
    set(lists, { "aria-busy": null });
    fill(
      lists,
      parts(glossary, conversationId).map((part) => list(part, remove)),
    );
  };
  const load = () =>
    api.words(conversationId ?? undefined).then(show, () => {
      const again = h(
        "button",
        { class: "link", type: "button", on: { click: load } },
        t("bubble.try_again"),
      );
      set(lists, { "aria-busy": null });
      fill(lists, h("p", { class: "error", role: "alert" }, t("words.failed")), again);
    });
  const remove = async (word: Word) => {
    try {
      await api.removeWord(word.id);
    } catch (error) {
      if (codeOf(error) !== "not_found") return announce(explain(codeOf(error)));
    }
    await load();
    announce(t("words.removed", { word: word.source }));
    dialog.querySelector("input")?.focus();
  };
  const languages = other ? [other.language, session.me.language] : session.state.languages.languages;
  const form = adding({ conversationId, languages, load });
  fill(body, form, lists, wordsFile({ conversationId, load }));
  void load();
  dialog.showModal();
  form.querySelector("input")?.focus();
}

interface Part {
  name: string;
  words: Word[];
  removable: boolean;
}

function parts({ conversation, mine, house }: Glossary, conversationId: string | null): Part[] {
  const all: (Part | null)[] = [
    conversationId ? { name: "here", words: conversation, removable: true } : null,
    { name: "mine", words: mine, removable: true },
    house.length ? { name: "house", words: house, removable: false } : null,
  ];
  return all.filter((one) => one !== null);
}

function list({ name, words, removable }: Part, remove: (word: Word) => unknown) {
  const id = `words-${name}`;
  const items = words.map((word) => item(word, removable ? remove : null));
  return h(
    "section",
    { class: "words-part", "aria-labelledby": id, testid: id },
    h("h3", { id }, t(`words.${name}`)),
    h("p", { class: "hint" }, t(`words.${name}_hint`)),
    words.length
      ? h("ul", { class: "words-list" }, items)
      : h("p", { class: "words-none" }, t("words.empty")),
  );
}

function item(word: Word, remove: ((word: Word) => unknown) | null) {
  const { source, target, target_language: into } = word;
  const label = t("words.remove", { word: source });
  const button = h(
    "button",
    { class: "round", type: "button", testid: "word-remove", "aria-label": label, title: label },
    icon("close"),
  );
  button.addEventListener("click", () => remove?.(word));
  return h(
    "li",
    { class: "word", testid: "word" },
    h(
      "div",
      { class: "word-what" },
      h("bdi", { class: "word-source" }, source),
      target
        ? [
            h("span", { class: "word-arrow", "aria-hidden": "true" }),
            unseen(` ${t("words.becomes")} `),
            h("bdi", { class: "word-target" }, target),
          ]
        : h("span", { class: "word-stays" }, t("words.stays")),
      into ? h("span", { class: "word-into" }, t("words.into", { language: inWords(into) })) : null,
    ),
    remove ? button : null,
  );
}

interface Adding {
  conversationId: string | null;
  languages: string[];
  load: () => Promise<void>;
}

function adding({ conversationId, languages, load }: Adding) {
  const input = (name: string, more: Props) =>
    h("input", {
      name,
      dir: "auto",
      autocomplete: "off",
      maxlength: LONGEST,
      testid: `word-${name}`,
      ...more,
    });
  const source = input("source", { required: true });
  const target = input("target", {});
  const into = h(
    "select",
    { testid: "word-language" },
    h("option", { value: "" }, t("words.any_language")),
    languages.map(choice),
  );
  const fields = {
    source: field({ id: "word-source", label: t("words.source"), control: source }),
    target: field({
      id: "word-target",
      label: t("words.target"),
      hint: t("words.target_hint"),
      control: target,
    }),
    target_language: field({ id: "word-language", label: t("words.language"), control: into }),
  };
  const where = conversationId ? places() : null;
  const error = h("p", { class: "error", role: "alert", testid: "words-error" });
  const button = h("button", { class: "button", type: "submit", testid: "word-add" }, t("words.add"));
  const form = h(
    "form",
    { class: "words-form settings-part", novalidate: true },
    fields.source,
    fields.target,
    fields.target_language,
    where,
    error,
    button,
  );
  form.addEventListener("submit", async (event: Event) => {
    event.preventDefault();
    fill(error);
    if (!source.value.trim()) return (fields.source.fail(t("error.missing")), source.focus());
    const here = where?.querySelector<HTMLInputElement>("input:checked")?.value === "here";
    try {
      await api.addWord({
        source: source.value,
        target: target.value.trim() || null,
        target_language: into.value || null,
        conversation_id: here ? conversationId : null,
      });
    } catch (refused) {
      return refuse(refused, fields, error);
    }
    announce(t("words.added", { word: source.value.trim() }));
    source.value = target.value = "";
    source.focus();
    await load();
  });
  return form;
}

function refuse(refused: unknown, fields: Record<string, Field>, error: HTMLElement): void {
  const name = String(detailsOf(refused).field);
  const about = codeOf(refused) === "invalid_input" ? fields[name] : undefined;
  if (about) about.fail(explain(`invalid_${name}`));
  else fill(error, explain(codeOf(refused)));
}

function choice(tag: string) {
  return h("option", { value: tag }, nameOf(tag));
}

/** For this conversation, or for all of mine. */
function places() {
  const option = (value: string, checked: boolean) => {
    const radio = h("input", {
      type: "radio",
      name: "word-where",
      value,
      checked,
      testid: `word-where-${value}`,
    });
    return h("label", { class: "option" }, radio, h("span", {}, t(`words.${value}`)));
  };
  return h(
    "fieldset",
    { class: "choice" },
    h("legend", {}, t("words.where")),
    h("div", { class: "options" }, option("here", true), option("mine", false)),
  );
}
