/** Whether the visitor is asked how it was: as the service says, until they put it away. */

import type { Visit } from "./visit.ts";
import { doors, type RatingAsk } from "./doors.ts";

/** The push of it. */
export interface Asks {
  readonly type: "rating";
  readonly ask: RatingAsk | null;
}

export class Rated {
  ask: RatingAsk | null = null;
  /** Until when what was put away was asked: another one is asked anew. */
  private away = "";
  /** How often something of it was pushed. */
  private pushed = 0;

  /** @param changed Called after every change. */
  constructor(
    private readonly visit: Visit,
    private readonly changed: () => void,
  ) {}

  /** The socket stands: what was asked meanwhile is not known. */
  async look(): Promise<void> {
    const { pushed } = this;
    const found = await doors.me(this.visit.visitor.token).catch(() => null);
    if (found && pushed === this.pushed) this.put(found.rating ?? null);
  }

  heard({ ask }: Asks): void {
    this.pushed += 1;
    this.put(ask);
  }

  /** What is to be shown. */
  get shown(): RatingAsk | null {
    return this.ask?.until === this.away ? null : this.ask;
  }

  /** Rejects where it is refused. */
  readonly rate = async (score: number, comment: string): Promise<void> => {
    const { ask, visit, pushed } = this;
    if (!ask) return;
    const after = await doors.rate(visit.visitor.token, ask.conversation_id, score, comment);
    if (pushed === this.pushed) this.put(after);
    else await this.look(); // which came later is not known
  };

  readonly leave = (): void => {
    this.away = this.ask?.until ?? "";
    this.changed();
  };

  private put(ask: RatingAsk | null): void {
    this.ask = ask;
    this.changed();
  }
}
