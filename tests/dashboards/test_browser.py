"""The dashboard in a browser: nothing cut off or inaccessible, nothing fetched from elsewhere, and live."""

import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dashboards.run import command
from service.wire.settings import Settings
from tests.analytics.world import World
from tests.dashboards.town import town

PAGES = ("", "translation", "sentiment", "replies")
CHART = "[data-testid=stVegaLiteChart] svg"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("dashboard")


@pytest.fixture(scope="module")
def url(home) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(home=home, dashboard_port=port)
    town(settings.lake_path, conversations=25)
    process = subprocess.Popen(command(settings), cwd=home, stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _ready(address, process)
        yield address
    finally:
        process.kill()  # Streamlit may sit on a SIGTERM, and it only reads
        process.communicate(timeout=20)


def _ready(address: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the dashboard ended: {process.communicate()[1]}")
        try:
            if httpx.get(f"{address}/_stcore/health").status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    pytest.fail("the dashboard did not start")


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
