/** Pages of conversations: the newest once, those before it as they are scrolled to. */

import { api } from "../protocol/http.ts";
import type { Session } from "./session.ts";

/** Above every seq: the page before it is the newest one, also when a message comes in meanwhile. */
const BEYOND = 2 ** 31 - 1;

export class Pages {
  private readonly session: Session;
  /** First pages that are on their way: each is asked for once, whoever wants it meanwhile. */
  private readonly going = new Map<string, Promise<void>>();

  constructor(session: Session) {
    this.session = session;
  }

  async open(id: string): Promise<void> {
    if (this.session.state.threads.get(id)?.loaded) return;
    const going = this.going.get(id) ?? this.begin(id).finally(() => this.going.delete(id));
    this.going.set(id, going);
    await going;
  }

  async older(id: string): Promise<void> {
    const from = this.session.state.threads.get(id)?.from ?? BEYOND;
    const ask = () => this.inMyLanguage(() => api.before(id, from));
    await this.session.answers.meanwhile.ask(ask, ({ messages }) =>
      this.session.dispatch({ type: "older", conversation_id: id, messages }),
    );
  }

  private async begin(id: string): Promise<void> {
    this.session.dispatch({ type: "opening", conversation_id: id });
    const { messages, rev } = await this.inMyLanguage(() => api.before(id, BEYOND));
    this.session.dispatch({ type: "page", conversation_id: id, messages, rev });
    this.session.resumer.check();
  }

  /** Asked again where I have chosen another language meanwhile: what came is for who reads the old one. */
  private async inMyLanguage<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const { language } = this.session.me;
      const answer = await ask();
      if (language === this.session.me.language) return answer;
    }
  }
}
