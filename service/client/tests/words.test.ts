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

const ALL: Record<string, Dictionary> = { en, pt, es, fr, de, it, nl, ar };
const SRC = path.resolve(process.env["CLIENT"] ?? ".", "src");
const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.includes("i18n/words") && !name.includes("generated"))
  .map((name) => readFileSync(path.join(SRC, name), "utf8"))
  .join("\n");

/** Beginnings of keys whose end is put together: `t(`error.${code}`)`. */
const begun = [...sources.matchAll(/`([a-z_]+\.[a-z_]*)\$\{/g)].map(([, beginning]) => String(beginning));
const used = (key: string) =>
  sources.includes(`"${key}"`) || begun.some((one) => key.startsWith(one) && key !== one);

test("every language of the interface has its dictionary", () => {
  assert.deepEqual(Object.keys(ALL).sort(), [...SPOKEN].sort());
});

for (const [tag, words] of Object.entries(ALL)) {
  test(`${tag}: the keys of English, no more and no fewer`, () => {
    assert.deepEqual(Object.keys(words).sort(), Object.keys(en).sort());
  });

  test(`${tag}: every form that its plurals need`, () => {
    const rules = new Intl.PluralRules(tag);
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
    Object.keys(en).filter((key) => !used(key)),
    [],
  );
});

test("every key that is asked for is there", () => {
  const asked = [...sources.matchAll(/\bt\(\s*"([a-z_.]+)"/g)].map(([, key]) => String(key));
  assert.ok(asked.length > 150);
  assert.deepEqual(
    asked.filter((key) => !(key in en)),
    [],
  );
});

test("German says du: and nowhere Sie", () => {
  const texts = Object.values(de).flatMap((entry) =>
    typeof entry === "string" ? [entry] : Object.values(entry),
  );
  const formal = /\b(Ihnen|Ihre[mnrs]?)\b|[\p{Ll},] Sie\b/u; // within a sentence, Sie is no "they"
  assert.deepEqual(
    texts.filter((text) => formal.test(text)),
    [],
  );
});
