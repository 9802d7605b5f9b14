/** Words out of a file, and into one. */

import { announce } from "../../ui/announce.ts";
import { api, codeOf } from "../../protocol/http.ts";
import { fill, h } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";

export function wordsFile({
  conversationId,
  load,
}: {
  conversationId: string | null;
  load: () => Promise<void>;
}): HTMLElement {
  const of = conversationId ? `?conversation=${encodeURIComponent(conversationId)}` : "";
  const result = h("p", { class: "hint", role: "status", testid: "words-brought" });
  const picker = h("input", {
    type: "file",
    class: "unseen",
    tabindex: "-1",
    accept: ".tsv,.txt,text/tab-separated-values",
    testid: "words-file",
  });
  picker.addEventListener("change", async () => {
    const file = picker.files?.[0];
    if (!file) return;
    fill(result, await bring(file, conversationId));
    announce(result.textContent ?? "");
    picker.value = "";
    await load();
  });
  const pick = h(
    "button",
    { class: "button quiet", type: "button", on: { click: () => picker.click() } },
    t("words.import"),
  );
  const take = h(
    "a",
    { class: "button quiet", href: `/api/glossary/file${of}`, download: "words.tsv", testid: "words-export" },
    t("words.export"),
  );
  return h(
    "section",
    { class: "settings-part words-file" },
    h("h3", {}, t("words.file")),
    h("p", { class: "hint" }, t("words.file_hint")),
    h("div", { class: "words-acts" }, take, pick, picker),
    result,
  );
}

/** @returns What became of it, in a sentence. */
async function bring(file: File, conversationId: string | null): Promise<string> {
  try {
    const { added, known, refused } = await api.bringWords(await file.text(), conversationId);
    return t("words.brought", { added, known, refused: refused.length });
  } catch (error) {
    return explain(codeOf(error));
  }
}
