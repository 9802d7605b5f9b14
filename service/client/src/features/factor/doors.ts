/** HTTP calls of docs/protocol.md, "Second factor". */

import type { Enrolment, RecoveryCodes, SecondFactor } from "../../protocol/generated.ts";
import { call } from "../../protocol/http.ts";

const MINE = "/me/second-factor";
const at = encodeURIComponent;

export const factor = {
  show: () => call<SecondFactor>("GET", MINE),
  begin: (password: string) => call<Enrolment>("POST", MINE, { password }),
  confirm: (code: string) => call<RecoveryCodes>("PUT", MINE, { code }),
  renew: (password: string, code: string) =>
    call<RecoveryCodes>("POST", `${MINE}/recovery`, { password, code }),
  remove: (password: string, code: string) => call("POST", `${MINE}/removal`, { password, code }),
  leave: (organisation: string, account: string) =>
    call("DELETE", `/organisations/${at(organisation)}/members/${at(account)}`),
};
