/** How a visit begins: what was kept comes first, and the service says whether that is right. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused } from "../src/protocol/http.ts";
import type { Me } from "../src/protocol/types.ts";
import { opened, type Page } from "../src/state/opening.ts";
import type { Kept } from "../src/state/shelf.ts";
import { me } from "./helpers.ts";

const shelf = (more: Partial<Me> = {}): Kept => ({ me: { ...me, ...more }, conversations: [], threads: [] });

/** A page that notes what it is told; `shelves` by whose they are. */
function paged(shelves: Record<string, Kept>) {
  const did: string[] = [];
  const page: Page = {
    kept: (id) => Promise.resolve(shelves[id] ?? null),
    recall: (kept) => {
      did.push(`recall ${kept.me.id}`);
      return Promise.resolve({
        goOn: ({ name }) => void did.push(`go on as ${name}`),
        goAlone: () => void did.push("go alone"),
        leave: () => void did.push("leave"),
        end: (reason) => void did.push(`end: ${reason}`),
      });
    },
    enter: ({ id }, kept) => Promise.resolve(void did.push(`enter ${id} with ${kept?.me.id ?? "nothing"}`)),
    gone: (reason) => void did.push(`gone: ${reason}`),
    unreachable: () => void did.push("unreachable"),
  };
  return { did, page };
}

test("what was kept is on the screen before the service has answered", async () => {
  const { did, page } = paged({ me: shelf() });
  let answer = (_: Me): void => undefined;
  const visit = opened("me", new Promise<Me>((done) => (answer = done)), page);
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(did, ["recall me"]);
  answer({ ...me, name: "Now" });
  await visit;
  assert.deepEqual(did, ["recall me", "go on as Now"]);
});

const eva = { ...me, id: "eva" };
const demand = {
  organisation_id: "o",
  name: "Casa",
  since: "2026-01-01T10:00:00Z",
} as unknown as Me["demand"];
const refused = (code: string, details = {}) => Promise.reject(new Refused(code, code, details));
const CASES: [string, Record<string, Kept>, () => Promise<Me>, string[]][] = [
  ["nothing kept", {}, () => Promise.resolve(me), ["enter me with nothing"]],
  [
    "somebody else",
    { me: shelf(), eva: shelf(eva) },
    () => Promise.resolve(eva),
    ["recall me", "leave", "enter eva with eva"],
  ],
  [
    "another language",
    { me: shelf() },
    () => Promise.resolve({ ...me, language: "de" }),
    ["recall me", "leave", "enter me with me"],
  ],
  [
    "a demand",
    { me: shelf() },
    () => Promise.resolve({ ...me, demand }),
    ["recall me", "leave", "enter me with me"],
  ],
  ["a demand as before", { me: shelf({ demand }) }, () => Promise.resolve(me), ["enter me with me"]],
  ["no answer", { me: shelf() }, () => refused("unreachable"), ["recall me", "go alone"]],
  ["no answer, a demand", { me: shelf({ demand }) }, () => refused("unreachable"), ["recall me", "go alone"]],
  ["no answer, nothing kept", {}, () => refused("unreachable"), ["unreachable"]],
  ["over", { me: shelf() }, () => refused("not_signed_in"), ["recall me", "end: expired"]],
  ["ended", {}, () => refused("not_signed_in", { reason: "ended" }), ["gone: ended"]],
];
for (const [name, shelves, asked, does] of CASES) {
  test(`a visit begins with: ${name}`, async () => {
    const { did, page } = paged(shelves);
    await opened("me", asked(), page);
    assert.deepEqual(did, does);
  });
}

test("what is no refusal is not hidden", async () => {
  const { page } = paged({ me: shelf() });
  await assert.rejects(opened("me", Promise.reject(new Error("a fault")), page), /a fault/);
});
