/** Which rows of a long list are drawn. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Row } from "../src/features/chat/timeline.ts";
import { entries, extent, Heights, MARGIN, rowAt } from "../src/features/chat/window.ts";

const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ kind: "day", key: `r${index}`, at: "" }));

const NONE: ReadonlySet<string> = new Set();

test("as many are drawn in a list of a million as in one of a thousand", () => {
  const sizes = [1000, 1_000_000].map((count) => extent(count, count / 2, 20));
  for (const { from, to } of sizes) assert.equal(to - from, 20 + 2 * MARGIN);
});

test("at the end the view is full, and the last row is drawn", () => {
  assert.deepEqual(extent(1000, 999, 20), { from: 1000 - 20 - MARGIN, to: 1000 });
  assert.deepEqual(extent(3, 2, 20), { from: 0, to: 3 });
  assert.deepEqual(extent(0, -1, 20), { from: 0, to: 0 });
});

test("gaps and rows together are as high as all rows", () => {
  const all = rows(300);
  const heights = new Heights();
  all.slice(100, 150).forEach(({ key }, index) => heights.learn(key, 50 + index));
  const tops = heights.topsOf(all);
  const found = entries(all, { from: 100, to: 150 }, new Set(["r7", "r299"]), tops, 0);
  const height = found.reduce((sum, one, index) => {
    if (one.kind === "gap") return sum + one.height;
    const place = all.findIndex(({ key }) => key === one.key);
    assert.ok(index === 0 || found[index - 1] !== one);
    return sum + (tops[place + 1] ?? 0) - (tops[place] ?? 0);
  }, 0);
  assert.equal(height, tops[300]);
  assert.deepEqual(
    found.filter(({ kind }) => kind === "gap").map(({ key }) => key),
    ["gap r7", "gap r100", "gap r299"],
  );
});

test("only the gap before what is drawn is off by the drift, and none is lower than nothing", () => {
  const all = rows(100);
  const tops = new Heights().topsOf(all);
  const high = (drift: number) =>
    entries(all, { from: 40, to: 60 }, NONE, tops, drift).map((one) => (one.kind === "gap" ? one.height : 0));
  const [straight, off, far] = [high(0), high(-30), high(-1e6)];
  assert.equal((straight[0] ?? 0) - (off[0] ?? 0), 30);
  assert.equal(straight.at(-1), off.at(-1));
  assert.equal(far[0], 0);
});

test("what was not seen is thought to be as high as what was, and keeps to that", () => {
  const all = rows(100);
  const heights = new Heights();
  for (const { key } of all.slice(0, 10)) heights.learn(key, 30);
  assert.equal(heights.topsOf(all)[100], 3000);
  for (const { key } of all.slice(10, 20)) heights.learn(key, 60);
  assert.equal(heights.topsOf(all)[100], 3300);
  heights.forget();
  for (const { key } of all.slice(0, 10)) heights.learn(key, 40);
  assert.equal(heights.topsOf(all)[100], 4000);
});

test("a row is found by its place", () => {
  const tops = Float64Array.from([0, 10, 30, 60]);
  assert.deepEqual(
    [-5, 0, 9, 10, 29.5, 59, 60, 900].map((y) => rowAt(tops, y)),
    [0, 0, 0, 1, 1, 2, 2, 2],
  );
  assert.equal(rowAt(Float64Array.from([0]), 5), 0);
});
