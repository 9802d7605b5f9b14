"""Writing: keys, drafts, limits, suggested replies, typing."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from websockets.sync.client import connect

from tests.api.serving import until
from tests.browser.rooms import MOVING

LIMIT = 600
ROOMS = MOVING


@pytest.fixture
def chat(stage, sams):
    ana = stage.guest("Ana", "pt")
    conversation = ana.talk_to(sams.guest)
    sams.open(conversation)
    expect(sams.at("connection-state")).to_have_attribute("data-status", "live")
    return ana, conversation, sams


def last(ana, conversation) -> dict:
    return ana.http.get(f"/api/conversations/{conversation}/messages").json()["messages"][-1]


def test_shift_enter_is_a_new_line_and_enter_sends(chat):
    ana, conversation, seat = chat
    seat.at("composer").press_sequentially("one")
    seat.at("composer").press("Shift+Enter")
    seat.at("composer").press_sequentially("two")
    seat.at("composer").press("Enter")
    expect(seat.bubble(1)).to_be_visible()
    assert last(ana, conversation)["text"] == "one\ntwo"
    expect(seat.at("composer")).to_have_value("")
    expect(seat.at("composer")).to_be_focused()


def test_the_indent_of_code_is_sent_and_margins_are_not(chat):
    ana, conversation, seat = chat
    seat.at("composer").fill("\n \n    def f(x):\n        return x\n\n")
    seat.at("composer").press("Enter")
    expect(seat.bubble(1)).to_be_visible()
    assert last(ana, conversation)["text"] == "    def f(x):\n        return x"


def test_enter_that_ends_a_composition_does_not_send(chat):
    _, _, seat = chat
    seat.at("composer").fill("こんにちは")
    seat.at("composer").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    seat.at("composer").dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    expect(seat.at("composer")).to_have_value("こんにちは")
    expect(seat.at("bubble")).to_have_count(0)


def test_a_draft_stays_with_its_conversation(stage, chat):
    _, conversation, seat = chat
    other = stage.guest("Bea", "pt")
    second = other.talk_to(seat.guest)
    seat.at("composer").fill("for Ana")
    seat.open(second)
    expect(seat.at("composer")).to_have_value("")
    seat.page.reload()
    seat.open(conversation)
    expect(seat.at("composer")).to_have_value("for Ana")


def test_a_text_that_is_too_long_comes_back_to_be_shortened(chat):
    _, _, seat = chat
    text = "x" * (LIMIT + 7)
    seat.say(text)
    expect(seat.at("composer")).to_have_value(text)
    expect(seat.at("composer-count")).to_have_text("7 characters too many")
    expect(seat.at("bubble")).to_have_count(0)
    seat.at("composer").fill("x" * (LIMIT - 3))
    expect(seat.at("composer-count")).to_have_text("3 characters left")
    seat.at("composer").press("Enter")
    expect(seat.bubble(1)).to_be_visible()


def test_typing_shows_and_fades(chat):
    ana, conversation, seat = chat
    signed_in = {"Authorization": f"Bearer {ana.token}"}
    with connect(ana.served.live_url, additional_headers=signed_in, proxy=None) as line:
        line.send(json.dumps({"type": "hello", "positions": {}}))
        until(lambda: json.loads(line.recv())["type"] == "ready", "she is there")

        def shows() -> bool:
            line.send(json.dumps({"type": "typing", "conversation_id": conversation}))
            shown = seat.at("typing")
            return shown.is_visible() and shown.inner_text().strip() == "Ana is typing"

        until(shows, "she is seen typing")
        expect(seat.at("typing")).to_be_hidden()


REPLIES = (("thanks", "Thank you!", "Obrigado!"), ("ok", "That works.", "Combinado."))


def test_a_reply_goes_out_with_one_tap(stage, chat):
    ana, conversation, seat = chat
    shown: list[str] = []
    seat.page.on("request", lambda one: shown.append(one.url) if one.url.endswith("/shown") else None)
    message = ana.post(conversation, "Pode ser às seis?")
    stage.translate(message, "en", "Can it be at six?", replies=REPLIES)
    chips = seat.at("suggestion")
    expect(chips).to_have_count(2)
    expect(chips.first.locator("[lang=en]")).to_have_text("Thank you!")
    expect(chips.first.locator("[lang=pt]")).to_have_text("Obrigado!")
    chips.nth(1).click()
    expect(seat.bubble(2).get_by_test_id("bubble-lead")).to_have_text("That works.")
    expect(chips).to_have_count(0)
    until(lambda: seat.page.evaluate("0") or shown, "told that they were shown")
    assert [url.rsplit("/", 3)[1] for url in shown] == [message["id"]]


def test_a_reply_can_be_edited_first(stage, chat):
    ana, conversation, seat = chat
    sent: list[str] = []
    seat.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    seat.page.reload()
    stage.translate(ana.post(conversation, "Pode ser?"), "en", "Can it?", replies=REPLIES)
    seat.at("suggestion-edit").first.click()
    expect(seat.at("composer")).to_have_value("Thank you!")
    expect(seat.at("composer")).to_be_focused()
    seat.at("composer").press_sequentially(" See you.")
    seat.at("composer").press("Enter")
    expect(seat.bubble(2).get_by_test_id("bubble-lead")).to_have_text("Thank you! See you.")
    [post] = [frame for frame in sent if '"type":"post"' in frame]
    assert '"suggestion_id":"thanks"' in post
    assert '"edited":true' in post


def test_replies_can_be_switched_off_for_a_conversation(stage, chat):
    ana, conversation, seat = chat
    stage.translate(ana.post(conversation, "Pode ser?"), "en", "Can it?", replies=REPLIES)
    expect(seat.at("suggestion")).to_have_count(2)
    seat.at("suggestions-switch").click()
    expect(seat.at("suggestion")).to_have_count(0)
    expect(seat.at("suggestions-switch")).to_have_attribute("aria-pressed", "false")
    seat.page.reload()
    expect(seat.at("suggestions-switch")).to_have_attribute("aria-pressed", "false")
    expect(seat.at("suggestion")).to_have_count(0)
