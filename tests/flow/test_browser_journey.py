"""The journey as two people make it, in two browsers, with screenshots kept in tests/browser/shots."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser.rooms import MOVING, PATIENCE, Rooms
from tests.browser.sound import assert_sound
from tests.flow.installation import Installation, Speaker, until
from wire.operator import new_link

SHOTS = Path(__file__).parent.parent / "browser" / "shots"
CUT = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION_REFUSED",
    "unknown error occurred when fetching the script",
)
"""What a browser itself logs while its line is cut on purpose; a script is that of the service worker."""

pytestmark = pytest.mark.slow


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    SHOTS.mkdir(parents=True, exist_ok=True)
    return chromium


@pytest.fixture(scope="module")
def rooms(chromium: Browser) -> Iterator[Rooms]:
    with Rooms.of(chromium) as one:
        yield one


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context, self.page = context, page
        self.handle = ""
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._note)

    @classmethod
    def at_a_new_one(cls, browser: Browser, language: str, **context: object) -> Person:
        own = browser.new_context(locale=language, **context)
        own.set_default_timeout(PATIENCE)
        return cls(own, own.new_page())

    def sign_up(self, url: str, name: str, language: str) -> None:
        self.handle = f"{name.lower()}.{secrets.token_hex(3)}"
        self.page.goto(url)
        form = self.at("signup-form")
        expect(form).to_be_visible()
        form.get_by_test_id("field-name").fill(name)
        form.get_by_test_id("field-handle").fill(self.handle)
        form.get_by_test_id("field-password").fill("a long password")
        form.get_by_test_id("field-language").select_option(language)
        form.get_by_test_id("submit").click()
        expect(self.at("find-input")).to_be_visible()

    def _note(self, line: ConsoleMessage) -> None:
        if line.type == "error" and not any(word in line.text for word in CUT):
            self.problems.append(line.text)

    def at(self, name: str):
        return self.page.get_by_test_id(name)

    def find(self, other: Person) -> None:
        self.at("find-input").fill(other.handle)
        self.at("find-result").first.click()
        expect(self.at("composer")).to_be_visible()

    def say(self, text: str) -> None:
        self.at("composer").fill(text)
        self.at("composer").press("Enter")

    def bubble(self, seq: int):
        return self.page.locator(f'[data-testid="bubble"][data-seq="{seq}"]')

    def shot(self, name: str) -> None:
        self.page.screenshot(path=SHOTS / f"{name}.png")


JOANAS: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
SAMS: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}


@pytest.fixture
def newcomers(browser: Browser, installation: Installation) -> Iterator[tuple[Person, Person]]:
    """They sign up and find each other as people do."""
    joana, sam = Person.at_a_new_one(browser, "pt", **JOANAS), Person.at_a_new_one(browser, "en", **SAMS)
    joana.sign_up(installation.url, "Joana", "pt")
    sam.sign_up(installation.url, "Sam", "en")
    joana.find(sam)
    sam.find(joana)  # both have opened it: both have accepted
    yield joana, sam
    assert joana.problems == []
    assert sam.problems == []
    joana.context.close()
    sam.context.close()


@pytest.fixture
def two(rooms: Rooms, installation: Installation) -> Iterator[tuple[Person, Person]]:
    """Two who talk already, each with the conversation open: what newcomers do has a test of its own."""
    found = []
    speakers = Speaker(installation.url, "Joana", "pt"), Speaker(installation.url, "Sam", "en")
    talk = speakers[0].talk_to(speakers[1])
    wishes = {"locale": "pt", **JOANAS}, {"locale": "en", **SAMS}
    used = [rooms.take(service_workers="allow", **MOVING, **wish) for wish in wishes]
    for room, speaker in zip(used, speakers, strict=True):
        room.context.add_cookies([{"name": "duologue", "value": speaker.token, "url": installation.url}])
        found.append(Person(room.context, room.page))
        found[-1].page.goto(f"{installation.url}/#/c/{talk}")
        expect(found[-1].at("composer")).to_be_visible()
    yield found[0], found[1]
    assert [one.problems for one in found] == [[], []]
    for room in used:
        rooms.give(room, installation.url)


def test_two_people_two_languages(newcomers):
    joana, sam = newcomers
    joana.say("Bom dia! Muito obrigada pela sua ajuda com o meu pedido.")
    expect(sam.bubble(1)).to_be_visible()
    expect(sam.bubble(1).get_by_test_id("bubble-lead")).to_contain_text("Good morning")
    expect(sam.bubble(1).get_by_test_id("bubble-lead")).to_have_attribute("lang", "en")
    sam.bubble(1).get_by_test_id("bubble-toggle").click()
    expect(sam.bubble(1).get_by_test_id("bubble-other")).to_contain_text("Bom dia!")
    expect(sam.bubble(1).get_by_test_id("bubble-other")).to_have_attribute("lang", "pt")
    sam.shot("phone-dark-translated")

    chips = sam.at("suggestion")
    expect(chips.first).to_be_visible()
    assert 1 <= chips.count() <= 3
    chips.first.click()
    expect(joana.bubble(2)).to_be_visible()
    expect(joana.bubble(2).get_by_test_id("bubble-lead")).to_have_attribute("lang", "pt")
    expect(sam.bubble(2)).to_have_attribute("data-state", "read")
    joana.shot("wide-light-answered")


def test_a_reload_and_a_lost_connection_miss_nothing(two):
    joana, sam = two
    joana.say("Primeira mensagem.")
    expect(sam.bubble(1)).to_be_visible()
    sam.context.set_offline(True)
    for number in range(2, 6):
        joana.say(f"Mensagem número {number}.")
    expect(joana.bubble(5)).to_be_visible()
    sam.context.set_offline(False)
    expect(sam.bubble(5)).to_be_visible()
    sam.page.reload()
    expect(sam.bubble(5)).to_be_visible()
    seen = sam.page.locator('[data-testid="bubble"]').evaluate_all("all => all.map(one => one.dataset.seq)")
    assert seen == ["1", "2", "3", "4", "5"]


def test_a_message_written_offline_is_sent_once_when_the_connection_is_back(two):
    joana, sam = two
    joana.context.set_offline(True)
    joana.say("Escrita sem rede.")
    expect(joana.page.locator('[data-testid="bubble"]')).to_have_count(1)
    joana.context.set_offline(False)
    expect(sam.bubble(1)).to_be_visible()
    joana.page.reload()
    expect(joana.page.locator('[data-testid="bubble"]')).to_have_count(1)


def test_the_second_tab_sees_the_same(two):
    joana, sam = two
    tab = joana.context.new_page()
    tab.goto(joana.page.url)
    joana.say("Duas janelas.")
    tab.get_by_test_id("conversation-item").first.click()
    expect(tab.get_by_test_id("bubble")).to_have_count(1)
    sam.say("Both see it.")
    expect(tab.get_by_test_id("bubble")).to_have_count(2)


def test_no_accessibility_violation_in_a_live_chat(two):
    joana, sam = two
    joana.say("Olá! Tudo bem?")
    expect(sam.bubble(1).get_by_test_id("bubble-lead")).to_have_attribute("lang", "en")
    for person in (joana, sam):
        assert_sound(person.page)


def test_the_dashboard_shows_what_was_said(browser: Browser, installation: Installation):
    ana, ben = (Speaker(installation.url, name, "en") for name in ("Ana", "Ben"))
    ana.post(ana.talk_to(ben), "hello")
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(new_link(installation.home, installation.dashboard))
    expect(page.get_by_text("Messages", exact=True).first).to_be_visible()
    page.screenshot(path=SHOTS / "dashboard.png", full_page=True)
    page.close()


def test_an_owner_sees_their_organisation_by_the_sign_in_of_the_chat(
    browser: Browser, installation: Installation
):
    """The cookie of the chat comes along to another port of the same host, as browsers have it."""
    own = browser.new_context()
    page, chat, board = own.new_page(), installation.url, installation.dashboard
    page.goto(board)
    expect(page.get_by_role("heading", name="Sign in first")).to_be_visible()
    who = {"handle": f"olga.{secrets.token_hex(3)}", "password": "a long password"}
    joined = own.request.post(f"{chat}/api/people", data=who | {"name": "Olga", "language": "en"})
    assert joined.status == 201
    page.reload()
    expect(page.get_by_role("heading", name="No figures for you")).to_be_visible()
    made = own.request.post(f"{chat}/api/organisations", data={"name": "Casa Verde", "language": "pt"})
    assert made.status == 201
    until(lambda: answered(page) == 200, 60, "what the chat says is believed for seconds")
    expect(page.get_by_text("Casa Verde · Last 30 days")).to_be_visible()
    assert own.request.delete(f"{chat}/api/sessions").status == 204
    until(lambda: answered(page) == 401, 60, "who signs out is out")
    own.close()


def answered(page: Page) -> int | None:
    """Status of the page, asked for again."""
    answer = page.reload()
    return answer.status if answer else None
