/**
 * What the composer is for just now: a new message, a reply, or another text for a message that is there. An edit
 * stands beside the draft that it interrupts; both survive a reload.
 */

import { explain, t } from "../../i18n/i18n.ts";
import { codeOf } from "../../protocol/http.ts";
import type { Message, SuggestionUse } from "../../protocol/types.ts";
import { drafts, edits, type Chosen, type Draft, type ShownLink } from "../../state/keep.ts";
import { held } from "../../state/marked.ts";
import type { Session } from "../../state/session.ts";
import { announce } from "../../ui/announce.ts";
import { modeBar, type Shown } from "./mode-bar.ts";

/** What of the composer is needed here. */
interface Desk {
  readonly session: Session;
  readonly conversationId: string;
  readonly input: HTMLTextAreaElement;
  suggestion: Chosen | null;
  /** The preview of a link that goes with the draft, or with the edit. */
  link: ShownLink | null;
  dropLink(): void;
  put(text: string, suggestion: SuggestionUse | null): void;
  changed(byTyping: boolean): void;
  focusInput(): void;
}

type Mode =
  | { readonly kind: "reply"; readonly id: string }
  | { readonly kind: "edit"; readonly id: string; edited_at: string | null; was: string };

/** After these the message cannot be edited any more: the text may still be sent as a new one. */
const FINAL = new Set(["edit_over", "not_found", "too_many", "not_yours"]);

/** What is typed is in storage after so long, in ms. */
const KEEP_WITHIN = 300;

