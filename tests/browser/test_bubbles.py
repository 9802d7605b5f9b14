"""What a bubble shows while, and after, its translation is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from nlp.tasks.translation.confidence.judge import LOW
from tests.api.serving import until
from tests.browser.rooms import MOVING

CLIENT = Path(__file__).parents[2] / "service" / "client"
ROOMS = MOVING


@pytest.fixture
def chat(stage, sams):
    """Sam reads English, Ana writes Portuguese; Sam's browser has the chat open."""
    ana = stage.guest("Ana", "pt")
    conversation = ana.talk_to(sams.guest)
    sams.open(conversation)
    return ana, sams.guest, conversation, sams


def test_the_original_is_there_at_once_and_the_translation_takes_its_place(stage, chat):
    ana, _, conversation, seat = chat
    message = ana.post(conversation, "Bom dia, tudo bem?")
    bubble, lead = seat.bubble(1), seat.bubble(1).get_by_test_id("bubble-lead")
    expect(lead).to_have_text("Bom dia, tudo bem?")
    expect(lead).to_have_attribute("lang", "pt")
    expect(bubble.get_by_test_id("translation-state")).to_have_text("translating…")
    height = bubble.bounding_box()["height"]

    stage.translate(message, "en", "Good morning, all well?", sentiment="positive")
    expect(lead).to_have_text("Good morning, all well?")
    expect(lead).to_have_attribute("lang", "en")
    expect(lead).to_have_attribute("dir", "ltr")
    expect(bubble.get_by_test_id("translation-state")).to_have_count(0)
    expect(bubble.get_by_test_id("sentiment")).to_have_text("Sounds positive")
    bubble.evaluate("one => Promise.all(one.getAnimations({subtree: true}).map(move => move.finished))")
    assert abs(bubble.bounding_box()["height"] - height) <= 3


def test_the_other_half_is_one_tap_away(stage, chat):
    ana, _, conversation, seat = chat
    stage.translate(ana.post(conversation, "Até amanhã!"), "en", "See you tomorrow!")
    toggle, other = (
        seat.bubble(1).get_by_test_id("bubble-toggle"),
        seat.bubble(1).get_by_test_id("bubble-other"),
    )
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(other).to_be_hidden()
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(toggle).to_be_focused()
    expect(other).to_have_text("Até amanhã!")
    expect(other).to_have_attribute("lang", "pt")
    seat.page.keyboard.press("Enter")
    expect(other).to_be_hidden()


def copied(seat) -> str:
    return str(seat.page.evaluate("navigator.clipboard.readText()"))


def test_copying_gives_what_is_shown(stage, chat):
    ana, _, conversation, seat = chat
    stage.translate(ana.post(conversation, "Obrigada"), "en", "Thank you")
    bubble = seat.bubble(1)
    expect(bubble.get_by_test_id("bubble-lead")).to_have_text("Thank you")
    bubble.hover()
    bubble.get_by_label("Copy what is shown").click()
    until(lambda: copied(seat) == "Thank you", "copied")
    bubble.get_by_test_id("bubble-toggle").click()
    bubble.get_by_label("Copy what is shown").click()
    until(lambda: copied(seat) == "Thank you\nObrigada", "both are copied")
    seat.page.evaluate("Object.defineProperty(navigator, 'clipboard', { configurable: true })")  # plain http
    bubble.get_by_test_id("bubble-toggle").click()
    bubble.get_by_label("Copy what is shown").click()
    seat.page.evaluate("delete navigator.clipboard")
    until(lambda: copied(seat) == "Thank you", "copied as by hand")
    seat.page.evaluate("document.execCommand = () => false")
    seat.page.evaluate("Object.defineProperty(navigator, 'clipboard', { configurable: true })")
    bubble.get_by_label("Copy what is shown").click()
    expect(bubble.get_by_test_id("bubble-error")).to_contain_text("does not let this be copied")
    seat.page.evaluate("delete navigator.clipboard && delete document.execCommand")  # others stay here


