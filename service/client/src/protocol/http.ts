/** HTTP calls of docs/protocol.md. The cookie carries the sign-in; every refusal becomes a `Refused`. */

import { wellFormed } from "../text/text.ts";
import { heardServerTime } from "../text/time.ts";
import type {
  Asked,
  Brought,
  CannedAnswer,
  CannedAnswers,
  Changes,
  Configuration,
  Conversation,
  CorrectionResult,
  Dictated,
  Fetching,
  FoundMessages,
  Glossary,
  Going,
  Languages,
  LinkPreview,
  Me,
  Member,
  Message,
  NewWord,
  Organisation,
  OwnAnswers,
  Page,
  Person,
  Push,
  Reporting,
  Session,
  SignedIn,
  SigningUp,
  Text,
  Version,
  Way,
  Word,
} from "./generated.ts";
import { person } from "./people.ts";

/** What a refusal says besides its code. */
export type Details = Record<string, string | number>;

/** The service said no, or could not be reached (`code` is then "unreachable"). */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: Details = {},
    readonly status = 0,
  ) {
    super(message);
  }
}

/** Code of a refusal; "" of what is no refusal but a fault. */
export const codeOf = (error: unknown): string => (error instanceof Refused ? error.code : "");

/** What it says besides. */
export const detailsOf = (error: unknown): Details => (error instanceof Refused ? error.details : {});

const PATIENCE = 15000;
/** The service waits for another server, and then for its picture: longer than for anything else. */
const ELSEWHERE = 30000;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** @param path Below `/api`. @returns The answer's JSON, null where there is none. */
export function call<Answer = null>(
  method: Method,
  path: string,
  body?: object,
  patience = PATIENCE,
): Promise<Answer> {
  return sent<Answer>(method, path, body, {}, "same-origin", patience);
}

/** The same without the cookie: of who has the token, or of nobody. */
export function asked<Answer = null>(
  method: Method,
  path: string,
  token: string | null,
  body?: object,
): Promise<Answer> {
  return sent<Answer>(method, path, body, token ? { Authorization: `Bearer ${token}` } : {}, "omit");
}

function sent<Answer>(
  method: Method,
  path: string,
  body: object | undefined,
  who: Record<string, string>,
  credentials: RequestCredentials,
  patience = PATIENCE,
): Promise<Answer> {
  const headers = { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) };
  const request = fetch(`/api${path}`, {
    method,
    headers: { ...headers, ...who },
    body: body ? wellFormed(body) : null,
    credentials,
    signal: AbortSignal.timeout(patience),
  });
  return answered<Answer>(request, `${method} ${path}`);
}

async function answered<Answer>(asked: Promise<Response>, what: string): Promise<Answer> {
  const response = await asked.catch((cause: unknown) => {
    throw new Refused("unreachable", `No answer to ${what}: ${String(cause)}`);
  });
  heardServerTime(response.headers.get("date"));
  const answer = await response.text().then(parsed, () => null);
  if (response.ok) return answer as Answer;
  throw refusal(response, answer);
}

/** A page of my list of conversations. @param cursor Where it begins. @returns With the cursor of the next one. */
async function conversations(cursor: string, limit: number) {
  const what = `/conversations?${asking({ limit, cursor })}`;
  const headers = { Accept: "application/json" };
  const signal = AbortSignal.timeout(PATIENCE);
  const request = fetch(`/api${what}`, { headers, credentials: "same-origin", signal });
  const found = await answered<Conversation[]>(request, `GET ${what}`);
  return { conversations: found, next: following((await request).headers.get("link")) };
}

/** @param link The header, as of RFC 8288. @returns The cursor in it. */
export function following(link: string | null): string | null {
  const address = /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
  return address ? new URL(address, "http://here").searchParams.get("cursor") : null;
}

/** Who I am; the first time what `boot.ts` has asked before this script was there. */
function me(): Promise<Me> {
  const page = globalThis as { duologueMe?: Promise<Response> };
  const { duologueMe: early } = page;
  delete page.duologueMe;
  return early ? answered(early, "GET /me") : call("GET", "/me");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, person);
  } catch {
    return null;
  }
}

function refusal(response: Response, answer: unknown): Refused {
  const told = (answer ?? {}) as { code?: string; message?: string; details?: Details };
  const code = told.code ?? (response.status >= 500 ? "internal" : "invalid_input");
  return new Refused(code, told.message ?? response.statusText, told.details ?? {}, response.status);
}

const at = encodeURIComponent;

/** What is asked, without what is null. */
function asking(values: Record<string, string | number | null>): string {
  const given = Object.entries(values).flatMap(([name, one]) => (one === null ? [] : [[name, String(one)]]));
  return new URLSearchParams(given).toString();
}

export type Decision = "accept" | "ignore" | "block" | "unblock" | "leave";

/** What of a conversation is mine, or my side's, alone. */
export type ConversationChanges = Partial<Pick<Conversation, "suggestions" | "muted" | "address">>;

/** @param sound A recording as the browser made it. @returns What was said; nothing of it is kept. */
function dictate(sound: Blob, signal: AbortSignal): Promise<Dictated> {
  const headers = { Accept: "application/json", "Content-Type": sound.type };
  const asked = fetch("/api/dictations", { method: "POST", headers, body: sound, signal });
  return answered(asked, "POST /dictations");
}

