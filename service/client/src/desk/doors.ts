/** HTTP calls of the desk, docs/protocol.md "Desk" and "Channels". */

import { call } from "../protocol/http.ts";
import { chosen, written, type Filter } from "./filter.ts";
import type { Me, Message, Organisation } from "../protocol/generated.ts";
import type {
  Agent,
  Card,
  Channel,
  ChannelChanges,
  Counts,
  Deed,
  Facets,
  Labels,
  Member,
  Mentions,
  Order,
  Presence,
  Queue,
  Setup,
  Stands,
  Summary,
  Tag,
  Ticket,
  TicketPage,
  View,
} from "./shapes.ts";

export type * from "./shapes.ts";

const at = encodeURIComponent;
const channels = (organisation: string) => `/organisations/${at(organisation)}/channels`;

export const desk = {
  list: (view: View, cursor: string | null, filter: Filter = {}) => {
    const asked = new URLSearchParams([
      ["view", view],
      ...chosen(filter),
      ...(cursor ? [["cursor", cursor]] : []),
    ]);
    return call<TicketPage>("GET", `/desk/conversations?${asked.toString()}`);
  },
  one: (id: string) => call<Ticket>("GET", `/desk/conversations/${at(id)}`),
  counts: (filter: Filter = {}) => call<Counts>("GET", `/desk/counts${written(filter)}`),
  facets: () => call<Facets>("GET", "/desk/facets"),
  act: (id: string, deed: Deed, body: object = {}) =>
    call<Stands>("POST", `/desk/conversations/${at(id)}/${deed}`, body),
  agents: () => call<Agent[]>("GET", "/desk/agents"),
  setState: (state: Presence) => call<Agent[]>("PUT", "/desk/me/state", { state }),
  queues: (organisation: string) => call<Queue[]>("GET", `/organisations/${at(organisation)}/queues`),
  tags: (organisation: string) => call<Tag[]>("GET", `/organisations/${at(organisation)}/tags`),
  setTags: (id: string, tags: readonly string[]) =>
    call<{ readonly tags: readonly string[] }>("PUT", `/desk/conversations/${at(id)}/tags`, { tags }),
  card: (id: string) => call<Card>("GET", `/desk/conversations/${at(id)}/customer`),
  changeCard: (id: string, attributes: Readonly<Record<string, string | null>>) =>
    call<Card>("PATCH", `/desk/conversations/${at(id)}/customer`, { attributes }),
  labels: (id: string) => call<Labels>("GET", `/desk/conversations/${at(id)}/labels`),
  setLabels: (id: string, wanted: object) =>
    call<Labels>("PUT", `/desk/conversations/${at(id)}/labels`, wanted),
  summary: (id: string) => call<Summary>("GET", `/desk/conversations/${at(id)}/summary`),
  orders: (id: string) =>
    call<{ readonly orders: readonly Order[] }>("GET", `/desk/conversations/${at(id)}/orders`),
  mentions: () => call<Mentions>("GET", "/desk/mentions"),
  readMentions: (until: string) =>
    call<{ readonly unread: number }>("POST", "/desk/mentions/read", { until }),
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
  setup: (organisation: string) => call<Setup>("GET", `/organisations/${at(organisation)}/setup`),
  putAway: (organisation: string, put_away: readonly string[]) =>
    call<Setup>("PATCH", `/organisations/${at(organisation)}/setup`, { put_away }),
  join: (token: string) => call<Organisation>("POST", "/invitations/accept", { token }),
  removeChannel: (organisation: string, id: string) => call("DELETE", `${channels(organisation)}/${at(id)}`),
};