def test_a_failed_translation_says_so_and_can_be_asked_for_again(stage, chat):
    ana, _, conversation, seat = chat
    message = ana.post(conversation, "Não sei.")
    stage.fail(message)
    bubble = seat.bubble(1)
    expect(bubble).to_have_attribute("data-translation", "failed")
    expect(bubble.get_by_test_id("translation-state")).to_contain_text("Translation failed")
    bubble.get_by_test_id("translation-retry").click()
    expect(bubble).to_have_attribute("data-translation", "pending")
    stage.translate(message, "en", "I don't know.")
    expect(bubble.get_by_test_id("bubble-lead")).to_have_text("I don't know.")


def test_rough_unsupported_and_not_needed_each_look_like_themselves(stage, chat):
    ana, _, conversation, seat = chat
    stage.translate(ana.post(conversation, "Um"), "en", "A", rough=True)
    stage.translate(
        ana.post(conversation, "Kaksi"), "en", None, status="unsupported", reason="unsupported_pair"
    )
    stage.translate(ana.post(conversation, "Three"), "en", None, status="not_needed")
    expect(seat.bubble(1).get_by_test_id("translation-state")).to_have_text("rough translation")
    expect(seat.bubble(2).get_by_test_id("translation-state")).to_contain_text(
        "No translation from Portuguese to English"
    )
    seat.bubble(2).get_by_test_id("bubble-toggle").click()
    expect(seat.bubble(2).get_by_test_id("bubble-other")).to_contain_text("ask whoever runs the server")
    expect(seat.bubble(3)).to_have_attribute("data-translation", "none")
    expect(seat.bubble(3).get_by_test_id("bubble-toggle")).to_have_count(0)


def test_a_translation_that_may_be_wrong_says_so_until_it_is_corrected(stage, chat):
    ana, _, conversation, seat = chat
    stage.translate(ana.post(conversation, "Saque"), "en", "Get off", rough=True, confidence=0.22)
    stage.translate(ana.post(conversation, "Um dia"), "en", "One day", rough=True, confidence=0.61)
    stage.translate(ana.post(conversation, "Obrigada"), "en", "Thanks")
    unsure, sure, unknown = seat.bubble(1), seat.bubble(2), seat.bubble(3)
    state = unsure.get_by_test_id("translation-state")
    expect(state).to_contain_text("may be wrong")
    expect(state).to_contain_text("Compare it with the original")
    expect(sure.get_by_test_id("translation-state")).to_have_text("rough translation")
    expect(unknown.get_by_test_id("translation-state")).to_have_count(0)
    expect(unsure.get_by_test_id("doubt")).to_be_hidden()
    unsure.get_by_test_id("bubble-toggle").click()
    expect(unsure.get_by_test_id("doubt")).to_have_text(
        "The translation may not say what was meant. Compare it with the original, or ask."
    )
    sure.get_by_test_id("bubble-toggle").click()
    expect(sure.get_by_test_id("doubt")).to_be_hidden()


def test_client_and_worker_mean_the_same_by_unsure():
    script = (CLIENT / "src/features/chat/unsure.ts").read_text()
    assert f"const UNSURE_BELOW = {LOW};" in script


def test_i_see_what_the_other_reads_and_how_far_my_message_got(stage, chat):
    ana, _, conversation, seat = chat
    seat.say("See you at six")
    bubble = seat.bubble(1)
    expect(bubble).to_have_attribute("data-state", "sent")
    message = ana.http.get(f"/api/conversations/{conversation}/messages").json()["messages"][0]
    stage.translate(message, "pt", "Até às seis")
    expect(bubble.get_by_test_id("bubble-lead")).to_have_text("See you at six")
    bubble.get_by_test_id("bubble-toggle").click()
    expect(bubble.get_by_test_id("bubble-other")).to_have_text("Até às seis")
    ana.http.post(f"/api/conversations/{conversation}/receipts", json={"delivered_seq": 1})
    expect(bubble.get_by_test_id("delivery")).to_have_text("Delivered")
    ana.http.post(f"/api/conversations/{conversation}/receipts", json={"read_seq": 1})
    expect(bubble.get_by_test_id("delivery")).to_have_text("Read")


