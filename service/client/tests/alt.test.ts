/** What a file shows: whose words are in front, and what is said of a doubtful translation. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { altOf } from "../src/features/chat/alt.ts";
import type { Annotation, Message } from "../src/protocol/types.ts";
import { message } from "./helpers.ts";

const content = { kind: "attachment", file_id: "f", name: "a.png", alt: "Uma praia" } as Message["content"];

function shown(detail?: Record<string, unknown>, target = "en"): Message {
  const found = { task: "alt", target, model: "m", detail } as Annotation;
  const { enrichment } = message(1, 1);
  return message(1, 1, { content, enrichment: { ...enrichment, annotations: detail ? [found] : [] } });
}

test("a reader has the translation in front and the author's words behind, the author the other way", () => {
  const translated = shown({ text: "A beach", language: "pt", confidence: 0.9 });
  const [here, there] = [
    { text: "A beach", lang: "en" },
    { text: "Uma praia", lang: "pt" },
  ];
  assert.deepEqual(altOf(translated, "en", false), { ...here, other: there });
  assert.deepEqual(altOf(translated, "en", true), { ...there, other: here });
});

test("without a translation into this language the author's words stand alone", () => {
  for (const one of [shown(), shown({ text: "Une plage" }, "fr"), shown({ text: null })])
    assert.deepEqual(altOf(one, "en", false), { text: "Uma praia", lang: "pt", other: null });
});

test("a doubtful translation says so", () => {
  for (const doubt of [{ confidence: 0.2 }, { rough: true }])
    assert.equal(altOf(shown({ text: "A beach", ...doubt }), "en", false)?.text, "≈ A beach");
});

test("what has no file, or a file of which nothing is said, shows nothing", () => {
  assert.equal(altOf(message(1, 1), "en", false), null);
  const silent = { ...content, alt: "" } as Message["content"];
  assert.equal(altOf(message(1, 1, { content: silent }), "en", false), null);
});
