/** Dictionaries: the same keys everywhere, none that is not used, every form of every plural. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import ar from "../src/i18n/words/ar.ts";
import de from "../src/i18n/words/de.ts";
import en from "../src/i18n/words/en.ts";
import es from "../src/i18n/words/es.ts";
import fr from "../src/i18n/words/fr.ts";
import it from "../src/i18n/words/it.ts";
import nl from "../src/i18n/words/nl.ts";
import pt from "../src/i18n/words/pt.ts";
import { SPOKEN, type Dictionary } from "../src/i18n/i18n.ts";
import { WORDS as OF_DESK } from "../src/desk/words.ts";
import { WORDS as OF_SETTINGS } from "../src/desk/settings/words.ts";
import { WORDS as OF_FACTOR } from "../src/features/factor/words.ts";
import { LATE_WORDS } from "../src/features/late.ts";
import { WORDS as OF_WIDGET } from "../src/widget/words.ts";

type Set = Record<string, Dictionary>;
const ALL: Set = { en, pt, es, fr, de, it, nl, ar };
const WIDGET = await read(OF_WIDGET);
const DESK = await read(OF_DESK);
/** Of the chat, too, and fetched when they are needed. */
const FACTOR = await read(OF_FACTOR);
const LATE = await read(LATE_WORDS);
const english: Dictionary = { ...en, ...LATE["en"], ...FACTOR["en"] };
/** Of the desk, too, and fetched when its settings are opened. */
const SETTINGS = await read(OF_SETTINGS);
const SRC = path.resolve(process.env["CLIENT"] ?? ".", "src");
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.includes("words/") && !name.includes("generated"),
);
const text = (name: string) => readFileSync(path.join(SRC, name), "utf8");
const sources = files.map(text).join("\n");
/** What the chat's own words are for. */
const chat = files
  .filter((name) => !/^(widget|desk)\//.test(name))
  .map(text)
  .join("\n");

async function read(from: typeof OF_WIDGET): Promise<Set> {
  const all = Object.entries(from).map(async ([tag, load]) => [tag, (await load()).default] as const);
  return Object.fromEntries(await Promise.all(all));
}

const STATIC = /^(?:import (?!type\b)|\} from |export .* from )[^;]*?"(\..*?\.ts)"/gm;
const ANY =
  /(?:^(?:import (?!type\b)|\} from |export .* from )[^;]*?|\bimport\()"(\.(?!\/words\/).*?\.ts)"/gm;

/** A file, and all that it imports: before it runs, and (`ANY`) when it is needed. */
function imported(name: string, how = ANY, found = new Map<string, string>()): Map<string, string> {
  if (found.has(name)) return found;
  found.set(name, text(name));
  for (const [, what] of text(name).matchAll(how))
    imported(path.join(path.dirname(name), String(what)), how, found);
  return found;
}

const asked = (within: string) => [...within.matchAll(/\bt\(\s*"([a-z_.]+)"/g)].map(([, key]) => String(key));

/** Beginnings of keys whose end is put together: `t(`error.${code}`)`. */
const begun = (within: string) =>
  [...within.matchAll(/`([a-z_]+\.[a-z_]*)\$\{/g)].map(([, beginning]) => String(beginning));
const used = (key: string, within = sources) =>
  within.includes(`"${key}"`) || begun(within).some((one) => key.startsWith(one) && key !== one);

test("every language of the interface has its dictionary", () => {
  assert.deepEqual(Object.keys(ALL).sort(), [...SPOKEN].sort());
});

const SETS = { chat: ALL, late: LATE, widget: WIDGET, desk: DESK, factor: FACTOR, settings: SETTINGS };
const each = Object.entries(SETS).flatMap(([whose, set]) =>
  Object.entries(set).map(([tag, words]) => ({
    tag: `${whose}, ${tag}`,
    base: tag,
    words,
    english: set["en"],
  })),
);
for (const { tag, base, words, english } of each) {
  test(`${tag}: the keys of English, no more and no fewer`, () => {
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english ?? {}).sort());
  });

  test(`${tag}: every form that its plurals need`, () => {
    const rules = new Intl.PluralRules(base);
    const needed = new Set(Array.from({ length: 201 }, (_, count) => rules.select(count)));
    const lacking = Object.entries(words).flatMap(([key, entry]) =>
      typeof entry === "string"
        ? []
        : [...needed].filter((form) => !(form in entry)).map((form) => `${key}.${form}`),
    );
    assert.deepEqual(lacking, []);
  });
}

test("every key is used somewhere", () => {
  assert.deepEqual(
    Object.keys(english).filter((key) => !used(key)),
    [],
  );
});

test("every key that is asked for is there", () => {
  assert.ok(asked(chat).length > 150);
  assert.deepEqual(
    asked(chat).filter((key) => !(key in english)),
    [],
  );
});

test("what the chat has from the start needs no words that come later, and none comes before it is needed", () => {
  const first = imported("main.ts", STATIC);
  imported("features/welcome/welcome.ts", STATIC, first);
  assert.ok(first.has("features/chat/bubble.ts") && !first.has("features/chat/menu.ts"));
  const within = [...first.values()].filter((one) => /\b(t|explain|explainField)\(/.test(one)).join("\n");
  assert.deepEqual(
    Object.keys(LATE["en"] ?? {}).filter((key) => used(key, within)),
    [],
  );
  assert.deepEqual(
    Object.keys(en).filter((key) => !used(key, within)),
    [],
  );
});

test("the widget has every key that it may ask for, and no other", () => {
  const parts = imported("widget/frame.ts");
  assert.ok(parts.has("widget/said.ts") && parts.has("features/chat/reading.ts"));
  const within = [...parts.values()].join("\n");
  assert.deepEqual(
    asked(within).filter((key) => !(key in (WIDGET["en"] ?? {}))),
    [],
  );
  assert.deepEqual(
    Object.keys(WIDGET["en"] ?? {}).filter((key) => !used(key, within)),
    [],
  );
});

test("the desk has every key that it may ask for beside the chat's, and no other", () => {
  const within = files
    .filter((name) => name.startsWith("desk/"))
    .map(text)
    .join("\n");
  const ours = { ...DESK["en"], ...SETTINGS["en"] };
  const there = { ...en, ...LATE["en"], ...ours };
  assert.ok(asked(within).length > 20);
  assert.deepEqual(
    asked(within).filter((key) => !(key in there)),
    [],
  );
  assert.deepEqual(
    Object.keys(ours).filter((key) => !used(key, within + text("i18n/i18n.ts"))),
    [],
  );
});

test("German says du: and nowhere Sie", () => {
  const sets = [LATE, WIDGET, DESK, SETTINGS, FACTOR];
  const texts = [de, ...sets.map((set) => set["de"] ?? {})]
    .flatMap(Object.values<Dictionary[string]>)
    .flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry)));
  const formal = /\b(Ihnen|Ihre[mnrs]?)\b|[\p{Ll},] Sie\b/u; // within a sentence, Sie is no "they"
  assert.deepEqual(
    texts.filter((text) => formal.test(text)),
    [],
  );
});
