/** HTTP calls of a visitor, docs/protocol.md "Widget". Their token goes in a header: no cookie of anybody's does. */

import { asked } from "../protocol/http.ts";
import type { Conversation, Page as Messages } from "../protocol/generated.ts";

export { codeOf, detailsOf, type Details } from "../protocol/http.ts";

/** What a channel looks like before anybody writes. */
export interface Look {
  readonly name: string;
  /** "#rrggbb" */
  readonly colour: string;
  readonly greeting: string | null;
  readonly greeting_language: string | null;
  readonly language: string;
  readonly enabled: boolean;
  /** Within office hours; null: none are set. */
  readonly open_now?: boolean | null;
  /** When it opens next; null: it is open, or nothing is known of it. */
  readonly opens_at?: string | null;
  /** Nobody can write: the business is suspended. */
  readonly suspended?: boolean;
}

/** What somebody says who comes. */
export interface Coming {
  readonly language: string;
  readonly consent: true;
  readonly name?: string;
  readonly email?: string;
  readonly identity?: { readonly id: string; readonly hmac: string };
}

export interface Come {
  readonly token: string;
  readonly contact_id: string;
  readonly conversation_id: string | null;
}

/** Where on the site they are. */
export interface Page {
  readonly url: string;
  readonly title: string;
}

/** That they may say how it was, or say it otherwise. */
export interface RatingAsk {
  readonly conversation_id: string;
  readonly until: string;
  /** 1 to 5; null: it was not said yet. */
  readonly score: number | null;
  readonly comment: string | null;
}

const at = encodeURIComponent;
const ME = "/widget/visitors/me";

export const doors = {
  look: (key: string, language: string) =>
    asked<Look>("GET", `/widget/${at(key)}?language=${at(language)}`, null),
  come: (key: string, said: Coming) => asked<Come>("POST", `/widget/${at(key)}/visitors`, null, said),
  /** The conversation in which they write: the same one however often it is asked for. */
  open: (token: string) => asked<Conversation>("POST", `${ME}/conversations`, token),
  me: (token: string) => asked<{ readonly rating?: RatingAsk | null }>("GET", ME, token),
  rate: (token: string, id: string, score: number, comment: string) =>
    asked<RatingAsk>("PUT", `/widget/conversations/${at(id)}/rating`, token, { score, comment }),
  page: (token: string, page: Page & { readonly time_zone: string }) =>
    asked("PUT", `${ME}/page`, token, page),
  forget: (token: string) => asked("DELETE", ME, token),
  before: (token: string, id: string, seq: number) =>
    asked<Messages>("GET", `${ME}/conversations/${at(id)}/messages?before=${seq}&limit=50`, token),
};
