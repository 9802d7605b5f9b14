/** One conversation: who it is with, the messages, replies to tap, and where to write. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { codeOf } from "../../protocol/http.ts";
import type { Conversation, Message, State, SuggestionUse, Unsent } from "../../protocol/types.ts";
import { held } from "../../state/marked.ts";
import { announce } from "../../ui/announce.ts";
import { defined, StateElement } from "../../ui/element.ts";
import { emptyChat, failed, loading } from "../../ui/states.ts";
import type { Composer } from "../compose/composer.ts";
import type { PreviewLines } from "../compose/preview.ts";
import "../compose/composer.ts";
import { catching, type Tray } from "../compose/tray.ts";
import "../compose/preview.ts";
import "../compose/suggestions.ts";
import { withLate } from "../late.ts";
import type { Request } from "../home/request.ts";
import "../home/request.ts";
import { head } from "./head.ts";
import type { Log } from "./log.ts";
import "./log.ts";
import type { Acts } from "./more.ts";
import "./pins.ts";
import type { Way } from "../search/way.ts";

export class Chat extends StateElement {
  static override properties = {
    conversationId: { attribute: false },
    trouble: { state: true },
  };

  conversationId!: string;
  /** Go back to the list. */
  back!: () => void;
  /** Search in this conversation. */
  search!: () => void;
  /** The messages could not be loaded. */
  trouble = false;
  private wasDown = false;
  private readonly acts: Acts = {
    search: () => this.search(),
    words: () => void this.openWords(),
    replies: () => void this.switchReplies(),
    block: () => void this.block(),
    left: () => this.isConnected && this.back(),
  };
  private loading = false;

  override connectedCallback() {
    super.connectedCallback();
    this.setAttribute("role", "region");
    this.session.takers.add(this.takeBack);
    if (!this.hasUpdated) catching(this, () => this.tray());
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.session.takers.delete(this.takeBack);
  }

  override updated() {
    const { state } = this.session;
    const other = state.conversations.get(this.conversationId)?.other;
    if (other) this.setAttribute("aria-label", t("chat.with", { name: other.name }));
    const live = state.link.status === "live";
    const again = this.trouble && live && this.wasDown;
    this.wasDown = !live;
    if (again || !(this.trouble || state.threads.has(this.conversationId)))
      queueMicrotask(() => void this.load());
  }

  /** Where files go that are let fall here; none where nothing can be written. */
  private tray(): Tray | null {
    return this.querySelector(".chat-foot")?.hasAttribute("hidden") ? null : (this.composer?.tray ?? null);
  }

  private async load(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    this.trouble = await this.session.open(this.conversationId).then(
      () => false,
      () => true,
    );
    this.loading = false;
  }

  override render() {
    const { session, conversationId } = this;
    const { state } = session;
    const conversation = state.conversations.get(conversationId);
    if (!conversation) return nothing;
    const { other } = conversation;
    const standIn = this.standIn(conversation, state);
    const decided = (what: string) => this.decided(what);
    return html`${head(session, conversation, this.acts, () => this.back())}
      <duo-pins .session=${session} .conversationId=${conversationId} .goTo=${this.goTo}></duo-pins>
      <div class="chat-body">
        <duo-log
          ?covered=${standIn !== null}
          .session=${session}
          .conversationId=${conversationId}
          .reply=${(message: Message) => this.composer?.modes.reply(message)}
          .edit=${(message: Message, text?: string) => this.composer?.modes.edit(message, text) ?? false}
          .goTo=${this.goTo}
        ></duo-log>
        <div class="placeholder" ?hidden=${standIn === null}>${standIn}</div>
        <duo-way
          hidden
          .session=${session}
          .conversationId=${conversationId}
          .arrived=${this.arrived}
        ></duo-way>
        ${this.typing(typist(conversation, state), state.typing.has(conversationId))}
      </div>
      <duo-request .session=${session} .conversationId=${conversationId} .decided=${decided}></duo-request>
      <p class="chat-gone" role="status" data-testid="chat-gone" ?hidden=${!other.deleted}>
        ${t("chat.gone")}
      </p>
      ${this.foot(conversation)}`;
  }

  private foot({ other, state, left }: Conversation): TemplateResult {
    const { session, conversationId } = this;
    const hidden = Boolean(other.deleted) || state === "blocked" || left === 0;
    const edit = (text: string, use: SuggestionUse) => this.composer?.edit(text, use);
    const typed = (text: string, written: string | null) =>
      this.querySelector<PreviewLines>("duo-preview")?.typed(text, written);
    return html`<div class="chat-foot" ?hidden=${hidden}>
      <duo-suggestions .session=${session} .conversationId=${conversationId} .edit=${edit}></duo-suggestions>
      <duo-preview .session=${session} .conversationId=${conversationId}></duo-preview>
      <duo-composer .session=${session} .conversationId=${conversationId} .typed=${typed}></duo-composer>
    </div>`;
  }

  /** What is shown instead of messages. */
  private standIn(conversation: Conversation, state: State): TemplateResult | null {
    const thread = state.threads.get(this.conversationId);
    if (!thread?.loaded || state.early) return this.trouble ? failed(() => void this.load()) : loading();
    const waiting = state.unsent.some((one) => one.conversation_id === conversation.id);
    return thread.messages.length || waiting || !state.me ? null : emptyChat(conversation.other, state.me);
  }

  private typing(name: string, on: boolean): TemplateResult {
    const dots = html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>`;
    const said = html`<span class="unseen">${t("chat.typing", { name })}</span>`;
    return html`<p class="typing" data-testid="typing" ?hidden=${!on}>
      ${on ? html`${dots}${said}` : nothing}
    </p>`;
  }

  private async openWords(): Promise<void> {
    await withLate(({ openWords }) => openWords(this.session, this.conversationId));
  }

  private async switchReplies(): Promise<void> {
    const on = !this.session.state.conversations.get(this.conversationId)?.suggestions;
    try {
      await this.session.changeConversation(this.conversationId, { suggestions: on });
      announce(on ? t("suggestions.on") : t("suggestions.off"));
    } catch (error) {
      announce(explain(codeOf(error)));
    }
  }

  private block(): Promise<void> | undefined {
    return this.querySelector<Request>("duo-request")?.decide("block");
  }

  /** After a decision: who was put aside is left, else the keyboard goes on where it can. */
  private decided(what: string): void {
    if (what === "ignore") this.back();
    else if (what === "accept") void this.arrive();
    else this.focusName();
  }

  private readonly takeBack = (entry: Unsent): boolean => {
    if (entry.conversation_id !== this.conversationId) return false;
    return this.composer?.takeBack(entry.text, entry.suggestion) ?? false;
  };

  /** Show a message in its place, also one from long ago. @returns False where it is not to be had. */
  private readonly goTo = async (id: string): Promise<boolean> => {
    const { state, acts } = this.session;
    const message = held(state, this.conversationId, id) ?? (await acts.fetch(id).catch(() => null));
    if (message) await this.reveal(message);
    return message !== null;
  };

  private get composer(): Composer | null {
    return this.querySelector<Composer>("duo-composer");
  }

  private focusName(): void {
    this.querySelector<HTMLElement>(".name")?.focus({ preventScroll: true });
  }

  /** Show a message in its place, also one from long ago: the way there is fetched when it is first gone. */
  async reveal(message: Message): Promise<void> {
    await this.updateComplete;
    const way = this.querySelector<Way>("duo-way");
    if (way && !("go" in way)) {
      const thread = this.session.state.threads.get(this.conversationId);
      if (thread?.loaded && thread.from <= message.seq) return this.arrived(message);
      return withLate(() => this.querySelector<Way>("duo-way")?.go(message));
    }
    await way?.go(message);
  }

  private readonly arrived = (message: Message) => void this.querySelector<Log>("duo-log")?.show(message.id);

  /** Where the keyboard goes when the chat opens: to the composer, but on a phone without opening its keyboard. */
  async arrive(): Promise<void> {
    await this.updateComplete;
    if (matchMedia("(pointer: fine)").matches) await this.composer?.arrive();
    else this.focusName();
  }
}

/** Who is typing, by name: the other side, or the organisation for which a colleague writes. */
function typist({ id, other, organisation }: Conversation, { typists }: State): string {
  const who = typists.get(id) ?? other.id;
  return organisation && who !== other.id ? organisation.name : other.name;
}

export const chat = defined("duo-chat", Chat);
