"""Notifications of an open page: asked for by a button alone, in the language of the reader."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.api.serving import until

LOOKS_AWAY = """
Object.defineProperty(document, "visibilityState", { get: () => window.looking ?? "visible" });
window.asked = 0;
window.shown = [];
window.allowed = "default";
window.Notification = class {
  static get permission() { return window.allowed; }
  static async requestPermission() {
    window.asked += 1;
    return (window.allowed = window.answer ?? "granted");
  }
  constructor(title, options) { window.shown.push({ title, ...options }); }
  close() {}
};
"""


@pytest.fixture
def chat(stage):
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    seat = stage.seat(sam, script=LOOKS_AWAY)
    seat.open(conversation)
    expect(seat.at("connection-state")).to_have_attribute("data-status", "live")
    return ana, conversation, seat


def shown(seat) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = seat.page.evaluate("window.shown")
    return found


def turn_on(seat) -> None:
    seat.at("settings-open").click()
    assert seat.page.evaluate("window.asked") == 0, "nobody is asked before the button"
    seat.at("notify").click()
    expect(seat.at("notify")).to_contain_text("Stop")


def test_it_says_who_wrote_and_what_in_the_readers_language(chat, stage):
    ana, conversation, seat = chat
    turn_on(seat)
    seat.at("settings-close").click()
    seat.page.evaluate("window.looking = 'hidden'")
    message = ana.post(conversation, "Bom dia")
    stage.translate(message, "en", "Good morning")
    [one] = until(lambda: shown(seat), "shown")
    assert (one["title"], one["body"], one["lang"]) == ("Ana", "Good morning", "en")
    assert one["tag"] == message["id"]


def test_it_shows_no_text_to_who_wants_none_and_nothing_to_who_looks(chat, stage):
    ana, conversation, seat = chat
    turn_on(seat)
    seat.at("notify-text-name").check(force=True)
    seat.at("settings-close").click()
    stage.translate(ana.post(conversation, "Um"), "en", "One")
    expect(seat.bubble(1)).to_contain_text("One")
    seat.page.evaluate("window.looking = 'hidden'")
    stage.translate(ana.post(conversation, "Dois"), "en", "Two")
    [one] = until(lambda: shown(seat), "shown")
    assert (one["title"], one["body"]) == ("Ana", "New message")


def test_it_ends_by_the_same_button(chat, stage):
    ana, conversation, seat = chat
    turn_on(seat)
    seat.at("notify").click()
    expect(seat.at("notify")).to_contain_text("Show")
    seat.at("settings-close").click()
    seat.page.evaluate("window.looking = 'hidden'")
    message = ana.post(conversation, "Um")
    stage.translate(message, "en", "One")
    expect(seat.bubble(1)).to_contain_text("One")
    assert shown(seat) == []


def test_a_browser_that_blocks_them_is_said_to(chat):
    _, _, seat = chat
    seat.page.evaluate("window.answer = 'denied'")
    seat.at("settings-open").click()
    seat.at("notify").click()
    expect(seat.at("notify-state")).to_contain_text("blocks notifications")
    expect(seat.at("notify")).to_be_disabled()


def test_nothing_is_told_of_a_muted_conversation(chat, stage):
    """The other one, which is not muted, is told of in the meantime: nothing is merely late."""
    ana, conversation, seat = chat
    turn_on(seat)
    seat.at("settings-close").click()
    bea = stage.guest("Bea", "en")
    other = bea.talk_to(seat.guest)
    muted = seat.guest.http.patch(f"/api/conversations/{conversation}", json={"muted": True})
    assert muted.status_code == 200, muted.text
    held = f"document.querySelector('duo-chat').session.state.conversations.get('{conversation}')"
    seat.page.wait_for_function(f"{held}.muted")
    seat.page.evaluate("window.looking = 'hidden'")
    message = ana.post(conversation, "Bom dia")
    stage.translate(message, "en", "Good morning")
    expect(seat.bubble(message["seq"]).get_by_test_id("bubble-lead")).to_have_text("Good morning")
    bea.post(other, "Hello")
    until(lambda: shown(seat), "shown")
    assert [one["title"] for one in shown(seat)] == ["Bea"]
