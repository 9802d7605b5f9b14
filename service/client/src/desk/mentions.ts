/** Notes of colleagues that name me: how many I have not read, and which they are. */

import { html, render, type TemplateResult } from "lit";
import { Signal } from "signal-polyfill";
import { explain, t } from "../i18n/i18n.ts";
import { codeOf } from "../protocol/http.ts";
import type { FromServer } from "../protocol/types.ts";
import type { Session } from "../state/session.ts";
import { short } from "../text/time.ts";
import { sheet } from "../ui/sheet.ts";
import { desk, type Mention } from "./doors.ts";

export class Mentioned {
  private readonly held = new Signal.State(0);
  private readonly leave: () => void;
  /** Questions go one after the other: each answer says how many there are. */
  private going: Promise<unknown> = Promise.resolve();

  constructor(private readonly session: Session) {
    this.leave = session.onFrame((frame) => this.heard(frame));
  }

  stop(): void {
    this.leave();
  }

  get unread(): number {
    return this.held.get();
  }

  /** Show them, and take them for read. @param go Told which conversation is to be opened. */
  async open(called: (account: string) => string, go: (id: string) => void): Promise<void> {
    const { dialog, body } = sheet("mentions-sheet", t("mentions.title"));
    const show = (inside: TemplateResult) => render(inside, body);
    show(html`<p class="hint" role="status">${t("state.loading")}</p>`);
    dialog.showModal();
    const chosen = (id: string) => {
      dialog.close();
      go(id);
    };
    try {
      const { items } = await desk.mentions();
      show(all(items, called, chosen));
      const [newest] = items;
      if (newest) await this.told(() => desk.readMentions(newest.message_id));
    } catch (error) {
      show(html`<p class="error" role="alert">${explain(codeOf(error))}</p>`);
    }
  }

  private heard(frame: FromServer): void {
    if (frame.type === "ready") void this.count();
    if (frame.type !== "message" && frame.type !== "enriched") return; // an edit names others
    const { content, author_id } = frame.message;
    const named = "mentions" in content && Array.isArray(content.mentions) ? content.mentions : [];
    if (author_id !== this.session.me.id && named.includes(this.session.me.id)) void this.count();
  }

  private async count(): Promise<void> {
    await this.told(() => desk.mentions()).catch(() => null);
  }

  private async told(ask: () => Promise<{ readonly unread: number }>): Promise<void> {
    const asked = this.going.then(ask);
    this.going = asked.catch(() => null);
    this.held.set((await asked).unread);
  }
}

function all(
  items: readonly Mention[],
  called: (account: string) => string,
  chosen: (id: string) => void,
): TemplateResult {
  if (!items.length) return html`<p class="hint mention-none">${t("mentions.none")}</p>`;
  const line = ({ conversation_id: id, by, at, read_at, text }: Mention) =>
    html`<li>
      <button
        class="hit mention"
        type="button"
        data-testid="mention"
        ?data-unread=${read_at === null}
        @click=${() => chosen(id)}
      >
        <span class="line-name"><bdi>${called(by)}</bdi></span
        ><time class="line-time" datetime=${at}>${short(at)}</time
        ><span class="hit-text" dir="auto">${text}</span>
      </button>
    </li>`;
  return html`<ul class="mentions"
    >${items.map(line)}</ul
  >`;
}
