/** What the visitor's browser keeps, for each channel: the token, and what is written and not sent. */

export interface Visitor {
  readonly token: string;
  readonly contact_id: string;
  /** The language that was told to the service. */
  readonly language: string;
}

/** Where the browser keeps nothing (third-party storage may be forbidden) it holds as long as the page is open. */
const aside = new Map<string, string>();

export class Kept {
  private readonly root: string;

  constructor(channel: string) {
    this.root = `duologue.widget.${channel}`;
  }

  get visitor(): Visitor | null {
    try {
      return JSON.parse(this.read("visitor") ?? "null") as Visitor | null;
    } catch {
      return null;
    }
  }

  set visitor(visitor: Visitor | null) {
    this.write("visitor", visitor && JSON.stringify(visitor));
  }

  get draft(): string {
    return this.read("draft") ?? "";
  }

  set draft(text: string) {
    this.write("draft", text || null);
  }

  /** Another tab of this site has got a token, or let go of it. @returns Stop listening. */
  onVisitor(heard: () => void): () => void {
    const listener = ({ key }: StorageEvent) => (key === null || key === `${this.root}.visitor`) && heard();
    addEventListener("storage", listener);
    return () => removeEventListener("storage", listener);
  }

  private read(name: string): string | null {
    const key = `${this.root}.${name}`;
    try {
      return localStorage.getItem(key) ?? aside.get(key) ?? null;
    } catch {
      return aside.get(key) ?? null;
    }
  }

  private write(name: string, value: string | null): void {
    const key = `${this.root}.${name}`;
    aside.delete(key);
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      if (value !== null) aside.set(key, value);
    }
  }
}

/** Do something in one tab at a time, where the browser can see to that. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return work();
  return locks.request(`duologue.${name}`, work);
}
