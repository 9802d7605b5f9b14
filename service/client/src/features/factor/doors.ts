/** HTTP calls of docs/protocol.md, "Second factor", "Passkeys" and "By an identity provider". */

import type {
  Asserted,
  Attested,
  Enrolment,
  Passkey,
  PasskeyAdded,
  PasskeyAsked,
  Proof,
  RecoveryCodes,
  SecondFactor,
  SignedIn,
  Way,
  WaysIn,
} from "../../protocol/generated.ts";
import { call } from "../../protocol/http.ts";

const MINE = "/me/second-factor";
const KEYS = "/me/passkeys";
const IDENTITIES = "/me/identities";
const at = encodeURIComponent;

type Proved = Partial<Proof> & { password: string };

export const factor = {
  show: () => call<SecondFactor>("GET", MINE),
  begin: (proof: Proved) => call<Enrolment>("POST", MINE, proof),
  confirm: (code: string) => call<RecoveryCodes>("PUT", MINE, { code }),
  renew: (password: string, code: string) =>
    call<RecoveryCodes>("POST", `${MINE}/recovery`, { password, code }),
  remove: (password: string, code: string) => call("POST", `${MINE}/removal`, { password, code }),
  ways: () => call<WaysIn>("GET", IDENTITIES),
  /** At the identity provider: where to go. */
  add: (proof: Proved & { back: "/" | "/desk" }) => call<Way>("POST", IDENTITIES, proof),
  drop: (id: string, proof: Proved) => call("POST", `${IDENTITIES}/${at(id)}/removal`, proof),
  leave: (organisation: string, account: string) =>
    call("DELETE", `/organisations/${at(organisation)}/members/${at(account)}`),
};

export const passkeys = {
  show: () => call<Passkey[]>("GET", KEYS),
  ask: (proof: Proved) => call<PasskeyAsked>("POST", `${KEYS}/challenge`, proof),
  add: (made: Attested) => call<PasskeyAdded>("POST", KEYS, made),
  rename: (id: string, name: string) => call<Passkey>("PATCH", `${KEYS}/${at(id)}`, { name }),
  remove: (id: string, proof: Proved) => call("POST", `${KEYS}/${at(id)}/removal`, proof),
  challenge: () => call<PasskeyAsked>("POST", "/sessions/passkey/challenge"),
  enter: (signed: Asserted) => call<SignedIn>("POST", "/sessions/passkey", signed),
};
