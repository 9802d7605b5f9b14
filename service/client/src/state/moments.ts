/**
 * Which of two is newer: an answer of HTTP says how things stood at some time after it was asked for, and what was
 * pushed meanwhile may say more than it. Answers of several questions overtake each other, too. Clocks play no part.
 */

export class Moments<Key> {
  private count = 0;
  private all = 0;
  private readonly told = new Map<Key, number>();

  /** To be noted when something is asked for. */
  get now(): number {
    return this.count;
  }

  /** Something newer than all that was asked for until now has come of it. */
  tell(key: Key): void {
    this.told.set(key, (this.count += 1));
  }

  /** What was asked for until now may be older than what will be asked for, whatever it is of. */
  begin(): void {
    this.all = this.count += 1;
  }

  /** Whether what was asked for at `moment` may be older than what is known of it. */
  since(moment: number, key: Key): boolean {
    return this.all > moment || this.has(moment, key);
  }

  /** Whether something of it has come after `moment`. */
  has(moment: number, key: Key): boolean {
    return (this.told.get(key) ?? 0) > moment;
  }
}

/** One question, asked again and again: the answer to an earlier one is too late when a later one is answered. */
export class Latest {
  private asked = 0;
  private answered = 0;

  /** Ask. @returns To be called when the answer is there: whether it still counts. */
  ask(): () => boolean {
    const turn = (this.asked += 1);
    return () => {
      if (turn < this.answered) return false;
      this.answered = turn;
      return true;
    };
  }
}
