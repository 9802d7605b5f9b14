/** What the other side would read, asked for whenever the writer pauses: one question at a time, the newest text wins, and an answer to an older text is never shown as one to the text that is there now. */

export interface Preview {
  /** same: no translation is needed. late: no answer yet. away: no translator. long: too long to be previewed. */
  kind: "none" | "done" | "same" | "late" | "away" | "failed" | "unsupported" | "long";
  /** Of "done". */
  answer?: Previewed;
  /** The text has changed since; what it reads like now is not known yet. */
  stale?: boolean;
}

import { codeOf, detailsOf } from "../protocol/http.ts";
import { prefs, textLimit } from "./keep.ts";
import { lengthOf } from "../text/text.ts";
import { elapsed } from "../text/time.ts";
import type { Previewed } from "../protocol/types.ts";
import type { Session } from "./session.ts";

const PAUSE = 400;
const LATE = 4000;
const LONGEST = 1000;
const WAIT_AFTER_TROUBLE = 10000;

const NONE: Preview = { kind: "none" };

export class Previewer {
  session: Session;
  conversationId: string;
  show: (preview: Preview) => void;
  text: string;
  written: string | null = null;
  asked: number;
  inFlight: number;
  notBefore: number;
  blocked: Preview["kind"] | null = null;
  answered: string | null = null;
  timer: ReturnType<typeof setTimeout> | undefined;
  pair: string | undefined;

  /** The last that was found out. */
  last: { text: string; preview: Preview } | null;

  constructor(session: Session, conversationId: string, show: (preview: Preview) => void) {
    this.session = session;
    this.conversationId = conversationId;
    this.show = show;
    this.text = "";
    this.last = null;
    this.asked = 0;
    this.inFlight = 0;
    this.notBefore = 0;
  }

  /** What the text is written in, as far as is known: mine, unless it was said otherwise. */
  get source(): string {
    return this.written ?? this.session.me.language;
  }

  /** @param text What would be sent now; "" for nothing. @param written Its language, where it is not mine. */
  typed(text: string, written: string | null = null) {
    if (text === this.text && written === this.written) return;
    this.text = text;
    this.written = written;
    if (!text) this.last = null;
    this.again();
  }

  /** The text is another, or what stood in the way may be gone. */
  again() {
    this.stop();
    const obstacle = this.text ? this.obstacle() : NONE;
    this.blocked = obstacle?.kind ?? null;
    this.answered = this.last?.text === this.text ? this.text : null;
    if (obstacle) return this.show(obstacle);
    if (this.last) this.show({ ...this.last.preview, stale: this.last.text !== this.text });
    if (this.answered) return;
    const pause = Math.max(PAUSE, this.notBefore - elapsed());
    this.timer = setTimeout(() => ((this.timer = undefined), this.look()), pause);
  }

  /** Ask again where what stands in the way has changed, or one of the two languages. */
  circumstancesChanged() {
    const { me, conversations } = this.session.state;
    const pair = `${me?.language} ${conversations.get(this.conversationId)?.other.language}`;
    const other = pair !== (this.pair ?? pair);
    this.pair = pair;
    if (other) this.last = null;
    if (this.text && (other || (this.obstacle()?.kind ?? null) !== this.blocked)) this.again();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Why there is nothing to ask. */
  obstacle(): Preview | null {
    const { state } = this.session;
    const other = state.conversations.get(this.conversationId)?.other;
    if (!other || !state.me || prefs.read().preview === "off" || state.link.status !== "live") return NONE;
    const [mine, theirs] = [primary(this.source), primary(other.language)];
    const length = lengthOf(this.text);
    if (mine === theirs || length > textLimit.read()) return NONE;
    if (length > LONGEST) return { kind: "long" };
    const { worker, pairs } = state.languages;
    if (worker === "absent" || worker === "loading") return { kind: "away" };
    const known = worker !== "ready" || pairs.some((pair) => pair.source === mine && pair.target === theirs);
    return known ? null : { kind: "unsupported" };
  }

  look() {
    if (this.inFlight || !this.text) return;
    const { text } = this;
    const turn = (this.asked += 1);
    const { pair } = this;
    this.inFlight = turn;
    const current = () => text === this.text && pair === this.pair && !this.blocked;
    const late = setTimeout(() => (current() && this.found({ kind: "late" }), this.over(turn)), LATE);
    void this.session.asks
      .ask({ type: "preview", conversation_id: this.conversationId, text })
      .then(told, (error) => this.trouble(error))
      .then((preview) => {
        clearTimeout(late);
        if (current()) this.found(preview);
        this.over(turn);
      });
  }

  /** @param preview Of the text that is there now. */
  found(preview: Preview) {
    const known = preview.kind === "done" || preview.kind === "same";
    this.last = known ? { text: this.text, preview } : null;
    this.answered = this.text;
    this.show(preview);
  }

  /** One question is over: if the writer has gone on and paused again meanwhile, the next one goes out. */
  over(turn: number) {
    if (this.inFlight !== turn) return;
    this.inFlight = 0;
    if (this.text !== this.answered && !this.timer && !this.blocked) this.look();
  }

  trouble(error: unknown): Preview {
    const [code, details] = [codeOf(error), detailsOf(error)];
    if (code === "late") return { kind: "late" };
    if (code === "text_too_long") return { kind: "long" };
    if (code === "offline") return NONE;
    const wait = 1000 * Number(details?.retry_after ?? 0) || WAIT_AFTER_TROUBLE;
    if (code === "too_many_tries" || code === "unavailable") this.notBefore = elapsed() + wait;
    return { kind: code === "unavailable" ? "away" : code === "too_many_tries" ? "late" : "failed" };
  }
}

function told(answer: Previewed): Preview {
  const { status } = answer.translation;
  if (status === "done") return { kind: "done", answer };
  return { kind: status === "not_needed" ? "same" : status };
}

/** "pt" of "pt-BR". */
function primary(tag: string) {
  return tag.toLowerCase().split("-")[0];
}
