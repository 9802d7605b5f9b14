/** What a service would say, in a few words: no more of it than these tests are about. */

import type { Conversation, Me, Message, Person, Unsent } from "../src/protocol/types.ts";

export const person = (id: string, language: string): Person => ({
  id,
  handle: id,
  name: id,
  language,
  online: false,
  last_seen_at: null,
  deleted: false,
});

export const me: Me = { ...person("me", "en"), theme: "system", gender: null, demand: null };

export const message = (seq: number, rev: number, more: Partial<Message> = {}) =>
  ({
    id: `m${seq}`,
    conversation_id: "c",
    seq,
    rev,
    author_id: "ana",
    author_kind: "account",
    side: 0,
    client_id: `k${seq}`,
    text: `t${seq}.${rev}`,
    language: "pt",
    posted_at: "2026-01-01T10:00:00Z",
    content: { kind: "text" },
    edited_at: null,
    enrichment: {
      status: "pending",
      language: null,
      translations: {},
      sentiment: null,
      suggestions: [],
      problem: null,
      mended: {},
      annotations: [],
    },
    ...more,
  }) as Message;

const NOWHERE = { delivered_seq: 0, read_seq: 0 };

export const conversation = (more: Partial<Conversation> = {}) =>
  ({
    id: "c",
    kind: "direct",
    organisation: null,
    side: 1,
    other: person("ana", "pt"),
    created_at: "2026-01-01T09:00:00Z",
    last_seq: 0,
    rev: 0,
    unread: 0,
    suggestions: true,
    mine: NOWHERE,
    theirs: NOWHERE,
    last_message: null,
    mood: { level: "even", direction: "steady", since: null },
    demo: false,
    state: "accepted",
    left: null,
    ...more,
  }) as Conversation;

export const unsent = (more: Partial<Unsent> = {}): Unsent => ({
  client_id: "k1",
  conversation_id: "c",
  text: "hi",
  suggestion: null,
  at: "2026-01-01T10:00:00Z",
  status: "sending",
  code: null,
  ...more,
});
