/**
 * Says each new message of others once, in my language: when its translation is there, or as written when that takes
 * too long or cannot be.
 */

import { isOurs } from "../../state/sides.ts";
import { announce } from "../../ui/announce.ts";
import { t } from "../../i18n/i18n.ts";
import { tell } from "../notify/tell.ts";
import { reading, type Reading } from "./reading.ts";
import type { Session } from "../../state/session.ts";
import type { FromServer, Message, Messages, SentimentTrend } from "../../protocol/types.ts";

const WAIT = 6000;
/** More than this at once, after an outage, are counted instead of read out. */
const MANY = 3;

export class Announcer {
  session: Session;
  said: Set<string>;
  stop: () => void;

  /** The conversation on the screen. */
  open: string | null;
  /** new, and not said yet */
  waiting: Map<string, { message: Message; timer: ReturnType<typeof setTimeout> }>;

  constructor(session: Session) {
    this.session = session;
    this.open = null;
    this.waiting = new Map();
    this.said = new Set();
    this.stop = session.onFrame((frame) => this.heard(frame));
  }

  heard(frame: FromServer) {
    if (frame.type === "message") this.fresh(frame.message);
    if (frame.type === "enriched" && this.waiting.has(frame.message.id)) this.ripe(frame.message);
    if (frame.type === "messages") this.caughtUp(frame);
    if (frame.type === "conversation") this.met(frame.conversation.id);
    if (frame.type === "mood" && frame.mood.direction === "worse") this.turned(frame);
  }

  /** One was not known when its message came. */
  met(conversationId: string) {
    for (const { message } of [...this.waiting.values()])
      if (message.conversation_id === conversationId) this.ripe(message);
  }

  /** A turn for the worse, once: what makes it worse still is no news. */
  turned({ conversation_id: id, mood }: { conversation_id: string; mood: SentimentTrend }) {
    const turn = `${id} ${mood.since}`;
    const conversation = this.session.state.conversations.get(id);
    if (!conversation || conversation.muted || this.said.has(turn)) return;
    const { other } = conversation;
    this.said.add(turn);
    announce(t("trend.turned", { name: other.name }));
  }

  caughtUp({ messages }: Messages) {
    const unread = (m: Message) =>
      m.seq > (this.session.state.conversations.get(m.conversation_id)?.mine.read_seq ?? 0);
    const news = messages.filter(
      (m) => !this.ours(m) && !this.muted(m) && !this.said.has(m.id) && !this.waiting.has(m.id) && unread(m),
    );
    if (news.length <= MANY) return news.forEach((message: Message) => this.fresh(message));
    for (const { id } of news) this.said.add(id);
    announce(t("chat.new_messages", { count: news.length }));
  }

  /** Nothing is said of a conversation that I have muted. */
  muted({ conversation_id }: Message): boolean {
    return Boolean(this.session.state.conversations.get(conversation_id)?.muted);
  }

  ours(message: Message) {
    const { me, state } = this.session;
    return isOurs(message, me, state.conversations.get(message.conversation_id));
  }

  fresh(message: Message) {
    if (
      this.ours(message) ||
      this.muted(message) ||
      this.said.has(message.id) ||
      this.waiting.has(message.id)
    )
      return;
    const timer = setTimeout(() => this.say(message.id), WAIT);
    this.waiting.set(message.id, { message, timer });
    this.ripe(message);
  }

  /** Say it now, unless its translation is still on the way. */
  ripe(message: Message) {
    const entry = this.waiting.get(message.id);
    if (entry) entry.message = message;
    const other = this.session.state.conversations.get(message.conversation_id)?.other;
    if (other && reading(message, this.session.me, other).standing !== "pending") this.say(message.id);
  }

  tell({ id, conversation_id }: Message, title: string, lead: Reading["lead"] | null) {
    const body = lead?.text ?? null;
    const me = this.session.me.id;
    tell({ me, conversation_id, message_id: id, title, body, language: lead?.lang ?? "" }).catch(() => {});
  }

  say(id: string) {
    const entry = this.waiting.get(id);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.waiting.delete(id);
    this.said.add(id);
    const conversation = this.session.state.conversations.get(entry.message.conversation_id);
    if (!conversation || this.ours(entry.message) || conversation.muted) return;
    const { state, other } = conversation;
    if (state === "request") {
      this.tell(entry.message, other.name, null);
      return announce(t("requests.new", { name: other.name }));
    }
    const { lead } = reading(entry.message, this.session.me, other);
    this.tell(entry.message, other.name, lead);
    announce(`${other.name}: ${lead.text}`, lead.lang ?? undefined);
  }
}
