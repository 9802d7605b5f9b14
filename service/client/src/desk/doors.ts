/** HTTP calls of the desk, docs/protocol.md "Desk" and "Channels". */

import { call } from "../protocol/http.ts";
import type { Conversation, Me, Message, Organisation } from "../protocol/generated.ts";

export type View = "waiting" | "mine" | "all" | "resolved";
export type Standing = "open" | "pending" | "snoozed" | "resolved";

/** How the desk stands with a conversation: the newest that is known wins. */
export interface Handling {
  readonly state: Standing;
  /** Account of the agent who has it; null: it is in the queue. */
  readonly assignee: string | null;
  /** Since when the visitor waits for an answer; null: they have one. */
  readonly waiting_since: string | null;
  readonly snoozed_until?: string | null;
}

export interface Ticket extends Handling {
  readonly conversation: Conversation;
}

/** How a conversation stands now. */
export interface Stands extends Handling {
  readonly conversation_id: string;
}

/** The push of it. */
export interface Pushed extends Stands {
  readonly type: "desk";
}

export interface TicketPage {
  readonly items: readonly Ticket[];
  readonly next: string | null;
}

/** How many conversations each list has, however many pages that are. */
export interface Counts {
  readonly waiting: number;
  readonly mine: number;
  readonly all: number;
  /** Of mine, those in which there is something that I have not read. */
  readonly unread: number;
}

export type Deed = "assign" | "release" | "resolve" | "reopen" | "snooze";

export interface Member {
  readonly account_id: string;
  readonly name: string;
  readonly role: Organisation["role"];
}

/** A widget of an organisation. */
export interface Channel {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly colour: string;
  readonly allowed_origins: readonly string[];
  readonly greeting: Readonly<Record<string, string>>;
  readonly language: string;
  readonly enabled: boolean;
}

export type ChannelChanges = Partial<Omit<Channel, "id" | "key">>;

const at = encodeURIComponent;
const channels = (organisation: string) => `/organisations/${at(organisation)}/channels`;

export const desk = {
  list: (view: View, cursor: string | null) =>
    call<TicketPage>("GET", `/desk/conversations?view=${view}${cursor ? `&cursor=${at(cursor)}` : ""}`),
  one: (id: string) => call<Ticket>("GET", `/desk/conversations/${at(id)}`),
  counts: () => call<Counts>("GET", "/desk/counts"),
  act: (id: string, deed: Deed, body: object = {}) =>
    call<Stands>("POST", `/desk/conversations/${at(id)}/${deed}`, body),
  /** For colleagues alone. `client_id` makes it safe to send again. */
  note: (id: string, text: string, client_id: string) =>
    call<Message>("POST", `/conversations/${at(id)}/messages`, { text, client_id, note: true }),
  organisations: () => call<Organisation[]>("GET", "/organisations"),
  found: (name: string, { language }: Me) => call<Organisation>("POST", "/organisations", { name, language }),
  members: (organisation: string) => call<Member[]>("GET", `/organisations/${at(organisation)}/members`),
  channels: (organisation: string) => call<Channel[]>("GET", channels(organisation)),
  addChannel: (organisation: string, channel: ChannelChanges) =>
    call<Channel>("POST", channels(organisation), channel),
  changeChannel: (organisation: string, id: string, changes: ChannelChanges) =>
    call<Channel>("PATCH", `${channels(organisation)}/${at(id)}`, changes),
  removeChannel: (organisation: string, id: string) => call("DELETE", `${channels(organisation)}/${at(id)}`),
};
