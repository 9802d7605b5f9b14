/**
 * Says each new message of others once, in my language: when its translation is there, or as written when that takes
 * too long or cannot be.
 */

import { isOurs } from "../../state/sides.ts";
import { announce } from "../../ui/announce.ts";
import { t } from "../../i18n/i18n.ts";
import { tell } from "../notify/tell.ts";
import { reading } from "./reading.ts";

const WAIT = 6000;
/** More than this at once, after an outage, are counted instead of read out. */
const MANY = 3;

export class Announcer {
  /** @param {import("../../state/session.ts").Session} session */
  constructor(session) {
    this.session = session;
    /** @type {string | null} The conversation on the screen. */
    this.open = null;
    /** @type {Map<string, {message: any, timer: number}>} new, and not said yet */
    this.waiting = new Map();
    this.said = new Set();
    this.stop = session.onFrame((frame) => this.heard(frame));
  }

  heard(frame) {
    if (frame.type === "message") this.fresh(frame.message);
    if (frame.type === "enriched" && this.waiting.has(frame.message.id)) this.ripe(frame.message);
    if (frame.type === "messages") this.caughtUp(frame);
    if (frame.type === "mood" && frame.mood.direction === "worse") this.turned(frame);
  }

  /** A turn for the worse, once: what makes it worse still is no news. */
  turned({ conversation_id: id, mood }) {
    const turn = `${id} ${mood.since}`;
    const other = this.session.state.conversations.get(id)?.other;
    if (!other || this.said.has(turn)) return;
    this.said.add(turn);
    announce(t("trend.turned", { name: other.name }));
  }

  caughtUp({ messages }) {
    const unread = (m) => m.seq > (this.session.state.conversations.get(m.conversation_id)?.mine.read_seq ?? 0);
    const news = messages.filter(
      (m) => !this.ours(m) && !this.said.has(m.id) && !this.waiting.has(m.id) && unread(m),
    );
    if (news.length <= MANY) return news.forEach((message) => this.fresh(message));
    for (const { id } of news) this.said.add(id);
    announce(t("chat.new_messages", { count: news.length }));
  }

  ours(message) {
    const { me, state } = this.session;
    return isOurs(message, me, state.conversations.get(message.conversation_id));
  }

  fresh(message) {
    if (this.ours(message) || this.said.has(message.id) || this.waiting.has(message.id)) return;
    const timer = setTimeout(() => this.say(message.id), WAIT);
    this.waiting.set(message.id, { message, timer });
    this.ripe(message);
  }

  /** Say it now, unless its translation is still on the way. */
  ripe(message) {
    this.waiting.get(message.id).message = message;
    const other = this.session.state.conversations.get(message.conversation_id)?.other;
    if (other && reading(message, this.session.me, other).standing !== "pending") this.say(message.id);
  }

  /** @param {any} message @param {string} title @param {{text: string, lang: string} | null} lead */
  tell({ id, conversation_id }, title, lead) {
    const body = lead?.text ?? null;
    const news = { me: this.session.me.id, conversation_id, message_id: id, title, body, language: lead?.lang ?? "" };
    tell(news).catch(() => {});
  }

  say(id) {
    const entry = this.waiting.get(id);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.waiting.delete(id);
    this.said.add(id);
    const other = this.session.state.conversations.get(entry.message.conversation_id)?.other;
    if (!other) return;
    const { state } = this.session.state.conversations.get(entry.message.conversation_id);
    if (state === "request") {
      this.tell(entry.message, other.name, null);
      return announce(t("requests.new", { name: other.name }));
    }
    const { lead } = reading(entry.message, this.session.me, other);
    this.tell(entry.message, other.name, lead);
    announce(`${other.name}: ${lead.text}`, lead.lang);
  }
}
