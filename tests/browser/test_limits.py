"""More than the service takes: the client waits as long as it is told, and goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.api.limits.test_refused import few
from tests.api.serving import serving
from tests.browser.rooms import Rooms
from tests.browser.stage import Stage
from wire.contracts.settings import Settings

COUNT = 7


@pytest.fixture(scope="module")
def strict(rooms: Rooms, fresh_valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage on a server that takes three messages in three seconds, and two sockets at once."""
    settings = Settings(home=tmp_path_factory.mktemp("strict"), redis_url=fresh_valkey)
    strict = few(settings, "posting=3/3", "receipts=2/2", "sockets=2")
    with serving(strict) as served, Stage(rooms, served) as one:
        yield one


def test_messages_beyond_the_limit_go_out_later_in_order_and_none_is_lost(strict):
    ana, sam = strict.guest("Ana", "pt"), strict.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    seat = strict.seat(sam)
    seat.open(conversation)
    expect(seat.at("connection-state")).to_have_attribute("data-status", "live")
    for number in range(COUNT):
        seat.say(f"message {number}")
    expect(seat.page.get_by_text("Sent in a moment: many at once").first).to_be_visible()
    expect(seat.bubble(COUNT)).to_be_visible()
    expect(seat.page.get_by_text("Sent in a moment: many at once")).to_have_count(0)
    page = ana.http.get(f"/api/conversations/{conversation}/messages").json()
    assert [one["text"] for one in page["messages"]] == [f"message {number}" for number in range(COUNT)]


def test_receipts_beyond_the_limit_are_told_later(strict):
    ana, sam = strict.guest("Ana", "pt"), strict.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    seat = strict.seat(sam)
    seat.open(conversation)
    expect(seat.at("connection-state")).to_have_attribute("data-status", "live")
    for number in range(3):
        ana.post(conversation, f"mensagem {number}")
        expect(seat.bubble(number + 1)).to_be_visible()
    seat.page.wait_for_timeout(100)

    def told() -> bool:
        theirs = ana.http.get(f"/api/conversations/{conversation}").json()["theirs"]
        return theirs["delivered_seq"] == 3

    for _ in range(1000):
        if told():
            return
        seat.page.wait_for_timeout(100)
    raise AssertionError("the last receipt never came")


def test_one_window_too_many_says_so(strict):
    ana, sam = strict.guest("Ana", "pt"), strict.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    seat = strict.seat(sam)
    seat.open(conversation)
    pages = [seat.new_page() for _ in range(2)]
    for page in pages:
        page.goto(f"{strict.served.url}/#/c/{conversation}")
        said = page.get_by_test_id("connection-state")
        expect(said).to_have_attribute("data-status", "live" if page is pages[0] else "crowded")
    expect(pages[1].get_by_text("Open in too many windows")).to_be_visible()
    for page in pages:
        page.close()
