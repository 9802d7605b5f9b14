/** A part of the page that does not come: when the page is loaded anew for it, and when not. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { lazily } from "../src/ui/lazy.ts";

interface Case {
  online: [before: boolean, after: boolean];
  reloads: number;
}

const CASES: [string, Case][] = [
  ["a page older than the service", { online: [true, true], reloads: 1 }],
  ["offline", { online: [false, false], reloads: 0 }],
  ["a line that went meanwhile", { online: [true, false], reloads: 0 }],
  ["a line that came back before the part had failed", { online: [false, true], reloads: 0 }],
];

for (const [name, { online, reloads }] of CASES)
  test(`a part that does not come, ${name}: loaded anew ${reloads} times`, async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    let counted = 0;
    const line = { onLine: online[0] };
    const put = (key: string, value: unknown) =>
      Object.defineProperty(globalThis, key, { value, configurable: true });
    put("navigator", line);
    put("location", { reload: () => (counted += 1) });
    put("sessionStorage", { getItem: () => null, setItem: () => undefined });
    const failing = () => {
      line.onLine = online[1];
      return Promise.reject(new Error("not there"));
    };
    const silent = Symbol("nothing is said");
    const told = lazily(failing).catch((error: unknown) => String(error));
    const soon = new Promise((resolve) => setImmediate(resolve, silent));
    assert.equal(await Promise.race([told, soon]), reloads ? silent : "Error: not there");
    assert.equal(counted, reloads);
    mock.timers.tick(10_000); // the page is still here: its reader wanted to stay
    assert.equal(await told, "Error: not there");
  });
