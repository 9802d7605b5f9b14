/** HTTP calls of an organisation's settings, docs/protocol.md. */

import { call } from "../../protocol/http.ts";
import type { Brought, CannedAnswer, Offers, Word } from "../../protocol/generated.ts";
import type { Page } from "./pages.ts";
import type { Agent, Channel, Member, Promises, Queue, Tag } from "../shapes.ts";

/** When somebody answers, in a time zone of the organisation's. */
export interface Hours {
  readonly zone: string;
  readonly week: readonly Opening[];
  readonly holidays: readonly { readonly date: string; readonly name: string }[];
  /** Null: no hours are set. */
  readonly open_now?: boolean | null;
}

export interface Opening {
  /** 1: Monday. */
  readonly day: number;
  /** "09:00" */
  readonly opens: string;
  readonly closes: string;
}

/** Who is told of what happens, by a request to an address of theirs. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly enabled: boolean;
  readonly last_status: number | null;
  readonly waiting: number;
  readonly dead: number;
  /** Shown once, when it is made. */
  readonly secret?: string;
}

/** One thing that a server was told, or is to be. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly state: "waiting" | "delivered" | "dead";
  readonly attempts: number;
  readonly created_at: string;
  /** When it is tried again; null: it is not. */
  readonly due_at: string | null;
  readonly last_status: number | null;
  readonly last_error: string | null;
}

/** One thing that somebody did. */
export interface Entry {
  readonly id: string;
  readonly at: string;
  readonly account_id: string;
  readonly action: string;
  readonly conversation_id: string | null;
}

/** What a bot answers from. */
export interface Article {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly always_human: boolean;
  readonly characters: number;
  readonly text?: string;
}

export interface Bot {
  readonly enabled: boolean;
  readonly articles: number;
}

/** A program that answers first, in a bot's seat. */
export interface Program {
  readonly id: string;
  readonly name: string;
  readonly kind: "webhook" | "socket" | "model";
  /** Whose visitors it answers; null: those of all channels that have none of their own. */
  readonly channel_id: string | null;
  /** Whose conversations it answers; null: those of all queues, and of none. */
  readonly queue_id: string | null;
  readonly language: string;
  readonly url: string | null;
  readonly enabled: boolean;
  /** Null: the last turn was answered, or there was none. */
  readonly failing_since: string | null;
  readonly last_failed_at: string | null;
  readonly last_error: string | null;
  /** Why it is asked nothing, though it is on; null: it is asked. */
  readonly idle: "built_in_off" | "no_model" | null;
  /** Shown once, when it is made or has another. */
  readonly secret?: string | null;
  readonly token?: string | null;
}

/** Who is asked for orders. */
export interface Shop {
  readonly url: string;
  /** Shown once, when it is named. */
  readonly secret?: string;
}

export interface Imported {
  readonly added: number;
  readonly replaced: number;
  readonly refused: readonly { readonly name: string; readonly code: string }[];
}

/** Who may join; the token is shown when it is made, and never again. */
export interface Invitation {
  readonly id: string;
  readonly role: "owner" | "admin" | "agent" | "analyst";
  readonly expires_at: string;
}

const at = encodeURIComponent;

/** Calls of what an organisation has a list of. */
function listed<One>(organisation: string, what: string) {
  const path = `/organisations/${at(organisation)}/${what}`;
  return {
    all: () => call<One[]>("GET", path),
    add: (wanted: object) => call<One>("POST", path, wanted),
    change: (id: string, wanted: object) => call<One>("PATCH", `${path}/${at(id)}`, wanted),
    remove: (id: string) => call("DELETE", `${path}/${at(id)}`),
  };
}

/** Of what is said: "?a=b"; what is empty is left out. */
function query(given: Readonly<Record<string, string>>): string {
  const said = new URLSearchParams(Object.entries(given).filter(([, value]) => value)).toString();
  return said && `?${said}`;
}

const of = (organisation: string, what: string) => `/organisations/${at(organisation)}/${what}`;

