"""One real server and one browser for all checks here; enrichments come by the stream, as a worker's do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.serving import Guest, Served, patience, serving
from tests.brokers import started
from tests.browser.modules import with_modules
from tests.browser.rooms import Rooms
from tests.browser.stage import Seat, Stage
from tests.browser.staying import Staying
from wire.contracts.settings import Settings

FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One address for all files: what a browser has compiled for it, it need not compile anew.

    With a broker of its own: tests in between empty the session's.
    """
    home = tmp_path_factory.mktemp("browser")
    broker = started(home / "broker", appendonly="yes")
    try:
        settings = Settings(home=home, redis_url=broker.connection_url, max_text=600)
        with patience(), serving(settings) as one:
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """What is left of a test that failed is not handed on."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="module")
def house(rooms: Rooms, served: Served, request: pytest.FixtureRequest) -> Iterator[dict[str, Staying]]:
    """Ana, who writes Portuguese, and Sam, who reads English, for all tests of a file. `STAYS` of its module
    is what their browsers are asked for with, besides `ROOMS`."""
    wanted = getattr(request.module, "ROOMS", {}) | getattr(request.module, "STAYS", {})
    with Stage(rooms, served, wanted) as one:
        yield {"ana": Staying(one, "Ana", "pt"), "sam": Staying(one, "Sam", "en")}


@pytest.fixture
def anas(house: dict[str, Staying], request: pytest.FixtureRequest) -> Iterator[Seat]:
    """Where Ana sits all the time: those she talks with, and what is said, are of the test."""
    yield house["ana"].seat()
    house["ana"].rise(request.node.stash.get(FAILED, False))


@pytest.fixture
def sams(house: dict[str, Staying], request: pytest.FixtureRequest) -> Iterator[Seat]:
    """Where Sam sits all the time."""
    yield house["sam"].seat()
    house["sam"].rise(request.node.stash.get(FAILED, False))


@pytest.fixture(scope="module")
def module(chromium: Browser, served: Served) -> Iterator[Callable[[str], object]]:
    """Run an expression in a page of the service, where the client's modules can be imported."""
    page: Page = chromium.new_page()
    with_modules(page)
    page.goto(f"{served.url}/favicon.svg")
    yield lambda script: page.evaluate(script)
    page.close()


CHEGO = "Chego às 18 horas."
ARRIVE = "I arrive at 18 hours."


def _translated(stage: Stage, ana: Guest, conversation: str) -> dict[str, Any]:
    message = ana.post(conversation, CHEGO)
    stage.translate(message, "en", ARRIVE)
    return message


@pytest.fixture
def told(stage: Stage, anas: Seat) -> tuple[dict[str, Any], Seat, Guest]:
    """Ana, who stays, has written to a Sam who reads it in English, elsewhere."""
    sam = stage.guest("Sam", "en")
    conversation = anas.guest.talk_to(sam)
    message = _translated(stage, anas.guest, conversation)
    anas.open(conversation)
    expect(anas.bubble(1).get_by_test_id("bubble-lead")).to_have_text(CHEGO)
    return message, anas, sam


@pytest.fixture
def heard(stage: Stage, sams: Seat) -> tuple[dict[str, Any], Guest, Seat]:
    """The same, where Sam stays and looks, and Ana is elsewhere."""
    ana = stage.guest("Ana", "pt")
    conversation = ana.talk_to(sams.guest)
    message = _translated(stage, ana, conversation)
    sams.open(conversation)
    expect(sams.bubble(1).get_by_test_id("bubble-lead")).to_have_text(ARRIVE)
    return message, ana, sams


@pytest.fixture
def said(stage: Stage, told: tuple[dict[str, Any], Seat, Guest]) -> tuple[dict[str, Any], Seat, Seat]:
    """Ana has written to Sam, who reads it in English; both look."""
    message, anas, sam = told
    seat = stage.seat(sam)
    seat.open(message["conversation_id"])
    expect(seat.bubble(1).get_by_test_id("bubble-lead")).to_have_text(ARRIVE)
    return message, anas, seat
