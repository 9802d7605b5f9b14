/** In the settings: whether what I answer is remembered, how much is, and forgetting it; and my corrections as files. */

import { announce } from "../../ui/announce.ts";
import { api, codeOf } from "../../protocol/http.ts";
import { fill, h } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";
import type { OwnAnswers } from "../../protocol/generated.ts";

export function answersSettings(): HTMLElement {
  const count = h("p", { class: "hint", role: "status", testid: "answers-count" });
  const error = h("p", { class: "error", role: "alert" });
  const radios = ["on", "off"].map((value) =>
    h("input", {
      type: "radio",
      name: "answers",
      value,
      testid: `answers-${value}`,
      on: { change: () => act(() => api.switchAnswers(value === "on")) },
    }),
  );
  const forget = h(
    "button",
    { class: "button quiet", type: "button", testid: "answers-forget" },
    t("answers.forget"),
  );
  forget.addEventListener("click", async () => {
    if (await act(() => api.forgetAnswers())) announce(t("answers.forgotten"));
  });
  const show = (state: OwnAnswers) => {
    for (const radio of radios) radio.checked = (radio.value === "on") === state.on;
    fill(count, t("answers.count", { count: state.count }));
    forget.disabled = !state.count;
  };
  const act = async (ask: () => Promise<OwnAnswers>) => {
    fill(error);
    try {
      show(await ask());
      return true;
    } catch (refused) {
      fill(error, explain(codeOf(refused)));
      return false;
    }
  };
  void act(() => api.answers());
  const options = radios.map((radio) =>
    h("label", { class: "option" }, radio, h("span", {}, t(`answers.${radio.value}`))),
  );
  return h(
    "section",
    { class: "settings-part", testid: "answers" },
    h(
      "fieldset",
      { class: "choice" },
      h("legend", {}, t("answers.title")),
      h("div", { class: "options" }, options),
    ),
    h("p", { class: "hint" }, t("answers.hint")),
    count,
    error,
    forget,
  );
}

/** @returns What I corrected, to take away. */
export function memorySettings(): HTMLElement {
  const link = (format: "tsv" | "tmx") =>
    h(
      "a",
      {
        class: "button quiet",
        href: `/api/corrections?format=${format}`,
        download: `corrections.${format}`,
        testid: `memory-${format}`,
      },
      t(`memory.${format}`),
    );
  return h(
    "section",
    { class: "settings-part" },
    h("h3", {}, t("memory.title")),
    h("p", { class: "hint" }, t("memory.hint")),
    h("div", { class: "words-acts" }, link("tsv"), link("tmx")),
  );
}
