/** Shapes of the desk's HTTP calls and frames, docs/protocol.md "The desk". Fields with `?` older services leave out. */

import type { Conversation, Organisation, SentimentTrend } from "../protocol/generated.ts";

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

/** What was promised, if anything: when the next step is due. Older services do not say. */
export interface Promised {
  readonly due_at?: string | null;
  readonly due_kind?: "first_response" | "next_response" | "resolution" | null;
  readonly queue?: string | null;
}

export interface Ticket extends Handling, Promised {
  readonly conversation: Conversation;
  /** What is due is late. */
  readonly breached?: boolean;
  /** What waits was written while nobody was there to answer. */
  readonly after_hours?: boolean;
  readonly tags?: readonly string[];
  /** 1 to 5; null: none was given. */
  readonly rating?: number | null;
  /** By which the customer came. */
  readonly channel?: string | null;
}

/** How a conversation stands now. */
export interface Stands extends Handling, Promised {
  readonly conversation_id: string;
}

/** The push of it. */
export interface Pushed extends Stands {
  readonly type: "desk";
  /** It comes because something is due soon, or late. */
  readonly alert?: "warning" | "breach" | null;
}

export type Presence = "online" | "away" | "offline";

/** Somebody who answers, in one organisation. */
export interface Agent {
  readonly account_id: string;
  readonly organisation_id: string;
  readonly name: string;
  readonly languages: readonly string[];
  readonly skills: readonly string[];
  /** How many conversations they are given at once. */
  readonly capacity: number;
  /** How many they have. */
  readonly load: number;
  /** As others see it: offline without a socket, whatever was chosen. */
  readonly state: Presence;
  readonly chosen: Presence;
}

/** The push of it. */
export interface AgentChanged {
  readonly type: "agent";
  readonly organisation_id: string;
  readonly account_id: string;
  readonly state: Presence;
  readonly capacity: number;
}

/** What is promised to who waits; null: nothing is. */
export interface Promises {
  readonly first_response_minutes: number | null;
  readonly next_response_minutes: number | null;
  readonly resolution_minutes: number | null;
  readonly clock: "calendar" | "business";
  readonly warn_minutes: number;
}

export interface Queue {
  readonly id: string;
  readonly name: string;
  readonly languages: readonly string[];
  readonly skills: readonly string[];
  readonly channels: readonly string[];
  readonly members: readonly string[];
  /** Of what is asked, once that is understood; none: any. Older services do not say. */
  readonly topics?: readonly string[];
  /** Whoever answers serves it; older services do not say. */
  readonly everybody?: boolean;
  readonly assignment: "manual" | "automatic";
  /** What is promised to who waits here; null: what the organisation promises. Older services do not say. */
  readonly sla?: Promises | null;
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

/** By what conversations can be sought, besides tags and queues. */
export interface Facets {
  readonly channels: readonly {
    readonly id: string;
    readonly organisation_id: string;
    readonly name: string;
  }[];
  readonly languages: readonly string[];
}

export type Deed = "assign" | "release" | "resolve" | "reopen" | "snooze" | "transfer";

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

export interface Tag {
  readonly id: string;
  readonly name: string;
  /** "#rrggbb" */
  readonly colour: string;
}

/** How the customer found it, after it was resolved. */
export interface Rating {
  /** 1 to 5. */
  readonly score: number;
  readonly comment: string | null;
  readonly language: string | null;
  readonly rated_at: string;
}

/** Where the customer is on the site. */
export interface Place {
  readonly url: string;
  readonly title: string | null;
  readonly at: string;
}

/** The push of what else is known of a conversation; null: that has not changed. */
export interface DetailsChanged {
  readonly type: "desk_details";
  readonly conversation_id: string;
  readonly tags: readonly string[] | null;
  readonly rating: Rating | null;
  readonly page: Place | null;
}

/** An earlier conversation of the customer's. */
export interface Earlier {
  readonly id: string;
  readonly state: Standing;
  readonly created_at: string;
  readonly messages: number;
  readonly sentiment: SentimentTrend;
  readonly rating: number | null;
}

/** What is known of a customer. */
export interface Card {
  readonly contact_id: string;
  readonly name: string;
  readonly email: string | null;
  readonly language: string;
  readonly time_zone: string | null;
  readonly page: Place | null;
  readonly first_seen: string;
  readonly conversations: readonly Earlier[];
  readonly ratings: readonly Rating[];
  readonly attributes: Readonly<Record<string, string>>;
  /** The shop can be asked for what they have ordered. */
  readonly orders: boolean;
}

export interface Order {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly total: string | number | null;
  readonly currency: string | null;
  readonly at: string | null;
  readonly url: string | null;
}

/** A prediction, and what was made of it. */
export interface Judged {
  /** Of which it was predicted; null: the customer has written nothing. */
  readonly message_id: string | null;
  readonly predicted: string | null;
  readonly corrected: string | null;
}

export interface Labels {
  readonly need: Judged;
  readonly mood: Judged;
}

/** What was said so far, in few lines. */
export interface Summary {
  /** How many messages there are in all. */
  readonly messages: number;
  readonly lines: readonly {
    readonly seq: number;
    readonly author: "contact" | "bot" | "agent";
    readonly text: string;
    readonly language: string | null;
  }[];
}

/** A colleague's note names me. */
export interface Mention {
  readonly message_id: string;
  readonly conversation_id: string;
  readonly by: string;
  readonly at: string;
  readonly read_at: string | null;
  readonly text: string;
}

export interface Mentions {
  readonly items: readonly Mention[];
  readonly next: string | null;
  readonly unread: number;
}

/** Something that makes a desk serve visitors well. */
export interface SetupStep {
  readonly name: "channel" | "team" | "hours" | "greeting" | "article";
  readonly done: boolean;
  /** Nobody wants to be told of it any more. */
  readonly put_away: boolean;
}

export interface Setup {
  readonly steps: readonly SetupStep[];
}

/** Somebody has another role in an organisation; null: they have left it. */
export interface MemberChanged {
  readonly type: "member";
  readonly organisation_id: string;
  readonly account_id: string;
  readonly role: string | null;
}
