/** Where what was searched for stands in a text. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { excerpt, hasAll, hits, words } from "../src/features/search/match.ts";

const found = (text: string, question: string) =>
  hits(text, words(question)).map(([from, to]) => text.slice(from, to));

const CASES: [string, string, string[]][] = [
  ["Fala o José, o josefino", "jose", ["José", "jose"]],
  ["Jose\u0301 veio", "JOSÉ", ["Jose\u0301"]],
  ["a straße is a strasse", "strass", ["straß", "strass"]],
  ["İpek Ślązak", "ipek slaz", ["İpek", "Śląz"]],
  ["ｗｉｄｅ words", "wide", ["ｗｉｄｅ"]],
  ["unjustly just", "just", ["just"]],
  ["a cat at a bar", "a", ["a", "a"]],
  ["我们明天在车站见", "车站", ["车站"]],
  ["كَتَبَ الرسالة", "كتب", ["كَتَبَ"]],
  ["well 👍 done", "👍", ["👍"]],
  ["nothing of it", "train", []],
];

for (const [text, question, expected] of CASES) {
  test(`“${question}” in “${text}”`, () => {
    assert.deepEqual(found(text, question), expected);
    assert.equal(hasAll(text, words(question)), expected.length > 0);
  });
}

test("all of the text comes back in its pieces where it is short", () => {
  const text = "The train\nleaves at six";
  const pieces = excerpt(text, hits(text, words("leaves train")));
  assert.equal(pieces.map((one) => one.text).join(""), "The train leaves at six");
  assert.deepEqual(
    pieces.filter(({ hit }) => hit).map((one) => one.text),
    ["train", "leaves"],
  );
});

test("a long text is cut around the first hit, at a word and never in an emoji", () => {
  const text = `${"far away ".repeat(40)}needle ${"👩‍👩‍👧 ".repeat(200)}`;
  const pieces = excerpt(text, hits(text, words("needle")));
  const shown = pieces.map((one) => one.text).join("");
  assert.ok(shown.length < 260 && shown.startsWith("…") && shown.endsWith("…"));
  assert.ok(/^…(far|away) /.test(shown));
  assert.ok(!/\p{Surrogate}/u.test(shown));
  assert.equal(pieces.filter(({ hit }) => hit).length, 1);
});

test("signs alone name no word", () => {
  assert.deepEqual(words(" … !? "), []);
});
