/** The visitor, from before they have written to after they were forgotten; what the panel shows of it. */

import { explain, t } from "../i18n/i18n.ts";
import type { Message } from "../protocol/types.ts";
import { announce } from "../ui/announce.ts";
import { reading } from "../features/chat/reading.ts";
import { outbox } from "../state/keep.ts";
import { codeOf, doors, type Coming, type Page } from "./doors.ts";
import { alone, type Kept, type Visitor } from "./kept.ts";
import { Visit } from "./visit.ts";
import type { Given } from "./writing.ts";

/** A break shorter than this, in ms, is not worth a word. */
const PATIENCE = 1500;

/** What the site says of its visitor. */
export interface Known {
  readonly name: string | null;
  readonly email: string | null;
  readonly identity: Coming["identity"] | null;
}

export class Guest {
  visit: Visit | null = null;
  isOpen = false;
  /** Said below what was said: that a visit is over, that all is deleted. */
  notice = "";
  down = false;
  /** Where they are, and what of it was told. */
  private page: Page | null = null;
  private told = "";
  private readonly watchers = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly channel: string,
    private readonly kept: Kept,
    readonly language: string,
    private readonly site: Known,
  ) {
    kept.onVisitor(() => this.elsewhere());
    this.take(kept.visitor);
  }

  /** @param changed Called after every change. */
  watch(changed: () => void): void {
    this.watchers.add(changed);
  }

  /** They have agreed, and have a token. */
  get known(): boolean {
    return this.visit !== null;
  }

  /** The site has signed who they are. */
  get signed(): boolean {
    return Boolean(this.site.identity);
  }

  /** Kept from when they have agreed on. */
  get draft(): string {
    return this.known ? this.kept.draft : "";
  }

  get unread(): number {
    const id = this.visit?.conversation;
    return (id && this.visit?.state.conversations.get(id)?.unread) || 0;
  }

  get typing(): boolean {
    const id = this.visit?.conversation;
    return Boolean(id && this.visit?.state.typing.has(id));
  }

  get hasOlder(): boolean {
    const id = this.visit?.conversation;
    const thread = id ? this.visit?.state.threads.get(id) : undefined;
    return Boolean(thread?.loaded && thread.from > 1);
  }

  readonly older = (): void => void this.visit?.older().catch(() => undefined);
  readonly retry = (id: string): void => this.visit?.sender.retry(id);
  readonly discard = (id: string): void => this.visit?.sender.discard(id);

  /** Of what a bot offers: its title is the answer. */
  readonly choose = (title: string): void => void this.visit?.say(title).catch(() => undefined);

  readonly typed = (text: string): void => {
    if (this.known) this.kept.draft = text;
    if (text.trim()) this.visit?.typing();
  };

  /** Send a text; who is not known yet becomes so. Rejects where that cannot be. */
  readonly say = async (text: string, given: Given): Promise<void> => {
    const visit = this.visit ?? (await alone(this.channel, () => this.come(given)));
    this.notice = "";
    await visit.say(text);
  };

  /** They are on this page of the site: told once they have agreed. */
  at(page: Page): void {
    this.page = page;
    this.tellPage();
  }

  /** All that they wrote is deleted. Where the service cannot do it now, it says so. */
  async forget(): Promise<void> {
    const { visit } = this;
    if (!visit) return;
    try {
      await doors.forget(visit.visitor.token);
    } catch (error) {
      if (codeOf(error) !== "not_signed_in") return this.tell(explain(codeOf(error)));
    }
    this.kept.draft = "";
    for (const { client_id } of outbox.all(visit.me.id)) outbox.remove(visit.me.id, client_id);
    this.leave(t("widget.forgotten"));
  }

  readAll(): void {
    const id = this.visit?.conversation;
    const last = id ? this.visit?.state.threads.get(id)?.messages.at(-1) : undefined;
    if (last) this.visit?.read(last.seq);
  }

  /** In one tab at a time; another one may have been faster. */
  private async come(given: Given): Promise<Visit> {
    const there = this.kept.visitor;
    if (!there) {
      this.kept.visitor = await this.agreed(given);
      this.kept.draft = ""; // of another one, who was here before
    }
    this.take(this.kept.visitor);
    if (!this.visit) throw new Error("a visitor who has come is there");
    return this.visit;
  }

  private async agreed(given: Given): Promise<Visitor> {
    const { language, site } = this;
    const [name, email] = [given.name || site.name, given.email || site.email];
    const about = { ...(name ? { name } : {}), ...(email ? { email } : {}) };
    const identity = site.identity ? { identity: site.identity } : {};
    const said: Coming = { language, consent: true, ...about, ...identity };
    const { token, contact_id } = await doors.come(this.channel, said);
    return { token, contact_id, language, who: site.identity?.id ?? null };
  }

  private take(visitor: Visitor | null): void {
    if (visitor?.token === this.visit?.visitor.token) return;
    this.visit?.stop();
    this.visit = visitor && new Visit(visitor, this.host());
    this.visit?.start();
    this.told = "";
    this.tellPage();
    this.changed();
  }

  /** Each page once. Where that is refused the visitor writes all the same. */
  private tellPage(): void {
    const { page, visit } = this;
    if (!page || !visit || this.told === page.url) return;
    this.told = page.url;
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    doors.page(visit.visitor.token, { ...page, time_zone }).catch(() => undefined);
  }

  private host() {
    return {
      changed: () => this.changed(),
      came: (message: Message) => this.came(message),
      over: () => this.leave(t("widget.over")),
    };
  }

  /** Another tab has come, or has let go. */
  private elsewhere(): void {
    this.take(this.kept.visitor);
  }

  private leave(says: string): void {
    this.kept.visitor = null;
    this.take(null);
    this.tell(says);
  }

  private tell(says: string): void {
    this.notice = says;
    this.changed();
  }

  private came(message: Message): void {
    const { visit } = this;
    const other = visit?.state.conversations.get(message.conversation_id)?.other;
    if (!visit || !other || !this.isOpen) return;
    const { lead } = reading(message, visit.me, other, false);
    announce(lead.text, lead.lang ?? undefined);
  }

  private changed(): void {
    const live = !this.visit || this.visit.state.link.status === "live";
    clearTimeout(this.timer);
    if (live) this.down = false;
    else this.timer = setTimeout(() => this.isDown(), PATIENCE);
    for (const watcher of this.watchers) watcher();
  }

  private isDown(): void {
    this.down = true;
    for (const watcher of this.watchers) watcher();
  }
}