def test_text_never_becomes_markup_and_only_web_addresses_become_links(stage, chat):
    ana, _, conversation, seat = chat
    ana.post(conversation, "<img src=x onerror=alert(1)> javascript:alert(1) https://example.org/a_(b), ok")
    lead = seat.bubble(1).get_by_test_id("bubble-lead")
    expect(lead).to_contain_text("<img src=x onerror=alert(1)>")
    expect(lead.locator("img")).to_have_count(0)
    expect(lead.locator("a")).to_have_count(1)
    expect(lead.locator("a")).to_have_attribute("href", "https://example.org/a_(b)")
    expect(lead.locator("a")).to_have_attribute("rel", "noopener noreferrer nofollow")


def test_right_to_left_halves_keep_their_direction(stage, sams):
    omar, seat = stage.guest("Omar", "ar"), sams
    conversation = omar.talk_to(seat.guest)
    seat.open(conversation)
    stage.translate(omar.post(conversation, "شكرا جزيلا"), "en", "Thank you very much")
    seat.bubble(1).get_by_test_id("bubble-toggle").click()
    expect(seat.bubble(1).get_by_test_id("bubble-other")).to_have_attribute("dir", "rtl")
    expect(seat.bubble(1).get_by_test_id("bubble-lead")).to_have_attribute("dir", "ltr")
    other = stage.seat(omar)
    other.open(conversation)
    expect(other.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(other.bubble(1).get_by_test_id("bubble-lead")).to_have_text("شكرا جزيلا")


SCROLL_UP = """async (log) => {
  log.scrollTop = 600;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return !log.parentElement.pinned && log.scrollTop === 600;
}"""
"""Whether it stays there: what is drawn late may take a page at its end along once more."""


def test_scrolled_up_nothing_moves_and_a_button_leads_down(stage, chat):
    ana, _, conversation, seat = chat
    for number in range(40):
        ana.post(conversation, f"Mensagem {number}")
    expect(seat.bubble(40)).to_be_visible()
    log = seat.at("log")
    here = f"/api/conversations/{conversation}"
    until(lambda: ana.http.get(here).json()["theirs"]["read_seq"] == 40, "all of it is read")
    until(lambda: log.evaluate(SCROLL_UP), "the page has seen that its reader looks at what came before")
    before = seat.bubble(20).bounding_box()["y"]
    late = ana.post(conversation, "Tarde")
    expect(seat.at("new-messages")).to_contain_text("1 new message")
    stage.translate(late, "en", "Late")
    expect(seat.bubble(41).get_by_test_id("bubble-lead")).to_have_text("Late")
    assert abs(seat.bubble(20).bounding_box()["y"] - before) < 1
    seat.at("new-messages").click()
    expect(seat.bubble(41)).to_be_in_viewport()
    expect(seat.at("new-messages")).to_be_hidden()


def test_older_messages_come_when_scrolled_to_without_a_jump(stage):
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    for number in range(1, 131):
        ana.post(conversation, f"Mensagem {number}")
    seat = stage.seat(sam)
    sam.http.post(f"/api/conversations/{conversation}/receipts", json={"read_seq": 130})
    seat.open(conversation)
    expect(seat.bubble(130)).to_be_in_viewport()
    assert seat.bubble(80).count() == 0
    seat.at("log").evaluate("log => { log.scrollTop = 350; }")
    rests = seat.bubble(90).bounding_box()["y"]
    expect(seat.bubble(80)).to_be_attached()
    assert abs(seat.bubble(90).bounding_box()["y"] - rests) < 1
    seen: set[int] = set()
    while 1 not in seen:
        drawn = seat.at("bubble").evaluate_all("all => all.map(one => Number(one.dataset.seq))")
        assert drawn == list(range(drawn[0], drawn[-1] + 1))
        seen |= set(drawn)
        seat.at("log").evaluate("log => { log.scrollTop = Math.max(0, log.scrollTop - 400); }")
    assert seen >= set(range(1, 91))