export const api = {
  signUp: (person: SigningUp) => call<SignedIn>("POST", "/people", person),
  /** @param code Of a second factor; null: none was asked for. */
  signIn: (handle: string, password: string, code: string | null = null) =>
    call<SignedIn>("POST", "/sessions", { handle, password, ...(code === null ? {} : { code }) }),
  /** Where to go to sign in by the identity provider. */
  elsewhere: (going: Going) => call<Way>("POST", "/oidc", going),
  changePassword: (old: string, fresh: string) => call("PUT", "/me/password", { old, new: fresh }),
  sessions: () => call<Session[]>("GET", "/me/sessions"),
  endSession: (id: string) => call("DELETE", `/me/sessions/${at(id)}`),
  endOthers: () => call("DELETE", "/me/sessions"),
  deleteMe: (password: string) => call("POST", "/me/deletion", { password }),
  signOut: () => call("DELETE", "/sessions"),
  me,
  changeMe: (changes: Partial<Changes>) => call<Me>("PATCH", "/me", changes),
  /** @param within One conversation, or all of mine. @param before `next` of the page before. */
  search: (text: string, within: string | null, before: number | null) =>
    call<FoundMessages>("GET", `/search?${asking({ text, conversation: within, before })}`),
  find: (text: string) => call<Person[]>("GET", `/people?search=${at(text)}`),
  models: () => call<Fetching>("GET", "/models"),
  pullModels: (language: string) => call<Fetching>("POST", "/models/pull", { language }),
  stopPulling: () => call("DELETE", "/models/pull"),
  languages: () => call<Languages>("GET", "/languages"),
  startWith: (handle: string) => call<Conversation>("POST", "/conversations", { with: handle }),
  conversations,
  conversation: (id: string) => call<Conversation>("GET", `/conversations/${at(id)}`),
  aside: (state: "ignored" | "blocked") => call<Conversation[]>("GET", `/conversations?state=${state}`),
  decide: (id: string, what: Decision) => call<Conversation>("POST", `/conversations/${at(id)}/${what}`),
  changeConversation: (id: string, changes: ConversationChanges) =>
    call<Conversation>("PATCH", `/conversations/${at(id)}`, changes),
  report: (id: string, report: Reporting) => call("POST", `/conversations/${at(id)}/report`, report),
  before: (id: string, seq: number, limit = 50) =>
    call<Page>("GET", `/conversations/${at(id)}/messages?before=${seq}&limit=${limit}`),
  message: (id: string) => call<Message>("GET", `/messages/${at(id)}`),
  /** @param link False: it shows its link no more. An id: this preview from now on. */
  edit: (id: string, text: string, edited_at: string | null, link?: false | string) =>
    call<Message>("PATCH", `/messages/${at(id)}`, {
      text,
      edited_at,
      ...(link === undefined ? {} : { link }),
    }),
  linkPreview: (url: string, conversation_id: string) =>
    call<LinkPreview>("POST", "/link-previews", { url, conversation_id }, ELSEWHERE),
  dropPreview: (id: string) => call("DELETE", `/link-previews/${at(id)}`),
  remove: (id: string) => call<Message>("DELETE", `/messages/${at(id)}`),
  react: (id: string, emoji: string, on: boolean) =>
    call<Message>("PUT", `/messages/${at(id)}/reaction`, { emoji, on }),
  pin: (id: string, on: boolean) => call<Message>("PUT", `/messages/${at(id)}/pin`, { on }),
  pinned: (conversation: string) => call<Message[]>("GET", `/conversations/${at(conversation)}/pinned`),
  history: (id: string) => call<Version[]>("GET", `/messages/${at(id)}/history`),
  tryAgain: (messageId: string) => call("POST", `/messages/${at(messageId)}/enrichment`),
  correct: (messageId: string, text: string, client_id: string) =>
    call<CorrectionResult>("PUT", `/messages/${at(messageId)}/translation`, { text, client_id }),
  undoCorrection: (messageId: string) => call<Message>("DELETE", `/messages/${at(messageId)}/translation`),
  words: (conversation?: string) =>
    call<Glossary>("GET", `/glossary${conversation ? `?conversation=${at(conversation)}` : ""}`),
  addWord: (word: Partial<NewWord>) => call<Word>("POST", "/glossary", word),
  removeWord: (id: string) => call("DELETE", `/glossary/${at(id)}`),
  bringWords: (text: string, conversation_id: string | null) =>
    call<Brought>("POST", "/glossary/file", { text, conversation_id }),
  canned: () => call<CannedAnswers>("GET", "/canned"),
  addCanned: (answer: Text) => call<CannedAnswer>("POST", "/canned", answer),
  removeCanned: (id: string) => call("DELETE", `/canned/${at(id)}`),
  dictate,
  answers: () => call<OwnAnswers>("GET", "/me/answers"),
  switchAnswers: (on: boolean) => call<OwnAnswers>("PATCH", "/me/answers", { on }),
  forgetAnswers: () => call<OwnAnswers>("DELETE", "/me/answers"),
  organisations: () => call<Organisation[]>("GET", "/organisations"),
  organisation: (id: string) => call<Organisation>("GET", `/organisations/${at(id)}`),
  members: (id: string) => call<Member[]>("GET", `/organisations/${at(id)}/members`),
  configure: (id: string, settings: Partial<Configuration>) =>
    call<Organisation>("PATCH", `/organisations/${at(id)}`, settings),
  push: () => call<Push>("GET", "/me/push"),
  pushOn: (place: Partial<Asked>) => call("PUT", "/me/push", place),
  pushOff: () => call("DELETE", "/me/push"),
  shown: (messageId: string) => call("POST", `/messages/${at(messageId)}/suggestions/shown`),
};
