/** Which voice reads a message aloud: one of this machine, or none. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { voiceFor } from "../src/features/chat/aloud.ts";

const voice = (lang: string, more = {}) => ({ lang, localService: true, default: false, ...more });

test("a voice that is elsewhere is never taken", () => {
  assert.equal(voiceFor("en", [voice("en-US", { localService: false, default: true })]), undefined);
});

test("the voice of the country goes before the preferred one, and that before any of the language", () => {
  const [any, preferred, country] = [voice("pt-AO"), voice("pt-PT", { default: true }), voice("pt_BR")];
  assert.equal(voiceFor("pt-BR", [any, preferred, country]), country);
  assert.equal(voiceFor("pt", [any, preferred, country]), preferred);
  assert.equal(voiceFor("pt-MZ", [voice("es"), any]), any);
  assert.equal(voiceFor("ar", [any, preferred, country]), undefined);
});
