"""The chat in browsers other than Chromium, where they are installed: Firefox, and GNOME's WebKit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.serving import Guest, Served, until
from tests.browser.others.driven import ENTER, Window
from tests.browser.shop import office, shop
from tests.browser.stage import Stage

ANNOUNCED = "document.querySelector('[data-testid=announcer]').textContent.includes('18 hours')"
ROOT = "document.documentElement"
NO_BAR = f"{ROOT}.scrollHeight <= innerHeight && {ROOT}.clientWidth === innerWidth"
CONSENT = "document.querySelector('[data-testid=consent]')"
WIDGET = "document.querySelector('[data-duologue-widget]')?.shadowRoot"
COMPOSER = "document.querySelector('[data-testid=composer]')"


@pytest.fixture
def chat(served: Served, window: Window) -> Iterator[tuple[Stage, Guest, Guest, str]]:
    """Ana writes Portuguese; Sam, who reads English, sits at the window and has the chat open."""
    with Stage(None, served) as stage:
        ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
        conversation = ana.talk_to(sam)
        window.remote.goto(f"{served.url}/favicon.svg")
        window.remote.evaluate("localStorage['duologue.signed_in'] = 'true'")
        window.remote.sign_in(served.url, sam.token)
        window.remote.goto(f"{served.url}/#/c/{conversation}")
        window.watch()
        yield stage, ana, sam, conversation
        assert window.problems == []


def test_a_message_comes_is_translated_and_answered(window, chat):
    stage, ana, _, conversation = chat
    window.until(COMPOSER)
    message = ana.post(conversation, "Chego às 18 horas.")
    window.shows("bubble-lead", "Chego às 18 horas.")
    stage.translate(message, "en", "I arrive at 18 hours.")
    window.shows("bubble-lead", "I arrive at 18 hours.")
    window.until(ANNOUNCED)
    window.until(NO_BAR)  # only the messages scroll, not the page: here its bar would be seen

    window.type("composer", f"See you then{ENTER}")
    window.shows("bubble-lead", "See you then")
    until(lambda: "See you then" in _texts(ana, conversation), "arrived")


def test_it_fits_on_a_phone(window, chat):
    _, ana, _, conversation = chat
    window.remote.resize(360, 740)
    ana.post(conversation, "Um texto que não cabe em uma só linha de um telefone, por mais que se tente.")
    window.shows("bubble-lead", "não cabe")
    window.until("document.documentElement.scrollWidth <= innerWidth")
    window.until(
        "document.querySelector('[data-testid=composer]').getBoundingClientRect().right <= innerWidth"
    )


def test_a_visitor_of_a_site_writes_and_finds_the_chat_again_on_the_next_page(served, window):
    """The site is another one than the service's: what the frame keeps is kept for that site alone."""
    with Stage(None, served) as stage, shop(served) as site:
        ana = stage.guest("Ana", "en")
        office(ana, site)
        window.remote.goto(site.page)
        _chat_of(window)
        window.until(f"{CONSENT}")
        window.remote.evaluate(f"{CONSENT}.click()")
        window.type("write", f"¿Cuánta agua necesita?{ENTER}")
        window.shows("said", "¿Cuánta agua necesita?")
        [talk] = until(lambda: ana.http.get("/api/conversations").json(), "it has come")
        until(lambda: _texts(ana, talk["id"]) == ["¿Cuánta agua necesita?"], "the text has come")

        window.remote.enter("")
        window.remote.goto(f"{site.page}?page=delivery")
        _chat_of(window)
        window.shows("said", "¿Cuánta agua necesita?")
        window.remote.enter("")


def _chat_of(window):
    """Press the bubble, once it is there; what follows is of the chat in its frame."""
    window.until(f"{WIDGET}?.querySelector('button')?.checkVisibility()")
    window.remote.evaluate(f"{WIDGET}.querySelector('button').click()")
    window.remote.enter(f"{WIDGET}.querySelector('iframe')")


def _texts(guest, conversation):
    found = guest.http.get(f"/api/conversations/{conversation}/messages").json()
    return [one["text"] for one in found["messages"]]
