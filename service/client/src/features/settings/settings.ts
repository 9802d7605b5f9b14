/** Who I am and how this looks: a dialog that keeps every change at once. */

import { announce } from "../../ui/announce.ts";
import { fill, h } from "../../ui/dom.ts";
import { explain, explainField, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { lastLanguage, prefs } from "../../state/keep.ts";
import { applyPrefs } from "../../ui/looks.ts";
import { openAccount } from "./account.ts";
import { asideSettings } from "../home/aside.ts";
import { cannedSettings } from "../compose/canned.ts";
import { field } from "../../ui/field.ts";
import { languageSelect } from "../../ui/language-select.ts";
import { answersSettings, memorySettings } from "./own-answers.ts";
import { notifySettings } from "./notify-settings.ts";
import { typingSettings } from "./typing-settings.ts";
import { openWords } from "./words.ts";
import type { Session } from "../../state/session.ts";
import { codeOf, detailsOf } from "../../protocol/http.ts";
import type { Host } from "../home/home.ts";
import type { Field } from "../../ui/field.ts";
import type { Me } from "../../protocol/types.ts";

/** Open the dialog. @param host Called after a change of language, with the dialog closed. */
export function openSettings(session: Session, host: Host) {
  const dialog = h("dialog", { class: "settings", "aria-labelledby": "settings-title", testid: "settings" });
  const close = () => dialog.close();
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && close());
  const top = h(
    "header",
    { class: "settings-head" },
    h("h2", { id: "settings-title" }, t("settings.title")),
    h(
      "button",
      {
        class: "round",
        type: "button",
        "aria-label": t("settings.close"),
        testid: "settings-close",
        on: { click: close },
      },
      icon("close"),
    ),
  );
  fill(
    dialog,
    top,
    person(session, host, close),
    looks(session),
    notifySettings(session, choice),
    typingSettings(session, choice),
    wordsOf(session, close),
    cannedSettings(session),
    answersSettings(),
    memorySettings(),
    asideSettings(session, close),
    accountOf(session, close),
    leaving(session, close),
  );
  document.body.append(dialog);
  dialog.showModal();
}

function person(session: Session, host: Host, close: () => void) {
  const { me } = session;
  const name = h("input", {
    name: "name",
    testid: "settings-name",
    autocomplete: "name",
    dir: "auto",
    maxlength: 64,
    value: me.name,
  });
  const nameField = field({ id: "settings-name", label: t("welcome.name"), control: name });
  name.addEventListener("change", () => keep(session, { name: name.value.trim() }, nameField));
  const language = languageSelect({ id: "settings-language", value: me.language });
  language.dataset.testid = "settings-language";
  language.offer(session.state.languages);
  const languageField = field({
    id: "settings-language",
    label: t("welcome.language"),
    hint: t("settings.language_hint"),
    control: language,
  });
  language.addEventListener("change", async () => {
    if (!(await keep(session, { language: language.value }, languageField))) return;
    lastLanguage.write(language.value);
    close();
    await host.relabel();
  });
  const handle = h(
    "p",
    { class: "handle-line" },
    t("list.your_handle"),
    " ",
    h("strong", { dir: "ltr" }, `@${me.handle}`),
  );
  return h("section", { class: "settings-part" }, handle, nameField, languageField);
}

/** Words that hold wherever I write or read. */
function wordsOf(session: Session, close: () => void) {
  const open = () => {
    close();
    openWords(session);
  };
  return h(
    "section",
    { class: "settings-part" },
    h(
      "button",
      { class: "button quiet wide", type: "button", testid: "settings-words", on: { click: open } },
      t("words.title"),
    ),
  );
}

/** Password, sessions, and the end of the account. */
function accountOf(session: Session, close: () => void) {
  const open = () => {
    close();
    openAccount(session);
  };
  const props = {
    class: "button quiet wide",
    type: "button",
    testid: "settings-account",
    on: { click: open },
  };
  return h("section", { class: "settings-part" }, h("button", props, t("account.title")));
}

type Changes = Parameters<Session["changeMe"]>[0];

async function keep(session: Session, changes: Changes, where: Field): Promise<boolean> {
  try {
    await session.changeMe(changes);
    announce(t("settings.kept"));
    return true;
  } catch (error) {
    const [name = ""] = Object.keys(changes);
    where.fail(
      codeOf(error) === "invalid_input" ? explainField(name, detailsOf(error)) : explain(codeOf(error)),
    );
    return false;
  }
}

function looks(session: Session) {
  const now = prefs.read();
  const choose: Choose = (changes) => {
    prefs.write(changes);
    applyPrefs();
    dispatchEvent(new Event("duologue-prefs"));
    const { theme } = changes;
    if (theme) session.changeMe({ theme: theme as Me["theme"] }).catch(() => {});
  };
  return h(
    "section",
    { class: "settings-part" },
    choice("theme", "theme-select", ["system", "light", "dark"], session.me.theme ?? now.theme, choose),
    choice("text", "text-select", ["small", "normal", "large", "huge"], now.text, choose),
    choice("contrast", "contrast-select", ["system", "more"], now.contrast, choose),
    choice("preview", "preview-select", ["on", "short", "off"], now.preview, choose),
  );
}

/** Told the name of what was chosen, and its value. */
export type Choose = (changes: Record<string, string>) => void;

/** A row of radio buttons that look like one switch. */
function choice(name: string, testid: string, values: string[], chosen: string, choose: Choose) {
  const option = (value: string) => {
    const input = h("input", {
      type: "radio",
      name: `settings-${name}`,
      value,
      testid: `${testid}-${value}`,
    });
    input.checked = value === chosen;
    input.addEventListener("change", () => choose({ [name]: value }));
    return h(
      "label",
      { class: "option", data: { value } },
      input,
      h("span", {}, t(`settings.${name}_${value}`)),
    );
  };
  return h(
    "fieldset",
    { class: "choice", testid },
    h("legend", {}, t(`settings.${name}`)),
    h("div", { class: "options" }, values.map(option)),
  );
}

function leaving(session: Session, close: () => void) {
  const trouble = h("p", { class: "error", role: "alert" });
  const leave = async () => {
    try {
      await session.signOut();
      close();
    } catch (error) {
      fill(trouble, explain(codeOf(error)));
    }
  };
  return h(
    "section",
    { class: "settings-part" },
    h(
      "button",
      { class: "button quiet wide", type: "button", testid: "sign-out", on: { click: leave } },
      t("settings.sign_out"),
    ),
    h("p", { class: "hint" }, t("settings.sign_out_hint")),
    trouble,
  );
}
