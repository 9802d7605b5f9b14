/** What the visitor's browser keeps, for each channel: the token, and what is written and not sent. */

export interface Visitor {
  readonly token: string;
  readonly contact_id: string;
  /** The language that was told to the service. */
  readonly language: string;
  /** The site's own id of them, where the site had signed it; null or missing: it had not said who they are. */
  readonly who?: string | null;
}

/** Where it is kept: by the frame itself, or, where a browser forbids that within other sites' pages, by the page. */
export interface Place {
  read(name: string): string | null;
  write(name: string, value: string | null): void;
  /** Another tab has written something. */
  onChange(heard: (name: string) => void): void;
}

/** The frame's own storage, which no script of the site can read; null where the browser forbids it. */
export function ownPlace(channel: string): Place | null {
  const root = rootOf(channel);
  try {
    localStorage.getItem(root);
  } catch {
    return null;
  }
  return {
    read: (name) => localStorage.getItem(root + name),
    write: (name, value) => stored(localStorage, root + name, value),
    onChange: (heard) =>
      addEventListener("storage", ({ key }) => key?.startsWith(root) && heard(key.slice(root.length))),
  };
}

/** Nothing outlasts the page. */
export function noPlace(): Place {
  const held = new Map<string, string>();
  return {
    read: (name) => held.get(name) ?? null,
    write: (name, value) => void (value === null ? held.delete(name) : held.set(name, value)),
    onChange: () => undefined,
  };
}

/** Beginning of the names under which this is stored. */
export const rootOf = (channel: string): string => `duologue.widget.${channel}.`;

/** A full or forbidden storage keeps nothing, and stops nothing. */
export function stored(storage: Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
  } catch {
    // it holds as long as the page is open
  }
}

export class Kept {
  private held: Visitor | null;

  /** @param who Whom the site says that this page is for: what another one of its users wrote is not for them. */
  constructor(
    private readonly place: Place,
    private readonly who: string | null = null,
  ) {
    this.held = this.theirs();
  }

  get visitor(): Visitor | null {
    return this.held;
  }

  set visitor(visitor: Visitor | null) {
    this.held = visitor;
    this.place.write("visitor", visitor && JSON.stringify(visitor));
  }

  get draft(): string {
    return this.place.read("draft") ?? "";
  }

  set draft(text: string) {
    this.place.write("draft", text || null);
  }

  /** Another tab of this site has got a token, or let go of it. */
  onVisitor(heard: () => void): void {
    this.place.onChange((name) => {
      if (name !== "visitor") return;
      this.held = this.theirs();
      heard();
    });
  }

  /** The visitor who is kept, but for one whom the site called another name than whoever is here. */
  private theirs(): Visitor | null {
    const visitor = parsed(this.place.read("visitor"));
    const known = visitor?.who ?? null;
    return known === null || known === this.who ? visitor : null;
  }
}

function parsed(text: string | null): Visitor | null {
  try {
    return JSON.parse(text ?? "null") as Visitor | null;
  } catch {
    return null;
  }
}

/** Do something in one tab at a time, where the browser can see to that. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks;
  let begun = false;
  const first = () => {
    begun = true;
    return work();
  };
  try {
    if (locks) return await locks.request(`duologue.${name}`, first);
  } catch (error) {
    if (begun) throw error; // else it is the lock that is forbidden
  }
  return work();
}