export const settings = {
  tags: (organisation: string) => listed<Tag>(organisation, "tags"),
  queues: (organisation: string) => listed<Queue>(organisation, "queues"),
  channels: (organisation: string) => listed<Channel>(organisation, "channels"),
  webhooks: (organisation: string) => listed<Webhook>(organisation, "webhooks"),
  bots: (organisation: string) => listed<Program>(organisation, "bots"),
  shop: (organisation: string) => ({
    of: () => call<Shop>("GET", of(organisation, "shop")),
    put: (wanted: object) => call<Shop>("PUT", of(organisation, "shop"), wanted),
    remove: () => call("DELETE", of(organisation, "shop")),
  }),
  canned: (organisation: string) => {
    const { all, add, remove } = listed<CannedAnswer>(organisation, "canned");
    return { all, add, remove };
  },
  glossary: (organisation: string) => ({
    ...listed<Word>(organisation, "glossary"),
    change: (id: string, wanted: object) =>
      call<Word>("PUT", `${of(organisation, "glossary")}/${at(id)}`, wanted),
  }),
  bringWords: (organisation: string, text: string) =>
    call<Brought>("POST", of(organisation, "glossary/file"), { text }),
  offers: (organisation: string, into: string) =>
    call<Offers>("GET", `${of(organisation, "glossary/offers")}${query({ into })}`),
  dismiss: (organisation: string, source: string, source_language: string) =>
    call("POST", of(organisation, "glossary/offers/dismissed"), { source, source_language }),
  /** Answered over the socket, by `ref`. */
  translate: (organisation: string, asked: { ref: string; text: string; language: string; target: string }) =>
    call("POST", of(organisation, "glossary/offers/translations"), asked),
  articles: (organisation: string) => listed<Article>(organisation, "articles"),
  article: (organisation: string, id: string) =>
    call<Article>("GET", `${of(organisation, "articles")}/${at(id)}`),
  bring: (organisation: string, files: readonly object[], language: string) =>
    call<Imported>("POST", `${of(organisation, "articles")}/import`, { files, language }),
  bot: (organisation: string) => call<Bot>("GET", of(organisation, "bot")),
  setBot: (organisation: string, enabled: boolean) =>
    call<Bot>("PATCH", of(organisation, "bot"), { enabled }),
  hours: (organisation: string) => call<Hours>("GET", of(organisation, "hours")),
  setHours: (organisation: string, wanted: Hours) => call<Hours>("PUT", of(organisation, "hours"), wanted),
  promises: (organisation: string) => call<Promises>("GET", of(organisation, "sla")),
  setPromises: (organisation: string, wanted: Promises) =>
    call<Promises>("PUT", of(organisation, "sla"), wanted),
  agents: (organisation: string) => call<Agent[]>("GET", `/desk/agents?organisation=${at(organisation)}`),
  changeAgent: (organisation: string, id: string, wanted: object) =>
    call<Agent>("PATCH", `/desk/agents/${at(id)}?organisation=${at(organisation)}`, wanted),
  deliveries: (organisation: string, webhook: string, state: string, before: string | null) =>
    call<Page<Delivery>>(
      "GET",
      `${of(organisation, "webhooks")}/${at(webhook)}/deliveries${query({ state, before: before ?? "" })}`,
    ),
  replay: (organisation: string, webhook: string, id: string) =>
    call<Delivery>("POST", `${of(organisation, "webhooks")}/${at(webhook)}/deliveries/${at(id)}/replay`),
  audit: (organisation: string, account: string, before: string | null) =>
    call<Page<Entry>>("GET", `${of(organisation, "audit")}${query({ account, before: before ?? "" })}`),
  appoint: (organisation: string, id: string, role: string) =>
    call<Member>("PATCH", `${of(organisation, "members")}/${at(id)}`, { role }),
  invitations: (organisation: string) => call<Invitation[]>("GET", of(organisation, "invitations")),
  invite: (organisation: string, role: string) =>
    call<Invitation & { readonly token: string }>("POST", of(organisation, "invitations"), { role }),
  withdraw: (organisation: string, id: string) =>
    call("DELETE", `${of(organisation, "invitations")}/${at(id)}`),
  testWebhook: (organisation: string, id: string) =>
    call("POST", `${of(organisation, "webhooks")}/${at(id)}/test`),
};
