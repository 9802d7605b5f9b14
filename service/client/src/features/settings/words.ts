/** Words that are always translated in one way, or never: a dialog with the lists that hold here, and a form. */

import { html, render } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { Session } from "../../state/session.ts";
import { sheet } from "../../ui/sheet.ts";
import type { WordForm } from "./word-form.ts";
import "./word-form.ts";
import type { WordLists } from "./word-lists.ts";
import "./word-lists.ts";
import "./words-file.ts";

/** Open the dialog: the words of a conversation and mine, or mine alone. */
export function openWords(session: Session, conversationId: string | null = null): void {
  const { me, state } = session;
  const other = conversationId ? state.conversations.get(conversationId)?.other : null;
  const languages = other ? [other.language, me.language] : state.languages.languages;
  const { dialog, body } = sheet("words", t("words.title"));
  const load = () => body.querySelector<WordLists>("duo-word-lists")?.load();
  const start = () => body.querySelector<WordForm>("duo-word-form")?.start();
  render(
    html`<duo-word-form
        .conversationId=${conversationId}
        .languages=${languages}
        .changed=${load}
      ></duo-word-form>
      <duo-word-lists .conversationId=${conversationId} .removed=${start}></duo-word-lists>
      <duo-words-file
        class="settings-part words-file"
        .conversationId=${conversationId}
        .changed=${load}
      ></duo-words-file>`,
    body,
  );
  dialog.showModal();
  void start();
}
