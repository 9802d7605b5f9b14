/** What an edited message said before, oldest first, as it was written. */

import { html, render } from "lit";
import { direction, locale, t } from "../../i18n/i18n.ts";
import { api } from "../../protocol/http.ts";
import type { Message } from "../../protocol/types.ts";
import { sheet } from "../../ui/sheet.ts";

/** Rejects with what the service says where it does not tell. */
export async function openHistory(message: Message): Promise<void> {
  const before = await api.history(message.id);
  const now = { text: message.text, written_at: message.edited_at ?? message.posted_at };
  const { dialog, body } = sheet("history", t("history.title"));
  const when = new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" });
  const lines = [...before, now].map(
    ({ text, written_at }) =>
      html`<li data-testid="version">
        <time datetime=${written_at}>${when.format(new Date(written_at))}</time>
        <p lang=${message.language} dir=${direction(message.language)}>${text}</p>
      </li>`,
  );
  render(
    html`<ol class="history"
      >${lines}</ol
    >`,
    body,
  );
  dialog.showModal();
}
