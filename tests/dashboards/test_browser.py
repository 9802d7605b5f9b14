"""The dashboard in a browser: nothing cut off or inaccessible, nothing fetched from elsewhere, and live."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from analytics.lake import ALIVE
from tests.analytics.world import World
from tests.browser.sound import violations
from wire.operator import new_link

CHART = "[data-testid=stVegaLiteChart] svg"
CUT = """() => [...document.querySelectorAll("[data-testid=stMetricLabel] p")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"""
KATHMANDU = "Asia/Kathmandu"


class View(NamedTuple):
    """A page as somebody sees it."""

    zone: str
    name: str = ""
    width: int = 1440
    mode: Literal["light", "dark"] = "light"


EVERY_PAGE = [View(KATHMANDU, name) for name in ("", "translation", "sentiment", "replies")]
PHONE = View(KATHMANDU, "translation", 390, "dark")
NARROW = [View(KATHMANDU, name, 360) for name in ("sentiment", "replies", "response", "people")]
ABROAD = [*EVERY_PAGE, *map(View, ("America/Sao_Paulo", "Africa/Cairo", "America/Asuncion"))]


@dataclass
class Shown:
    """A view that is loaded, and what it has fetched."""

    view: View
    page: Page
    asked: list[str] = field(default_factory=list)


def open_page(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/{name}")
    expect(page.locator(CHART).nth(0 if name == "people" else 2)).to_be_attached(timeout=60_000)


@pytest.fixture(scope="module")
def page(chromium: Browser, home: Path, url: str) -> Iterator[Page]:
    """One for all, of the operator: loading again where all is compiled takes a third of the time."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(new_link(home, url))
    expect(page).to_have_url(f"{url}/")
    yield page
    page.close()


@pytest.fixture(scope="module")
def seen_from(page: Page) -> Callable[[View], None]:
    """Make the page that of a view."""
    devtools = page.context.new_cdp_session(page)

    def changed(view: View) -> None:
        page.set_viewport_size({"width": view.width, "height": 900})
        page.emulate_media(color_scheme=view.mode)
        for zone in ("", view.zone):  # one is taken back before another is set
            devtools.send("Emulation.setTimezoneOverride", {"timezoneId": zone})

    return changed


@pytest.fixture(scope="module")
def shown(request, page: Page, seen_from: Callable[[View], None], url: str, home: Path) -> Iterator[Shown]:
    """A view, loaded once for all tests of it, with a message of the last half hour."""
    view: View = request.param
    world = World(start=datetime.now(UTC))
    world.say("abroad", -1, conversation=f"{view.zone}-{view.name}-{view.width}")
    world.write(home / "lake", first_entry=20_000 + 10 * [*ABROAD, PHONE, *NARROW].index(view))
    (home / "lake" / ALIVE).touch()
    one = Shown(view, page)
    page.goto(f"{url}/health/live")  # of the same site: the process stays, and what it has compiled
    seen_from(view)
    page.on("request", note := lambda request: one.asked.append(request.url))
    open_page(page, url, view.name)
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    assert zone.split("/")[0] == view.zone.split("/")[0], "browsers know some zones by older names"
    yield one
    page.remove_listener("request", note)


@pytest.mark.parametrize("shown", [*EVERY_PAGE, PHONE, *NARROW], indirect=True, ids=str)
def test_no_page_has_a_serious_fault_of_access_or_is_wider_than_the_screen(shown: Shown):
    wide = shown.page.evaluate("document.scrollingElement.scrollWidth")
    assert wide <= shown.view.width
    assert shown.page.evaluate(CUT) == [], "no figure's name is cut off"
    found = violations(shown.page)
    serious = {
        (fault["id"], node["target"][0])
        for fault in found
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    }
    assert not serious


@pytest.mark.parametrize("shown", ABROAD, indirect=True, ids=str)
def test_a_viewer_in_another_time_zone_sees_every_chart(shown: Shown):
    page, view = shown.page, shown.view
    if not view.name:
        expect(page.get_by_text("Messages per minute, last half hour")).to_be_visible()
        told = page.get_by_text("Messages by day of the week and hour, in ")
        expect(told).to_contain_text(view.zone.split("/")[0])
    assert page.get_by_test_id("stAlert").count() == 0, page.get_by_test_id("stAlert").all_inner_texts()
    assert page.get_by_test_id("stException").count() == 0


@pytest.mark.parametrize("shown", EVERY_PAGE, indirect=True, ids=str)
def test_nothing_is_fetched_from_elsewhere(shown: Shown, url: str):
    assert shown.asked
    assert not [one for one in shown.asked if not one.startswith((url, "data:", "blob:"))]


def test_a_choice_is_in_the_url_and_stays_on_the_next_page(page, seen_from, url):
    seen_from(View("UTC"))
    open_page(page, url, "")
    page.get_by_role("combobox", name="Time range").click()
    page.get_by_role("option", name="Last 7 days").click()
    expect(page.get_by_text("Last 7 days · all languages")).to_be_visible()
    expect(page).to_have_url(re.compile("range=Last"))
    page.get_by_role("link", name="Sentiment").click()
    expect(page.get_by_role("heading", name="Sentiment", level=1)).to_be_visible()
    expect(page.get_by_text("Last 7 days · all languages")).to_be_visible()
    expect(page).to_have_url(re.compile("range=Last"))


def test_figures_are_chosen_and_taken_away(page, seen_from, url):
    seen_from(View("UTC"))
    open_page(page, url, "response")
    page.get_by_role("combobox", name="Conversations of").click()
    page.get_by_role("option", name="Organisation …shop").click()
    expect(page.get_by_text("Organisation …shop · Last 30 days")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.get_by_text("Take the figures away").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV").click()
    assert taken.value.suggested_filename == "duologue-response-figures.csv"
    said = taken.value.path().read_text("utf-8-sig").splitlines()
    assert said[0].startswith("metric,value,size,part,p90,mean,before")
    assert said[1].startswith("first_response,")


def test_a_stranger_is_told_in_a_page_that_can_be_read(chromium, url):
    page = chromium.new_page(viewport={"width": 360, "height": 700})
    try:
        page.goto(url)
        expect(page.get_by_role("heading", name="Sign in first")).to_be_visible()
        assert page.get_by_role("link", name="Open the chat").get_attribute("href")
        assert not violations(page)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    finally:
        page.close()


def test_a_new_message_shows_by_itself(page, seen_from, url, home):
    seen_from(View("UTC"))
    open_page(page, url, "")
    shown = page.get_by_test_id("stMetric").filter(has_text="Messages").get_by_test_id("stMetricValue")
    before = int(shown.inner_text().replace(",", ""))
    world = World(start=datetime.now(UTC))
    world.say("new", 0, conversation="fresh")
    world.write(home / "lake", first_entry=10_000)
    expect(shown).to_have_text(f"{before + 1:,}", timeout=60_000)
