"""The dashboard in a browser: nothing cut off or inaccessible, nothing fetched from elsewhere, and live."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from analytics.lake import ALIVE
from tests.analytics.world import World

PAGES = ("", "translation", "sentiment", "replies")
CHART = "[data-testid=stVegaLiteChart] svg"


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    return chromium


@pytest.fixture
def page(browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    yield page
    page.close()


def open_page(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/{name}")
    expect(page.locator(CHART).nth(2)).to_be_attached(timeout=30_000)


@pytest.mark.parametrize(
    ("name", "width", "mode"), [(name, 1440, "light") for name in PAGES] + [("translation", 390, "dark")]
)
def test_no_page_has_a_serious_fault_of_access_or_is_wider_than_the_screen(browser, url, name, width, mode):
    page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=mode)
    try:
        open_page(page, url, name)
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        found = Axe().run(page).response["violations"]
    finally:
        page.close()
    assert wide <= width
    serious = {
        (fault["id"], node["target"][0])
        for fault in found
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    }
    assert not serious


ABROAD = ("America/Sao_Paulo", "Asia/Kathmandu", "Africa/Cairo", "America/Asuncion")


@pytest.mark.parametrize(
    ("zone", "name"), [(zone, "") for zone in ABROAD] + [("Asia/Kathmandu", name) for name in PAGES[1:]]
)
def test_a_viewer_in_another_time_zone_sees_every_chart(browser, url, home, name, zone):
    world = World(start=datetime.now(UTC))
    world.say("abroad", -1, conversation=f"{zone}-{name}")
    world.write(home / "lake", first_entry=20_000 + 10 * ABROAD.index(zone) + PAGES.index(name))
    (home / "lake" / ALIVE).touch()
    page = browser.new_page(viewport={"width": 1440, "height": 900}, timezone_id=zone)
    try:
        open_page(page, url, name)
        if not name:
            expect(page.get_by_text("Messages per minute, last half hour")).to_be_visible(timeout=15_000)
            told = page.get_by_text("Messages by day of the week and hour, in ")
            expect(told).to_contain_text(zone.split("/")[0])  # browsers know some zones by older names
        assert page.get_by_test_id("stAlert").count() == 0, page.get_by_test_id("stAlert").all_inner_texts()
        assert page.get_by_test_id("stException").count() == 0
    finally:
        page.close()


def test_nothing_is_fetched_from_elsewhere(page, url):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, url, "")
    assert not [one for one in asked if not one.startswith((url, "data:", "blob:"))]


def test_a_choice_is_in_the_url_and_stays_on_the_next_page(page, url):
    open_page(page, url, "")
    page.get_by_role("combobox", name="Time range").click()
    page.get_by_role("option", name="Last 7 days").click()
    expect(page.get_by_text("Last 7 days · all languages")).to_be_visible()
    assert "range=Last" in page.url
    page.get_by_role("link", name="Sentiment").click()
    expect(page.get_by_role("heading", name="Sentiment", level=1)).to_be_visible()
    expect(page.get_by_text("Last 7 days · all languages")).to_be_visible()
    assert "range=Last" in page.url


def test_a_new_message_shows_by_itself(page, url, home):
    open_page(page, url, "")
    shown = page.get_by_test_id("stMetric").filter(has_text="Messages").get_by_test_id("stMetricValue")
    before = int(shown.inner_text().replace(",", ""))
    world = World(start=datetime.now(UTC))
    world.say("new", 0, conversation="fresh")
    world.write(home / "lake", first_entry=10_000)
    expect(shown).to_have_text(f"{before + 1:,}", timeout=12_000)
