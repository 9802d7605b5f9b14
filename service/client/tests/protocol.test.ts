/** Back-off, codes of refusals, what is never sent, and people as they are shown. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { api, codeOf, detailsOf, Refused } from "../src/protocol/http.ts";
import { newId } from "../src/protocol/id.ts";
import { person } from "../src/protocol/people.ts";
import { backOff } from "../src/protocol/socket.ts";
import { wellFormed } from "../src/text/text.ts";

test("each try waits longer, up to a bound, and never less than half of it", () => {
  const least = [0, 1, 2, 3, 20].map((tries) => backOff(tries, () => 0));
  const most = [0, 1, 2, 3, 20].map((tries) => backOff(tries, () => 1));
  assert.deepEqual(least, [250, 500, 1000, 2000, 10_000]);
  assert.deepEqual(
    most,
    least.map((one) => one * 2),
  );
});

test("a refusal keeps its code and details; a fault has none", async (context) => {
  const body = JSON.stringify({ code: "handle_taken", message: "Taken.", details: { field: "handle" } });
  context.mock.method(globalThis, "fetch", () => Promise.resolve(new Response(body, { status: 409 })));
  const refused = await api.find("x").catch((error: unknown) => error);
  assert.ok(refused instanceof Refused);
  assert.deepEqual(
    [codeOf(refused), detailsOf(refused), refused.status],
    ["handle_taken", { field: "handle" }, 409],
  );
  assert.deepEqual([codeOf(new TypeError("x")), detailsOf(null)], ["", {}]);
});

test("no line is said to be no line, and an answer that is no JSON a fault of the service", async (context) => {
  const fetch = context.mock.method(globalThis, "fetch", () => Promise.reject(new TypeError("no line")));
  assert.equal(codeOf(await api.me().catch((error: unknown) => error)), "unreachable");
  fetch.mock.mockImplementation(() => Promise.resolve(new Response("<html>", { status: 502 })));
  assert.equal(codeOf(await api.me().catch((error: unknown) => error)), "internal");
});

test("halves of characters never reach the line", () => {
  assert.equal(wellFormed({ text: "a\ud83db", nested: ["\udc00"] }), '{"text":"ab","nested":[""]}');
});

test("a name turns nothing around it; one without letters is the handle", () => {
  const shown = (name: string) =>
    (person("", { name, handle: "ana", deleted: false }) as { name: string }).name;
  assert.equal(shown("A\u202ena"), "Ana");
  assert.equal(shown("  "), "@ana");
  assert.deepEqual(person("", { name: "no person" }), { name: "no person" });
});

test("ids are random UUIDs, also where a page may not ask for them", (context) => {
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  context.after(() => Reflect.deleteProperty(crypto, "randomUUID"));
  const made = Array.from({ length: 100 }, newId);
  assert.equal(new Set(made).size, 100);
  for (const id of made)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
