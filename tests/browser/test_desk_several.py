"""An agent with several conversations at once: beside each other, by keys, on a phone behind a strip."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.api.visitors import ME, Visitor
from tests.browser.shop import Shop, made, office, shop
from tests.browser.sound import assert_sound
from tests.browser.stage import Seat

WIDE = {"width": 1600, "height": 900}
NAMES = ("Eva", "Leo", "Uma")


@pytest.fixture
def site(served) -> Iterator[Shop]:
    with shop(served) as one:
        yield one


def column(seat: Seat, conversation: str) -> Locator:
    return seat.page.locator(f'[data-testid="desk-column"][data-conversation-id="{conversation}"]')


def command(seat: Seat, text: str) -> None:
    """Take the first that the palette finds by this."""
    seat.page.keyboard.press("Control+k")
    seat.at("palette-input").fill(text)
    expect(seat.at("palette-option").first).to_have_attribute("aria-selected", "true")
    seat.page.keyboard.press("Enter")
    expect(seat.at("palette")).to_have_count(0)


def test_an_agent_answers_three_at_once(stage, served, site):
    sam = stage.guest("Sam", "en")
    organisation = office(sam, site)
    canned = {"shortcut": "once", "language": "en", "text": "Once a month."}
    made(sam, f"/api/organisations/{organisation}/canned", **canned)
    visitors = {name: Visitor(served, site.key, name=name) for name in NAMES}
    talks = {name: one.conversation() for name, one in visitors.items()}
    for name, one in visitors.items():
        one.post(talks[name], f"hola, soy {name}")
    seat = stage.seat(sam, viewport=WIDE)
    page = seat.page
    page.goto(f"{served.url}/desk")
    expect(seat.at("desk-count-waiting")).to_have_text("3")
    expect(seat.at("ticket")).to_have_count(3)
    assert not seat.at("desk-column").count()

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for number, name in enumerate(NAMES):
        here = column(seat, talks[name])
        expect(here.get_by_test_id("composer")).to_be_focused()
        page.keyboard.type(f"draft for {name}")
        page.keyboard.press("Alt+t")
        expect(here.get_by_test_id("desk-standing")).to_have_text("You have it")
        expect(seat.at("desk-count-mine")).to_have_text(str(number + 1))
        if name != NAMES[-1]:
            page.keyboard.press("Alt+j")
    for name in NAMES:
        expect(column(seat, talks[name]).get_by_test_id("composer")).to_have_value(f"draft for {name}")
    assert_sound(page)

    page.keyboard.press("Alt+n")
    eva, leo, uma = (column(seat, talks[name]) for name in NAMES)
    expect(eva.get_by_test_id("composer")).to_be_focused()
    page.keyboard.press("Enter")
    expect(eva.locator('[data-testid="bubble"][data-seq="2"]')).to_be_visible()
    command(seat, "once")
    expect(eva.get_by_test_id("composer")).to_have_value("Once a month.")
    expect(eva.get_by_test_id("composer")).to_be_focused()
    leo.get_by_test_id("composer").press("Enter")
    expect(leo.locator('[data-testid="bubble"][data-seq="2"]')).to_be_visible()
    visitors["Uma"].post(talks["Uma"], "¿hay alguien?")
    expect(uma.locator('[data-testid="bubble"][data-seq="2"]')).to_be_visible()
    command(seat, "resolve")
    expect(leo.get_by_test_id("desk-standing")).to_have_attribute("data-state", "resolved")
    expect(seat.at("desk-count-mine")).to_have_text("2")
    told = visitors["Leo"].http.get(f"{ME}/conversations/{talks['Leo']}/messages").json()
    assert [one["text"] for one in told["messages"]] == ["hola, soy Leo", "draft for Leo"]

    seat.at("desk-palette").click()
    seat.at("palette-input").fill("zzz")
    expect(seat.at("palette-none")).to_have_text("Nothing fits.")
    assert_sound(page)
    page.keyboard.press("Escape")
    seat.at("chat-name").first.focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next conversation")
    assert_sound(page)
    page.keyboard.press("Escape")
    leo.get_by_test_id("desk-close").click()
    expect(seat.at("desk-column")).to_have_count(2)

    page.reload()
    expect(uma.get_by_test_id("composer")).to_have_value("draft for Uma")
    expect(seat.at("desk-column")).to_have_count(2)
    page.set_viewport_size({"width": 360, "height": 740})
    expect(seat.at("desk-column")).to_have_count(1)
    expect(seat.at("desk-tab")).to_have_text(["Eva", "Uma"])
    assert_sound(page)
    seat.at("desk-tab").first.click()
    expect(eva.get_by_test_id("composer")).to_have_value("Once a month.")
    expect(uma).to_have_count(0)

    eva.get_by_test_id("desk-deeds").click()
    deeds = ["Customer", "Back to the queue", "Put off for an hour", "Put off until tomorrow"]
    expect(seat.at("desk-deed")).to_have_text([*deeds, "Put off until Monday", "Note"])
    expect(seat.at("desk-deed").first).to_be_focused()
    assert_sound(page)
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(eva.get_by_test_id("desk-note-text")).to_be_focused()
    eva.get_by_test_id("desk-note-text").fill("Asked twice.")
    page.keyboard.press("Enter")
    expect(eva.get_by_test_id("desk-deeds")).to_be_focused()
    seat.at("back").click()
    seat.at("desk-view-all").click()
    assert_sound(page)
    seat.at("desk-here").click()
    expect(seat.at("desk-availability")).to_be_focused()
    expect(seat.at("desk-away")).to_have_count(0)
