"""One real server and one browser for all checks here; enrichments come by the stream, as a worker's do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.serving import Served, serving
from tests.brokers import started
from tests.browser.modules import with_modules
from tests.browser.rooms import Rooms
from tests.browser.stage import Seat, Stage
from wire.contracts.settings import Settings


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One address for all files: what a browser has compiled for it, it need not compile anew.

    With a broker of its own: tests in between empty the session's.
    """
    home = tmp_path_factory.mktemp("browser")
    broker = started(home / "broker", appendonly="yes")
    try:
        with serving(Settings(home=home, redis_url=broker.connection_url, max_text=600)) as one:
            yield one
    finally:
        broker.stop()


@pytest.fixture(scope="session")
def rooms(chromium: Browser) -> Iterator[Rooms]:
    with Rooms.of(chromium) as one:
        yield one


@pytest.fixture
def stage(rooms: Rooms, served: Served, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """People at browsers of their own, and a hand that enriches their messages. `ROOMS` of a test's module is
    what all browsers there are asked for with."""
    with Stage(rooms, served, getattr(request.module, "ROOMS", {})) as one:
        yield one


@pytest.fixture(scope="module")
def module(chromium: Browser, served: Served) -> Iterator[Callable[[str], object]]:
    """Run an expression in a page of the service, where the client's modules can be imported."""
    page: Page = chromium.new_page()
    with_modules(page)
    page.goto(f"{served.url}/favicon.svg")
    yield lambda script: page.evaluate(script)
    page.close()


@pytest.fixture
def said(stage: Stage) -> tuple[dict[str, Any], Seat, Seat]:
    """Ana has written to Sam, who reads it in English; both look."""
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    seats = stage.seat(ana), stage.seat(sam)
    for seat in seats:
        seat.open(conversation)
    message = ana.post(conversation, "Chego às 18 horas.")
    stage.translate(message, "en", "I arrive at 18 hours.")
    expect(seats[1].bubble(1).get_by_test_id("bubble-lead")).to_have_text("I arrive at 18 hours.")
    return message, *seats
