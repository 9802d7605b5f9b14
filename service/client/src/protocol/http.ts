/** HTTP calls of docs/protocol.md. The cookie carries the sign-in; every refusal becomes a `Refused`. */

import { wellFormed } from "../text/text.ts";
import { heardServerTime } from "../text/time.ts";

import { person } from "./people.ts";

/** The service said no, or could not be reached (`code` is then "unreachable"). */
export class Refused extends Error {
  /** @param {string} code @param {string} message @param {Record<string, any>} details @param {number} status */
  constructor(code, message, details = {}, status = 0) {
    super(message);
    this.code = code;
    this.details = details;
    this.status = status;
  }
}

const PATIENCE = 15000;

/**
 * @param {string} method @param {string} path Below `/api`. @param {object} [body]
 * @returns {Promise<any>} The answer's JSON, null where there is none.
 */
async function call(method, path, body) {
  const headers = { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) };
  let response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers,
      body: body && wellFormed(body),
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (cause) {
    throw new Refused("unreachable", `No answer to ${method} ${path}: ${cause}`);
  }
  heardServerTime(response.headers.get("date"));
  const answer = await response.text().then((text) => JSON.parse(text, person)).catch(() => null);
  if (response.ok) return answer;
  const code = answer?.code ?? (response.status >= 500 ? "internal" : "invalid_input");
  throw new Refused(code, answer?.message ?? response.statusText, answer?.details ?? {}, response.status);
}

const at = encodeURIComponent;

export const api = {
  signUp: (person) => call("POST", "/people", person),
  signIn: (handle, password) => call("POST", "/sessions", { handle, password }),
  changePassword: (old, fresh) => call("PUT", "/me/password", { old, new: fresh }),
  sessions: () => call("GET", "/me/sessions"),
  endSession: (id) => call("DELETE", `/me/sessions/${at(id)}`),
  endOthers: () => call("DELETE", "/me/sessions"),
  deleteMe: (password) => call("POST", "/me/deletion", { password }),
  signOut: () => call("DELETE", "/sessions"),
  me: () => call("GET", "/me"),
  changeMe: (changes) => call("PATCH", "/me", changes),
  find: (text) => call("GET", `/people?search=${at(text)}`),
  languages: () => call("GET", "/languages"),
  startWith: (handle) => call("POST", "/conversations", { with: handle }),
  conversation: (id) => call("GET", `/conversations/${at(id)}`),
  aside: (state) => call("GET", `/conversations?state=${state}`),
  /** @param {string} id @param {"accept" | "ignore" | "block" | "unblock"} what */
  decide: (id, what) => call("POST", `/conversations/${at(id)}/${what}`),
  changeConversation: (id, changes) => call("PATCH", `/conversations/${at(id)}`, changes),
  before: (id, seq, limit = 50) => call("GET", `/conversations/${at(id)}/messages?before=${seq}&limit=${limit}`),
  tryAgain: (messageId) => call("POST", `/messages/${at(messageId)}/enrichment`),
  correct: (messageId, text, client_id) => call("PUT", `/messages/${at(messageId)}/translation`, { text, client_id }),
  undoCorrection: (messageId) => call("DELETE", `/messages/${at(messageId)}/translation`),
  words: (conversation) => call("GET", `/glossary${conversation ? `?conversation=${at(conversation)}` : ""}`),
  addWord: (word) => call("POST", "/glossary", word),
  removeWord: (id) => call("DELETE", `/glossary/${at(id)}`),
  bringWords: (text, conversation_id) => call("POST", "/glossary/file", { text, conversation_id }),
  canned: () => call("GET", "/canned"),
  addCanned: (answer) => call("POST", "/canned", answer),
  removeCanned: (id) => call("DELETE", `/canned/${at(id)}`),
  answers: () => call("GET", "/me/answers"),
  switchAnswers: (on) => call("PATCH", "/me/answers", { on }),
  forgetAnswers: () => call("DELETE", "/me/answers"),
  push: () => call("GET", "/me/push"),
  pushOn: (place) => call("PUT", "/me/push", place),
  pushOff: () => call("DELETE", "/me/push"),
  shown: (messageId) => call("POST", `/messages/${at(messageId)}/suggestions/shown`),
};