export class Modes {
  now: Mode | null = null;
  private readonly desk: Desk;
  private readonly draw: (shown: Shown | null) => void;
  /** What an edit interrupted. */
  private before: Draft | null = null;
  private error = "";
  private busy = false;
  private closed = false;
  private write: (() => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param bar What says what is written. */
  constructor(desk: Desk, bar: HTMLElement) {
    this.desk = desk;
    this.draw = modeBar(bar, { leave: () => this.leave(), anew: () => this.anew() });
  }

  get editing(): boolean {
    return this.now?.kind === "edit";
  }

  /** Whether what is edited may show this address, and does not yet. What is not held is not known to be other. */
  mayShow(url: string): boolean {
    const content = this.heldNow()?.content;
    return !content || (content.kind === "text" && content.link?.url !== url);
  }

  /** Begin with what an earlier visit left. */
  restore(): void {
    const { desk } = this;
    const draft = drafts.read(...this.place);
    const edit = edits.read(...this.place);
    this.now = draft?.reply_to ? { kind: "reply", id: draft.reply_to } : null;
    desk.suggestion = draft?.suggestion ?? null;
    desk.input.value = draft?.text ?? "";
    desk.link = (edit ? edit.link : draft?.link) ?? null;
    if (edit) {
      this.before = draft;
      this.begin({ kind: "edit", id: edit.id, edited_at: edit.edited_at, was: edit.was }, edit.text);
    } else desk.changed(false);
    this.show();
  }

  reply({ id }: Message): void {
    if (this.editing) this.leave();
    this.now = { kind: "reply", id };
    this.error = "";
    this.desk.changed(false);
    this.begun(t("menu.reply"));
  }

  /** @param text Of an edit that was refused, to go on with. @returns False where this message is being edited. */
  edit({ id, edited_at, text: was }: Message, text = was): boolean {
    if (this.now?.kind === "edit" && this.now.id === id) {
      this.desk.focusInput();
      return false;
    }
    if (this.editing) this.leave();
    this.kept();
    const { desk } = this;
    const reply_to = this.now?.id ?? null;
    this.before = { text: desk.input.value, suggestion: desk.suggestion, reply_to, link: desk.link };
    desk.link = null;
    this.begin({ kind: "edit", id, edited_at, was }, text);
    this.begun(t("edit.title"));
    return true;
  }

  /** Back to a new message: what was written before an edit is there again. */
  leave(): void {
    const { desk, before } = this;
    const { editing } = this;
    this.now = editing && before?.reply_to ? { kind: "reply", id: before.reply_to } : null;
    this.error = "";
    this.kept();
    if (editing) {
      edits.write(...this.place, null);
      desk.input.value = before?.text ?? "";
      desk.suggestion = before?.suggestion ?? null;
      desk.dropLink();
      desk.link = before?.link ?? null;
      this.before = null;
    }
    desk.changed(false);
    this.show();
    desk.focusInput();
  }

  /** What is written, so that a reload does not lose it: with the next pause, since storage is slow. */
  keep(text: string, suggestion: Chosen | null): void {
    const { now, place } = this;
    const { link } = this.desk;
    this.write = () => {
      if (now?.kind !== "edit") drafts.write(...place, { text, suggestion, reply_to: now?.id ?? null, link });
      else edits.write(...place, { id: now.id, edited_at: now.edited_at, was: now.was, text, link });
    };
    if (this.closed) return;
    this.timer ??= setTimeout(this.kept, KEEP_WITHIN);
    if (!text) this.kept();
  }

  /** Nothing waits to be written any more. Also before the page goes, and before it may be put to sleep. */
  readonly kept = (): void => {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.write?.();
    this.write = null;
  };

  /** Keep what is written, and nothing after it: the session is over, and may be forgotten here. */
  readonly close = (): void => {
    this.kept();
    this.closed = true;
  };

  /** A new message goes. @returns What it quotes. */
  sent(): string | null {
    const id = this.now?.kind === "reply" ? this.now.id : null;
    this.now = null;
    this.show();
    return id;
  }

  async save(text: string): Promise<void> {
    const { now, desk } = this;
    if (now?.kind !== "edit" || this.busy) return;
    if (!text) return desk.focusInput();
    const { link } = desk;
    if (text === now.was && !link) return this.leave();
    this.busy = true;
    const written = desk.input.value;
    this.error = await this.trySaving(now, text, link);
    this.busy = false;
    if (this.now !== now) return;
    if (!this.error && link && desk.link?.id === link.id) desk.link = null; // the message has it now
    if (!this.error && desk.input.value === written) this.leave();
    if (this.editing) this.keep(desk.input.value, null);
    this.show();
  }

  /** @returns Why it was refused, as a code; "" where it was not. */
  private async trySaving(
    now: Extract<Mode, { kind: "edit" }>,
    text: string,
    link: ShownLink | null,
  ): Promise<string> {
    const { acts } = this.desk.session;
    try {
      const target = { id: now.id, conversation_id: this.desk.conversationId };
      const how = await acts.edit(target, text, now.was, now.edited_at, link);
      Object.assign(now, { edited_at: this.heldNow()?.edited_at ?? now.edited_at, was: text });
      announce(t(how === "waits" ? "deed.waits" : "edit.saved"));
      return "";
    } catch (error) {
      const code = codeOf(error) || "internal";
      if (code !== "edited_meanwhile") return code;
      const fresh = await acts.fetch(now.id).catch(() => null);
      if (fresh) Object.assign(now, { edited_at: fresh.edited_at, was: fresh.text });
      return code;
    }
  }

  private heldNow(): Message | null | undefined {
    return this.now && held(this.desk.session.state, this.desk.conversationId, this.now.id);
  }

  /** What could not be saved becomes a new message, behind the draft that was there. */
  private anew(): void {
    const text = this.desk.input.value;
    this.leave();
    this.desk.put([this.desk.input.value, text].filter((one) => one.trim()).join("\n\n"), null);
  }

  private begin(mode: Mode, text: string): void {
    this.now = mode;
    this.error = "";
    this.desk.input.value = text;
    this.desk.suggestion = null;
    this.desk.changed(false);
  }

  private begun(what: string): void {
    const { desk } = this;
    this.show();
    announce(what);
    desk.focusInput();
    desk.input.setSelectionRange(desk.input.value.length, desk.input.value.length);
  }

  private get place(): [string, string] {
    return [this.desk.session.me.id, this.desk.conversationId];
  }

  /** Say what it is, as the state has it now. */
  show(): void {
    const { now, error } = this;
    const { session, conversationId } = this.desk;
    const message = now && held(session.state, conversationId, now.id);
    const conversation = session.state.conversations.get(conversationId);
    if (now && message === undefined && session.state.threads.get(conversationId)?.loaded)
      session.acts.quote(now.id);
    if (!now || !conversation) return this.draw(null);
    const why = error ? explain(error) : "";
    const base = { message: message ?? null, conversation, me: session.me, error: why };
    this.draw({ ...base, kind: now.kind, final: FINAL.has(error) });
  }
}
