/**
 * What was read here, kept in IndexedDB so that it can be read without a network: conversations, and the last messages
 * of those that were opened. It goes at sign-out, and when the session was ended or has expired.
 */

import type { Conversation, Me, State, Thread } from "../protocol/types.ts";

const NAME = "duologue";
const PEOPLE = "people";
const THREADS = "threads";
/** Messages of one conversation that are kept. */
const LAST = 50;
/** Conversations that are kept, where not all are loaded. */
const MOST = 500;
/** Changes are written together, this long after the first, in ms. */
const PAUSE = 1000;

/** What is needed to show what was there. */
export interface Kept {
  readonly me: Me;
  readonly conversations: readonly Conversation[];
  readonly threads: readonly (readonly [string, Thread])[];
}

interface Source {
  readonly me: Me;
  readonly state: State;
  subscribe(view: (state: State) => void): () => void;
}

/** Writes down what a session shows, until it is stopped. Without storage nothing is kept, and all else works. */
export class Shelf {
  private readonly source: Source;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private written: ReadonlyMap<string, Thread> = new Map();
  private conversations: ReadonlyMap<string, Conversation> | null = null;
  private unsubscribe: () => void = () => undefined;
  /** What was kept the last time: of it those stay that the list has not come to. */
  rest: readonly Conversation[] = [];

  constructor(source: Source) {
    this.source = source;
  }

  start(): void {
    this.unsubscribe = this.source.subscribe((state) => this.changed(state));
  }

  /** Nothing is written any more, also of what waits. */
  stop(): void {
    this.unsubscribe();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.unsubscribe = () => undefined;
  }

  private changed(state: State): void {
    if (!state.ready || this.timer !== undefined) return;
    if (state.threads === this.written && state.conversations === this.conversations) return;
    this.timer = setTimeout(() => void this.write(), PAUSE);
  }

  private async write(): Promise<void> {
    this.timer = undefined;
    const { me, state } = this.source;
    const fresh = [...state.threads].filter(
      ([id, thread]) => thread.loaded && this.written.get(id) !== thread,
    );
    this.written = state.threads;
    this.conversations = state.conversations;
    const conversations = this.all(state);
    await transact("readwrite", (people, threads) => {
      people.put({ me, conversations }, me.id);
      for (const [id, thread] of fresh) threads.put(trimmed(thread), [me.id, id]);
    });
  }

  /** Whether I still answer for an organisation further down the list is not known. */
  private all({ conversations, list }: State): readonly Conversation[] {
    if (list.next === null) return [...conversations.values()];
    const rest = this.rest.filter(({ id, kind }) => kind === "direct" && !conversations.has(id));
    return [...conversations.values(), ...rest].slice(0, MOST);
  }
}

/** What was kept of somebody; null where nothing was. */
export async function kept(me: string): Promise<Kept | null> {
  const found = await transact("readonly", (people, threads) => {
    const range = IDBKeyRange.bound([me], [me, []]);
    return [people.get(me), threads.getAllKeys(range), threads.getAll(range)] as const;
  });
  const [person, keys, bodies] = (found ?? []).map(({ result }) => result as unknown);
  if (!person) return null;
  const ids = (keys as [string, string][]).map(([, id]) => id);
  const threads = ids.map((id, place) => [id, (bodies as Thread[])[place] as Thread] as const);
  return { ...(person as { me: Me; conversations: Conversation[] }), threads };
}

/** Forget what was kept: of one person, or of all but one ("" for all). */
export async function empty(which: { readonly only: string } | { readonly but: string }): Promise<void> {
  const goes = (me: string): boolean => ("only" in which ? me === which.only : me !== which.but);
  const found = await transact(
    "readonly",
    (people, threads) => [people.getAllKeys(), threads.getAllKeys()] as const,
  );
  if (!found) return;
  const [people, threads] = found.map(({ result }) => result) as [string[], [string, string][]];
  await transact("readwrite", (inPeople, inThreads) => {
    for (const me of people.filter(goes)) inPeople.delete(me);
    for (const key of threads.filter(([me]) => goes(me))) inThreads.delete(key);
  });
}

/** The last messages, and nothing that was seen ahead of them: it is asked for again. */
function trimmed(thread: Thread): Thread {
  const messages = thread.messages.slice(-LAST);
  return { ...thread, messages, from: messages[0]?.seq ?? thread.from, ahead: [] };
}

/** One transaction over both stores; null where this browser keeps nothing. */
async function transact<T>(
  mode: IDBTransactionMode,
  work: (people: IDBObjectStore, threads: IDBObjectStore) => T,
): Promise<T | null> {
  try {
    const database = await opened();
    try {
      const transaction = database.transaction([PEOPLE, THREADS], mode);
      const done = settled(transaction);
      const result = work(transaction.objectStore(PEOPLE), transaction.objectStore(THREADS));
      await done;
      return result;
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}

function settled(transaction: IDBTransaction): Promise<void> {
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done();
    transaction.onabort = () => failed(transaction.error ?? new Error("aborted"));
  });
}

function opened(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(PEOPLE);
      asked.result.createObjectStore(THREADS);
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error ?? new Error("refused"));
  });
}
