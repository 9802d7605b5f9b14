"""A message read aloud by a voice of the reader's machine. What speaks is a stand-in: none is here."""

from __future__ import annotations

from typing import Any, TypeAlias

from playwright.sync_api import expect

from tests.browser.sound import assert_sound
from tests.browser.stage import Seat

Said: TypeAlias = tuple[dict[str, Any], Seat, Seat]

VOICES = """() => {
  window.read = [];
  const voice = (lang, localService) => ({ lang, localService, default: !localService });
  speechSynthesis.getVoices = () => [voice("en-US", false), voice("pt-BR", false), voice("en-GB", true)];
  speechSynthesis.speak = (one) => window.read.push(one);
  speechSynthesis.cancel = () => (window.read = []);
  window.SpeechSynthesisUtterance = class extends EventTarget {
    constructor(text) { super(); this.text = text; }
  };
}"""
READ = "() => window.read.map(({ text, lang }) => [text, lang])"
END = "() => [...window.read].forEach((one) => one.dispatchEvent(new Event('end')))"


def test_it_is_read_in_the_language_of_its_reader_until_it_is_stopped_or_ends(said: Said) -> None:
    _, ana, sam = said
    for seat in (ana, sam):
        seat.page.evaluate(VOICES)
    sam.choose(1, "aloud")
    expect(sam.at("aloud-stop")).to_be_focused()
    assert sam.page.evaluate(READ) == [["I arrive at 18 hours.", "en-GB"]]
    assert_sound(sam.page)
    sam.page.keyboard.press("Escape")
    expect(sam.at("aloud")).to_have_count(0)
    expect(sam.bubble(1).get_by_test_id("message-options")).to_be_focused()
    assert sam.page.evaluate(READ) == []
    sam.choose(1, "aloud")
    expect(sam.at("aloud")).to_be_visible()
    sam.choose(1, "silence")
    expect(sam.at("aloud")).to_have_count(0)
    sam.choose(1, "aloud")
    expect(sam.at("aloud")).to_be_visible()
    sam.page.evaluate(END)
    expect(sam.at("aloud")).to_have_count(0)
    ana.bubble(1).hover()
    ana.bubble(1).get_by_test_id("message-options").click()
    expect(ana.at("menu-copy")).to_be_visible()
    expect(ana.at("menu-aloud")).to_have_count(0)  # her voices are elsewhere: they would be sent her words
