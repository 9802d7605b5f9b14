/** What a link leads to: whose words are in front, where it really leads, and what becomes of it by an edit. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, cardOf, hostsOf } from "../src/features/chat/card.ts";
import { merged, withDeeds } from "../src/state/deeds.ts";
import type { Act, Annotation, Deed, LinkCard, Message } from "../src/protocol/types.ts";
import { message } from "./helpers.ts";

const link = { url: "https://a.test/b", title: "Lampe", description: "Aus Glas", host: "a.test" } as LinkCard;

function shown(detail?: Record<string, unknown>, target = "en"): Message {
  const found = { task: "link", target, model: "m", detail } as Annotation;
  const content = { kind: "text", link } as Message["content"];
  const { enrichment } = message(1, 1);
  const annotations = detail ? [found] : [];
  return message(1, 1, {
    text: "Sieh https://a.test/b",
    content,
    enrichment: { ...enrichment, annotations },
  });
}

test("a reader has the translation in front and the page's words behind, the author the other way", () => {
  const here = { title: "Lamp", description: "Made of glass", lang: "en" };
  const there = { title: "Lampe", description: "Aus Glas", lang: "de" };
  const translated = shown({ title: here.title, description: here.description, language: "de" });
  assert.deepEqual(cardOf(translated, "en", false), { ...here, link, other: there });
  assert.deepEqual(cardOf(translated, "en", true), { ...there, link, other: here });
});

test("half of a translation is none, another language's is not shown, and a doubtful one says so", () => {
  const alone = { title: "Lampe", description: "Aus Glas", link, other: null };
  assert.deepEqual(cardOf(shown({ title: "Lamp" }), "en", false), { ...alone, lang: null });
  assert.deepEqual(cardOf(shown({ title: "L", description: "" }, "fr"), "en", false)?.other, null);
  assert.equal(cardOf(shown({ title: "Lamp", description: "", rough: true }), "en", false)?.title, "≈ Lamp");
  assert.equal(cardOf(message(1, 1), "en", false), null);
});

test("a card names where it leads, also where that is elsewhere, and leads nowhere but into the web", () => {
  assert.equal(hostsOf(link), "a.test");
  assert.equal(hostsOf({ ...link, url: "https://www.a.test/b" }), "a.test");
  assert.equal(hostsOf({ ...link, url: "https://s.test/x" }), "s.test → a.test");
  assert.equal(addressOf(link), "https://a.test/b");
  for (const url of ["javascript:alert(1)", "data:text/html,x", "x"])
    assert.equal(addressOf({ ...link, url }), null);
});

function deed(act: Act): Deed {
  return {
    id: act.kind,
    message_id: "m1",
    conversation_id: "c1",
    act,
    at: "2026-01-01T00:00:00Z",
    place: 1,
    status: "waits",
    code: null,
    tried: false,
  };
}

test("an edit that waits shows no link that it takes away, and a later one does not bring it back", () => {
  const said = shown();
  const edit = (text: string, more: { link?: false } = {}): Act => {
    return { kind: "edit", text, was: said.text, edited_at: null, ...more };
  };
  const after = (act: Act) =>
    withDeeds(said, { deeds: [{ ...deed(act), message_id: said.id }], me: null }).content;
  assert.equal((after(edit(said.text, { link: false })) as { link?: unknown }).link, null);
  assert.equal((after(edit("Sieh")) as { link?: unknown }).link, null);
  assert.deepEqual(after(edit(`${said.text}!`)), said.content);
  const both = merged(deed(edit("Neu https://a.test/b")), [deed(edit(said.text, { link: false }))]);
  assert.deepEqual(both.deed.act, edit("Neu https://a.test/b", { link: false }));
});
