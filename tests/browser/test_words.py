"""The words panel, canned answers by shortcut, and what is remembered: with the keyboard, and kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.api.serving import until

SECOND = re.compile(r"^shortcuts-.+-1$")
"""Id of the second answer that is offered; of several composers each has its own."""


@pytest.fixture
def talk(stage, sams):
    """Sam reads English, Ana writes Portuguese; Sam's browser has the chat open."""
    ana = stage.guest("Ana", "pt")
    conversation = ana.talk_to(sams.guest)
    sams.open(conversation)
    return ana, conversation, sams


@pytest.fixture
def chat(stage):
    """Another Sam, who has kept nothing yet."""
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    seat = stage.seat(sam)
    seat.open(conversation)
    return sam, seat


def test_words_of_a_conversation_are_added_and_removed_with_the_keyboard(talk):
    ana, conversation, seat = talk
    keys = seat.page.keyboard
    seat.at("words-open").focus()
    keys.press("Enter")
    expect(seat.at("words")).to_be_visible()
    expect(seat.at("words-here")).to_contain_text("No words yet")
    expect(seat.page.get_by_label("Word", exact=True)).to_be_focused()
    keys.type("Bule")
    keys.press("Enter")
    expect(seat.at("words-here").get_by_test_id("word")).to_contain_text("Bule")
    expect(seat.at("words-here").get_by_test_id("word")).to_contain_text("stays as it is")
    expect(seat.page.get_by_label("Word", exact=True)).to_be_focused()
    keys.type("teapot")
    keys.press("Tab")
    keys.type("bule azul")
    seat.at("word-language").select_option("pt")
    seat.at("word-add").click()
    second = seat.at("words-here").get_by_test_id("word").nth(1)
    expect(second).to_contain_text("teapot becomes bule azul")
    expect(second).to_contain_text("into Portuguese")
    theirs = ana.http.get("/api/glossary", params={"conversation": conversation}).json()["conversation"]
    assert [(one["source"], one["target"]) for one in theirs] == [("Bule", None), ("teapot", "bule azul")]
    seat.at("words-here").get_by_label("Remove “Bule”").press("Enter")
    expect(seat.at("words-here").get_by_test_id("word")).to_have_count(1)
    expect(seat.page.get_by_label("Word", exact=True)).to_be_focused()
    keys.press("Escape")
    expect(seat.at("words")).to_have_count(0)
    expect(seat.at("words-open")).to_be_focused()


def test_what_is_refused_is_said_where_it_belongs(talk):
    seat = talk[-1]
    seat.at("words-open").click()
    seat.at("word-add").click()
    expect(seat.page.get_by_label("Word", exact=True)).to_have_attribute("aria-invalid", "true")
    for _ in range(2):
        seat.at("word-source").fill("Zap")
        seat.at("word-where-mine").check(force=True)
        seat.at("word-add").click()
        expect(seat.at("words-mine").get_by_test_id("word")).to_have_count(1)
    expect(seat.at("words-error")).to_have_text("This word is in the list already.")


def test_a_list_that_does_not_come_can_be_asked_for_again(talk):
    seat = talk[-1]
    seat.page.route("**/api/glossary*", lambda route: route.abort())
    seat.at("words-open").click()
    expect(seat.at("words-lists")).to_contain_text("could not be loaded")
    seat.page.unroute("**/api/glossary*")
    seat.at("words-lists").get_by_text("Try again").click()
    expect(seat.at("words-here")).to_contain_text("No words yet")


def test_words_come_from_a_file_and_go_into_one(talk):
    seat = talk[-1]
    seat.at("words-open").click()
    lines = "source\ttarget\nAcme\t\nteapot\tbule\nAcme\t\n\tnothing\n"
    seat.at("words-file").set_input_files(
        {"name": "w.tsv", "mimeType": "text/plain", "buffer": lines.encode()}
    )
    expect(seat.at("words-brought")).to_have_text("2 added, 1 known already, 1 not taken")
    expect(seat.at("words-here").get_by_test_id("word")).to_have_count(2)
    with seat.page.expect_download() as found:
        seat.at("words-export").click()
    text = found.value.path().read_text(encoding="utf-8-sig")
    assert text == "source\ttarget\tsource_language\ttarget_language\nAcme\t\t\t\nteapot\tbule\t\t\n"


def test_a_slash_offers_canned_answers_and_the_keyboard_takes_one(chat):
    sam, seat = chat
    for shortcut, text in (("hours", "We open at nine."), ("home", "We deliver to your home.")):
        answer = {"shortcut": shortcut, "text": text, "language": "en"}
        assert sam.http.post("/api/canned", json=answer).status_code == 201
    keys, composer = seat.page.keyboard, seat.at("composer")
    composer.focus()
    keys.type("/")
    expect(seat.at("shortcut")).to_have_count(2)
    keys.type("ho")
    expect(seat.at("shortcut")).to_have_count(2)
    keys.press("ArrowDown")
    expect(seat.page.get_by_role("option", selected=True)).to_contain_text("/hours")
    expect(composer).to_have_attribute("aria-activedescendant", SECOND)
    keys.press("Enter")
    expect(composer).to_have_value("We open at nine.")
    expect(seat.at("shortcuts")).to_be_hidden()
    expect(composer).not_to_have_attribute("aria-activedescendant", SECOND)
    keys.press("Enter")
    expect(seat.bubble(1).get_by_test_id("bubble-lead")).to_have_text("We open at nine.")
    keys.type("/h")
    expect(seat.at("shortcut")).to_have_count(2)
    keys.press("Escape")
    expect(seat.at("shortcuts")).to_be_hidden()
    keys.type("mm")
    keys.press("Enter")
    expect(seat.bubble(2).get_by_test_id("bubble-lead")).to_have_text("/hmm")


def test_a_shortcut_is_found_without_its_accents_and_capitals(talk):
    seat = talk[-1]
    answer = {"shortcut": "horário", "text": "Abrimos às nove.", "language": "pt"}
    assert seat.guest.http.post("/api/canned", json=answer).status_code == 201
    seat.at("composer").focus()
    seat.page.keyboard.type("/Hora")
    expect(seat.at("shortcut")).to_contain_text("/horário")
    seat.page.keyboard.type("rio")
    expect(seat.at("shortcut")).to_have_count(1)


def test_answers_are_kept_and_forgotten_in_the_settings(chat):
    sam, seat = chat
    seat.at("settings-open").click()
    seat.at("canned-shortcut").fill("Hours!")
    seat.at("canned-text").fill("We open at nine.")
    seat.at("canned-add").click()
    expect(seat.at("settings")).to_contain_text("Use 1 to 40 letters")
    seat.at("canned-shortcut").fill("/Hours")
    seat.at("canned-add").click()
    expect(seat.at("canned")).to_contain_text("/hours")
    expect(seat.at("canned")).to_contain_text("We open at nine.")
    seat.at("canned-remove").click()
    expect(seat.at("canned")).to_have_count(0)
    expect(seat.at("answers-count")).to_have_text("0 answers remembered")
    seat.at("answers-off").check(force=True)
    expect(seat.at("answers-forget")).to_be_disabled()
    answers = lambda: sam.http.get("/api/me/answers").json()  # noqa: E731
    until(lambda: answers() == {"on": False, "count": 0}, "switched off")
    with seat.page.expect_download() as found:
        seat.at("memory-tmx").click()
    assert "<tmx" in found.value.path().read_text()
