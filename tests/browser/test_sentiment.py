"""A turn for the worse in the list and above the chat; a translation that sounds unlike its original."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from wire.contracts.events import Sentiment, Translation

SHOTS = Path(__file__).parent / "shots"
SCORES = {
    "positive": {"positive": 0.9, "neutral": 0.07, "negative": 0.03},
    "neutral": {"positive": 0.06, "neutral": 0.88, "negative": 0.06},
    "negative": {"positive": 0.03, "neutral": 0.07, "negative": 0.9},
}


def feel(stage, message, text, label, translated=None):
    sentiment = Sentiment(
        label=label,
        scores=SCORES[label],
        engine="e",
        model="m",
        translated=translated,
        disagrees=bool(translated and translated != label),
    )
    done = Translation(status="done", text=text, route=("pt", "en"))
    stage._send(message, translations={"en": done}, sentiment=sentiment)


@pytest.fixture
def chat(stage):
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    seat = stage.seat(sam)
    seat.open(conversation)
    return ana, conversation, seat


def test_a_turn_for_the_worse_shows_until_it_is_over(stage, chat):
    ana, conversation, seat = chat
    said = (
        ("Tudo bem, obrigada!", "All well, thank you!", "positive"),
        ("Isso é um absurdo!", "Absurd!", "negative"),
    )
    for seq, (text, english, label) in enumerate(said, 1):
        expect(seat.at("trend")).to_have_count(0)
        feel(stage, ana.post(conversation, text), english, label)
        expect(seat.bubble(seq).get_by_test_id("bubble-lead")).to_have_text(english)
    header, listed = (
        seat.page.locator(f"{place} [data-testid=trend]") for place in (".chat-head", ".conversation")
    )
    for one in (header, listed):
        expect(one).to_have_text("Mood is getting worse")
        assert one.locator("svg").count() == 1, "never colour alone"
    expect(seat.page.get_by_text("Ana: the mood of this conversation is getting worse.")).to_have_count(1)
    seat.page.reload()
    expect(listed).to_have_text("Mood is getting worse")
    SHOTS.mkdir(exist_ok=True)
    seat.page.screenshot(path=SHOTS / "sentiment-wide.png")
    seat.page.set_viewport_size({"width": 360, "height": 720})
    seat.page.screenshot(path=SHOTS / "sentiment-phone.png")
    assert seat.page.evaluate("document.documentElement.scrollWidth") <= 360
    seat.page.set_viewport_size({"width": 1100, "height": 760})
    feel(stage, ana.post(conversation, "Resolvido, obrigada! Adorei."), "Solved, thanks!", "positive")
    expect(header).to_have_count(0)
    expect(listed).to_have_count(0)


def test_a_translation_that_sounds_otherwise_says_so_in_its_details(stage, chat):
    ana, conversation, seat = chat
    feel(stage, ana.post(conversation, "Que maravilha!"), "How awful!", "positive", "negative")
    tone = seat.bubble(1).get_by_test_id("tone")
    expect(seat.bubble(1).get_by_test_id("bubble-lead")).to_have_text("How awful!")
    expect(tone).to_be_hidden()
    seat.bubble(1).get_by_test_id("bubble-toggle").click()
    expect(tone).to_have_text("The translation sounds more negative than the original.")
    seat.page.emulate_media(color_scheme="dark")
    seat.page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    seat.page.screenshot(path=SHOTS / "sentiment-tone.png")
    feel(stage, ana.post(conversation, "Está bem."), "Fine.", "neutral", "neutral")
    seat.bubble(2).get_by_test_id("bubble-toggle").click()
    expect(seat.bubble(2).get_by_test_id("tone")).to_be_hidden()
