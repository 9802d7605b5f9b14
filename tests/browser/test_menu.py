"""What can be done to a message, by two people in two languages: react, pin, by keyboard and by touch."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest
from playwright.sync_api import expect

from tests.api.serving import Guest
from tests.browser.sound import assert_sound
from tests.browser.stage import Seat, Stage
from tests.files import pictures

Said: TypeAlias = tuple[dict[str, Any], Seat, Seat]
Told: TypeAlias = tuple[dict[str, Any], Seat, Guest]


def test_reactions_are_counted_and_say_who(said: Said) -> None:
    _, ana, sam = said
    sam.bubble(1).hover()
    sam.bubble(1).get_by_test_id("message-options").click()
    sam.at("menu-emoji").first.click()
    for seat, who in ((sam, "You"), (ana, "Sam")):
        expect(seat.bubble(1).get_by_test_id("reaction")).to_have_attribute("title", who)
    ana.bubble(1).get_by_test_id("reaction").click()
    expect(sam.bubble(1).get_by_test_id("reaction")).to_have_text("👍2")
    expect(sam.bubble(1).get_by_test_id("reaction")).to_have_attribute("title", "You and Ana")
    sam.choose(1, "more")
    sam.at("menu-emoji-input").fill("no")
    sam.page.keyboard.press("Enter")
    expect(sam.bubble(1).get_by_test_id("bubble-error")).to_have_text("Use one emoji.")
    sam.choose(1, "more")
    sam.at("menu-emoji-input").fill("🧁")
    sam.page.keyboard.press("Enter")
    expect(ana.bubble(1).get_by_test_id("reaction")).to_have_count(2)
    sam.page.reload()
    sam.bubble(1).get_by_test_id("reaction").first.click()
    expect(ana.bubble(1).get_by_test_id("reaction").first).to_have_text("👍")


def test_what_is_pinned_stands_at_the_top_for_both(said: Said) -> None:
    message, ana, sam = said
    expect(sam.at("pins")).to_have_count(0)
    ana.choose(1, "pin")
    expect(sam.at("pins")).to_contain_text("I arrive at 18 hours.")
    expect(ana.at("pins")).to_contain_text("Chego às 18 horas.")
    sam.say("And this")
    sam.choose(2, "pin")
    expect(ana.at("pin-all")).to_contain_text("2")
    ana.page.reload()
    ana.at("pin-all").click()
    expect(ana.at("pin-go")).to_have_count(2)
    ana.at("pin-go").last.click()
    expect(ana.bubble(1)).to_be_focused()
    sam.at("pin-loose").click()
    expect(ana.at("pin-all")).to_have_count(0)
    expect(ana.at("pin-go")).to_have_text(["Chego às 18 horas."])
    ana.guest.http.delete(f"/api/messages/{message['id']}")
    expect(ana.at("pins")).to_have_count(0)
    expect(sam.at("pins")).to_have_count(0)


def test_the_menu_by_keyboard_gives_the_focus_back(told: Told) -> None:
    _, ana, _ = told
    options, keys = ana.bubble(1).get_by_test_id("message-options"), ana.page.keyboard
    options.focus()
    keys.press("Shift+F10")
    expect(ana.at("menu-emoji").first).to_be_focused()
    keys.press("ArrowRight")
    expect(ana.at("menu-emoji").nth(1)).to_be_focused()
    keys.press("ArrowDown")
    expect(ana.at("menu-reply")).to_be_focused()
    keys.press("End")
    expect(ana.at("menu-remove")).to_be_focused()
    keys.press("Enter")
    expect(ana.at("menu-cancel")).to_be_focused()
    keys.press("Escape")
    expect(ana.at("message-menu")).to_have_count(0)
    expect(options).to_be_focused()
    keys.press("Enter")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(ana.at("composer")).to_be_focused()
    expect(ana.at("mode")).to_be_visible()


def takes_a_photo(seat: Seat) -> None:
    """A phone asks whether by its camera, and names it to the dialog for files."""
    seat.at("attach").click()
    expect(seat.at("pick-menu")).to_be_visible()
    assert_sound(seat.page)
    with seat.page.expect_file_chooser() as asked:
        seat.at("menu-camera").click()
    assert asked.value.element.get_attribute("capture") == "environment"
    asked.value.set_files([{"name": "a.png", "mimeType": "image/png", "buffer": pictures.png()}])
    expect(seat.at("tray-item")).to_have_count(1)
    seat.at("tray-remove").click()
    expect(seat.at("tray")).to_be_hidden()


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("ar", "dark")])
def test_a_phone_opens_it_by_a_long_press_and_all_of_it_is_sound(
    stage: Stage, language: str, theme: str
) -> None:
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", language)
    conversation = ana.talk_to(sam)
    first = ana.post(conversation, "Chego às 18 horas.")
    seat = stage.seat(
        sam, viewport={"width": 360, "height": 740}, color_scheme=theme, has_touch=True, is_mobile=True
    )
    seat.page.emulate_media(reduced_motion="reduce")
    seat.open(conversation)
    ana.http.put(f"/api/messages/{first['id']}/reaction", json={"emoji": "👍", "on": True}).raise_for_status()
    ana.http.put(f"/api/messages/{first['id']}/pin", json={"on": True}).raise_for_status()
    expect(seat.at("pins")).to_be_visible()
    box = seat.bubble(1).get_by_test_id("bubble-lead").bounding_box()
    assert box
    touch = [{"x": box["x"] + 20, "y": box["y"] + 8}]
    devtools = seat.context.new_cdp_session(seat.page)
    devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": touch})
    expect(seat.at("message-menu")).to_be_visible()
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(seat.at("message-menu")).to_be_visible()
    assert_sound(seat.page)
    seat.page.keyboard.press("Escape")
    takes_a_photo(seat)
    seat.bubble(1).get_by_test_id("message-options").click()
    seat.at("menu-reply").click()
    seat.say("OK")
    expect(seat.bubble(2).get_by_test_id("quote")).to_be_visible()
    seat.choose(2, "edit")
    expect(seat.at("mode-title")).to_be_visible()
    assert_sound(seat.page)
