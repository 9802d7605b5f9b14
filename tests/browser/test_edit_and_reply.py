"""An edit and a reply, written in the composer, by two people in two languages: nothing written is lost."""

from __future__ import annotations

from typing import Any, TypeAlias

from playwright.sync_api import expect

from tests.api.serving import Guest
from tests.browser.stage import Seat

Said: TypeAlias = tuple[dict[str, Any], Seat, Seat]
Told: TypeAlias = tuple[dict[str, Any], Seat, Guest]
Heard: TypeAlias = tuple[dict[str, Any], Guest, Seat]


def test_an_edit_is_written_in_the_composer_and_the_draft_comes_back(said: Said) -> None:
    _, ana, sam = said
    ana.at("composer").fill("rascunho")
    ana.choose(1, "edit")
    expect(ana.at("composer")).to_be_focused()
    expect(ana.at("composer")).to_have_value("Chego às 18 horas.")
    ana.at("composer").press("Escape")
    expect(ana.at("mode")).to_be_hidden()
    expect(ana.at("composer")).to_have_value("rascunho")
    ana.choose(1, "edit")
    ana.at("composer").fill("Chego às 19 horas.")
    ana.page.reload()
    expect(ana.at("mode-text")).to_have_text("Chego às 18 horas.")
    expect(ana.at("composer")).to_have_value("Chego às 19 horas.")
    ana.at("composer").press("Enter")
    expect(ana.at("mode")).to_be_hidden()
    expect(ana.at("composer")).to_have_value("rascunho")
    for seat, mark in ((ana, "editada"), (sam, "edited")):
        expect(seat.bubble(1).get_by_test_id("bubble-lead")).to_have_text("Chego às 19 horas.")
        expect(seat.bubble(1).get_by_test_id("edited")).to_have_text(mark)
    sam.choose(1, "history")
    expect(sam.at("version")).to_contain_text(["Chego às 18 horas.", "Chego às 19 horas."])
    sam.at("history-close").click()
    sam.bubble(1).get_by_test_id("message-options").click()
    expect(sam.at("menu-edit")).to_have_count(0)
    expect(sam.at("menu-remove")).to_have_count(0)


def test_two_devices_edit_at_once_and_nothing_is_lost(told: Told) -> None:
    message, ana, _ = told
    ana.choose(1, "edit")
    ana.at("composer").fill("Chego às 19 horas.")
    ana.guest.http.patch(f"/api/messages/{message['id']}", json={"text": "Chego às 20 horas."})
    expect(ana.bubble(1).get_by_test_id("bubble-lead")).to_have_text("Chego às 20 horas.")
    ana.at("composer").press("Enter")
    expect(ana.at("mode-error")).to_contain_text("outro dispositivo")
    expect(ana.at("mode-text")).to_have_text("Chego às 20 horas.")
    expect(ana.at("composer")).to_have_value("Chego às 19 horas.")
    ana.at("composer").press("Enter")
    expect(ana.bubble(1).get_by_test_id("bubble-lead")).to_have_text("Chego às 19 horas.")


def test_an_edit_of_what_is_gone_becomes_a_message(told: Told) -> None:
    message, ana, _ = told
    ana.choose(1, "edit")
    ana.at("composer").fill("Chego às 19 horas.")
    ana.guest.http.delete(f"/api/messages/{message['id']}")
    ana.at("composer").press("Enter")
    ana.at("mode-anew").click()
    expect(ana.at("mode")).to_be_hidden()
    expect(ana.at("composer")).to_have_value("Chego às 19 horas.")
    ana.at("composer").press("Enter")
    expect(ana.bubble(2).get_by_test_id("bubble-lead")).to_have_text("Chego às 19 horas.")


def test_a_reply_quotes_in_the_readers_language_and_leads_to_what_it_quotes(said: Said) -> None:
    _, ana, sam = said
    sam.choose(1, "reply")
    expect(sam.at("mode-title")).to_have_text("Reply to Ana")
    expect(sam.at("mode-text")).to_have_text("I arrive at 18 hours.")
    sam.say("Good")
    for seat, name, words in ((sam, "Ana", "I arrive at 18 hours."), (ana, "Você", "Chego às 18 horas.")):
        expect(seat.bubble(2).get_by_test_id("quote")).to_contain_text(name)
        expect(seat.bubble(2).get_by_test_id("quote")).to_contain_text(words)
    ana.page.reload()
    ana.bubble(2).get_by_test_id("quote").click()
    expect(ana.bubble(1)).to_be_focused()
    ana.choose(1, "remove")
    ana.at("menu-remove-sure").click()
    for seat, words in ((ana, "Esta mensagem foi removida."), (sam, "This message was removed.")):
        expect(seat.bubble(1).get_by_test_id("bubble-lead")).to_have_text(words)
        expect(seat.bubble(1).get_by_test_id("message-options")).to_have_count(0)
        expect(seat.bubble(2).get_by_test_id("quote")).to_contain_text(words)


def test_a_reply_that_has_no_word_yet_survives_a_reload_until_it_is_left_or_sent(heard: Heard) -> None:
    _, _, sam = heard
    sam.choose(1, "reply")
    sam.page.reload()
    expect(sam.at("mode-title")).to_have_text("Reply to Ana")
    sam.at("mode-leave").click()
    sam.page.reload()
    expect(sam.bubble(1)).to_be_visible()
    expect(sam.at("mode")).to_be_hidden()
    sam.choose(1, "reply")
    sam.page.reload()
    expect(sam.at("mode-title")).to_have_text("Reply to Ana")
    sam.say("Good")
    expect(sam.bubble(2).get_by_test_id("quote")).to_contain_text("I arrive at 18 hours.")
    sam.page.reload()
    expect(sam.bubble(2)).to_be_visible()
    expect(sam.at("mode")).to_be_hidden()


def test_a_quote_of_what_is_far_back_is_shown_and_found(heard: Heard) -> None:
    message, ana, sam = heard
    conversation = message["conversation_id"]
    for number in range(60):
        ana.post(conversation, f"Mais {number}")
    sam.guest.http.post(
        f"/api/conversations/{conversation}/messages",
        json={"text": "Back to this", "client_id": "far-back", "reply_to": message["id"]},
    ).raise_for_status()
    sam.page.reload()
    quote = sam.bubble(62).get_by_test_id("quote")
    expect(quote).to_contain_text("I arrive at 18 hours.")
    expect(sam.bubble(1)).to_have_count(0)
    quote.click()
    expect(sam.bubble(1)).to_be_in_viewport()
