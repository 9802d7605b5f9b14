"""Searching messages: found in either language, read in one's own, and gone to however far back they lie."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, Request, expect

from tests.api.serving import Guest, Served, until
from tests.api.test_search import index
from tests.browser.sound import assert_sound


def indexed(served: Served, guest: Guest, word: str, count: int) -> None:
    """As the job `search` does, of another process; a translation comes through the broker first.

    In a thread: the browser's driver has the loop of this one.
    """

    def all_there() -> bool:
        with ThreadPoolExecutor(1) as aside:
            aside.submit(index, served).result()
        answer = guest.http.get("/api/search", params={"text": word, "limit": 50})
        return len(answer.json().get("messages", ())) >= count

    until(all_there, f"{word!r} is found")


def _search(page: Page, text: str) -> None:
    page.get_by_test_id("search-input").fill(text)
    expect(page.get_by_test_id("search-status")).not_to_contain_text("…")


@pytest.fixture
def talk(stage):
    """A Portuguese and an English speaker, one message translated."""
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    stage.translate(ana.post(conversation, "O José perdeu o comboio."), "en", "Joseph has missed the train.")
    indexed(stage.served, sam, "train", 1)
    return ana, sam, conversation


def test_found_by_original_and_translation_and_read_in_ones_own_language(stage, talk):
    _, sam, conversation = talk
    seat = stage.seat(sam)
    seat.page.goto(seat.guest.served.url)
    seat.at("conversation-item").wait_for()
    seat.page.keyboard.press("Control+k")
    expect(seat.at("search-input")).to_be_focused()
    assert_sound(seat.page)
    hit = seat.at("search-hit")
    for word in ("train", "comboio"):
        _search(seat.page, word)
        expect(hit.locator("mark").filter(has_text=word)).to_have_count(1)
        expect(hit).to_have_count(1)
        expect(hit).to_contain_text("Ana")
        expect(hit).to_contain_text("Joseph has missed the train.")
    assert_sound(seat.page)
    seat.page.keyboard.press("Enter")
    expect(seat.at("search-sheet")).to_have_count(0)
    expect(seat.page).to_have_url(f"{seat.guest.served.url}/#/c/{conversation}")
    expect(seat.bubble(1)).to_have_attribute("found", "")
    expect(seat.bubble(1)).to_be_focused()


def test_the_author_finds_it_by_what_the_other_reads(stage, talk):
    ana, _, _ = talk
    seat = stage.seat(ana)
    seat.page.goto(seat.guest.served.url)
    seat.at("search-open").click()
    _search(seat.page, "train")
    expect(seat.at("search-hit")).to_contain_text("O José perdeu o comboio.")
    expect(seat.at("search-hit").locator("mark")).to_have_text("train")
    _search(seat.page, "avião")
    expect(seat.at("search-status")).to_have_text("Nenhuma mensagem tem todas estas palavras.")
    assert_sound(seat.page)


def test_pages_follow_in_order_and_a_far_message_is_gone_to(stage):
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation, quiet = ana.talk_to(sam), stage.guest("Eva", "en").talk_to(sam)
    for number in range(1, 56):
        ana.post(conversation, f"marco {number}")
    for number in range(50):
        sam.post(conversation, f"other {number}")
    indexed(stage.served, sam, "marco", 50)
    seat = stage.seat(sam)
    seat.open(quiet)
    seat.page.keyboard.press("Control+k")
    _search(seat.page, "marco")
    expect(seat.at("search-hit")).to_have_count(20)
    seat.at("search-more").click()
    expect(seat.at("search-hit")).to_have_count(40)
    expect(seat.at("search-hit").nth(20)).to_be_focused()
    seat.at("search-more").click()
    expect(seat.at("search-hit")).to_have_count(55)
    expect(seat.at("search-more")).to_have_count(0)
    shown = seat.at("search-hit").evaluate_all("all => all.map((one) => Number(one.dataset.seq))")
    assert shown == list(range(55, 0, -1))
    seat.at("search-hit").last.click()
    expect(seat.bubble(1)).to_have_attribute("found", "")
    expect(seat.bubble(1)).to_be_in_viewport()
    expect(seat.bubble(105)).not_to_be_in_viewport()


def test_in_one_conversation_alone_and_what_fails_can_be_tried_again(stage, talk):
    _, sam, conversation = talk
    eva = stage.guest("Eva", "en")
    eva.post(eva.talk_to(sam), "My train is late.")
    indexed(stage.served, sam, "train", 2)
    seat = stage.seat(sam)
    seat.open(conversation)
    seat.at("chat-menu").click()
    seat.at("menu-search").click()
    expect(seat.at("search-within")).to_be_checked()
    _search(seat.page, "train")
    expect(seat.at("search-hit")).to_have_count(1)
    seat.at("search-within").uncheck()
    expect(seat.at("search-hit")).to_have_count(2)
    seat.page.route("**/api/search*", lambda route: route.abort())
    seat.at("search-input").fill("late")
    expect(seat.at("search-failed")).to_be_visible()
    assert_sound(seat.page)
    seat.page.unroute("**/api/search*")
    seat.at("search-failed").get_by_role("button").click()
    expect(seat.at("search-hit")).to_have_count(1)


def test_what_was_left_is_found_and_is_in_the_list_again(stage, talk):
    _, sam, conversation = talk
    sam.http.post(f"/api/conversations/{conversation}/leave")
    seat = stage.seat(sam)
    seat.page.goto(seat.guest.served.url)
    seat.at("search-open").click()
    _search(seat.page, "train")
    seat.at("search-hit").click()
    expect(seat.bubble(1)).to_have_attribute("found", "")
    expect(seat.at("conversation-item")).to_have_count(1)


def test_one_question_for_a_word_that_is_typed_at_once(stage, talk):
    _, sam, _ = talk
    seat = stage.seat(sam)
    seat.page.goto(seat.guest.served.url)
    seat.at("search-open").click()
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/api/search" in request.url:
            asked.append(request.url)

    seat.page.on("request", note)
    expect(seat.at("search-input")).to_be_focused()
    seat.page.keyboard.type("missed train")
    expect(seat.at("search-hit")).to_have_count(1)
    assert len(asked) < len("missed train")


def test_on_a_phone_in_arabic_and_the_dark(stage):
    ana, noor = stage.guest("Ana", "pt"), stage.guest("Noor", "ar")
    conversation = ana.talk_to(noor)
    stage.translate(ana.post(conversation, "O comboio parte às seis."), "ar", "يغادر القطار في السادسة.")
    indexed(stage.served, noor, "القطار", 1)
    seat = stage.seat(noor, viewport={"width": 360, "height": 740}, color_scheme="dark")
    seat.page.goto(seat.guest.served.url)
    seat.at("search-open").click()
    _search(seat.page, "القطار")
    expect(seat.at("search-hit").locator("mark")).to_have_text("القطار")
    assert_sound(seat.page)
    seat.at("search-hit").click()
    expect(seat.bubble(1)).to_have_attribute("found", "")
    assert_sound(seat.page)
