"""A whole visit in Firefox and in GNOME's WebKit: too long for each run of all tests, `make browsers` has it.

Signing in by the form, a message that is translated, a picture, an edit, a reaction, a phone's width, Arabic,
and a service that goes away and comes back.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from tests.api.serving import Guest, Served, until
from tests.browser.others.driven import ENTER, Window
from tests.browser.stage import Stage
from tests.browser.test_search import indexed
from tests.browser.visits import at_port
from tests.files import pictures
from wire.contracts.settings import Settings

WAITS = "document.querySelector('[data-testid=connection-state]')?.dataset.status !== 'live'"
LIVE = "document.querySelector('[data-testid=connection-state]')?.dataset.status === 'live'"
FITS = "document.documentElement.scrollWidth <= innerWidth"
CONTROLLED = "navigator.serviceWorker?.controller"
OPTIONS = "document.querySelector('[data-seq=\"{}\"] [data-testid=message-options]')"
PICTURE = "[...document.querySelectorAll('[data-testid=bubble] img')].some((one) => one.naturalWidth > 0)"


@pytest.fixture
def home(tmp_path: Path, fresh_valkey: str) -> Settings:
    return Settings(home=tmp_path / "home", redis_url=fresh_valkey)


def test_a_whole_visit(window: Window, home: Settings, tmp_path: Path) -> None:
    with at_port(home) as served:
        port = served.settings.port
        ana, sam = Guest(served, "Ana", "pt"), Guest(served, "Sam", "en")
        talk = ana.talk_to(sam)
        _signs_in(window, served, sam)
        with Stage(None, served) as stage:
            _reads_and_answers(window, served, stage, ana, talk)
        _shows_a_picture(window, ana, talk, tmp_path / "praia.jpg")
        _edits_and_reacts(window, ana, talk)
        _replies_searches_and_takes_back(window, ana, talk)
        _lets_a_file_fall(window, ana, talk)
        _fits_on_a_phone(window)
        window.until(CONTROLLED)
    window.until(WAITS)
    window.type("composer", f"written without a line{ENTER}")
    window.shows("bubble-lead", "written without a line")
    window.remote.reload()
    window.shows("bubble-lead", "written without a line")
    window.shows("bubble-lead", "I arrive at 18 hours.")
    with at_port(home, port) as again:
        window.until(LIVE)
        until(lambda: "written without a line" in _texts(ana, again, talk), "it went out")
        _reads_arabic(window, again, sam)
    assert window.problems == []


def _signs_in(window: Window, served: Served, sam: Guest) -> None:
    window.remote.goto(served.url)
    window.watch()
    window.until("document.querySelector('[data-testid=submit]')")
    if window.remote.evaluate("!!document.querySelector('[data-testid=to-signin]')"):
        window.click("to-signin")
    window.type("field-handle", sam.handle)
    window.type("field-password", f"long enough{ENTER}")
    window.until(LIVE)
    window.until(FITS)


def _reads_and_answers(window: Window, served: Served, stage: Stage, ana: Guest, talk: str) -> None:
    window.remote.evaluate(f"location.hash = '#/c/{talk}'")
    window.until("document.querySelector('[data-testid=composer]')")
    message = ana.post(talk, "Chego às 18 horas.")
    window.shows("bubble-lead", "Chego às 18 horas.")
    stage.translate(message, "en", "I arrive at 18 hours.")
    window.shows("bubble-lead", "I arrive at 18 hours.")
    window.remote.reload()
    window.watch()
    window.shows("bubble-lead", "I arrive at 18 hours.")
    window.type("composer", f"See you then{ENTER}")
    until(lambda: "See you then" in _texts(ana, served, talk), "arrived")


def _shows_a_picture(window: Window, ana: Guest, talk: str, path: Path) -> None:
    path.write_bytes(pictures.photo())
    window.pick("file-picker", path)
    window.until("document.querySelector('[data-testid=tray-item]')")
    window.until("!document.querySelector('form.composer').classList.contains('empty')")
    window.click("send")
    window.until(PICTURE)
    until(lambda: _said(ana, talk)[-1]["content"]["kind"] == "attachment", "it has come")
    found = _said(ana, talk)[-1]
    assert (found["content"]["name"], found["content"]["width"]) == ("praia.jpg", 1600)


def _edits_and_reacts(window: Window, ana: Guest, talk: str) -> None:
    _choose(window, 2, "edit")
    window.until("document.querySelector('[data-testid=composer]').value === 'See you then'")
    window.type("composer", f" Ana{ENTER}")
    window.shows("bubble-lead", "See you then Ana")
    _choose(window, 1, "pin")
    until(lambda: _said(ana, talk)[1]["text"] == "See you then Ana", "edited")
    until(lambda: _said(ana, talk)[0]["pinned"], "pinned")


def _replies_searches_and_takes_back(window: Window, ana: Guest, talk: str) -> None:
    _choose(window, 1, "reply")
    window.type("composer", f"Good{ENTER}")
    window.until("document.querySelector('[data-seq=\"4\"] [data-testid=quote]')")
    window.remote.evaluate(f"{OPTIONS.format(1)}.click()")
    window.click("menu-emoji")
    window.until("document.querySelector('[data-seq=\"1\"] [data-testid=reaction]')")
    indexed(ana.served, ana, "arrive", 1)
    window.click("search-open")
    window.type("search-input", "arrive")
    window.shows("search-hit", "I arrive at 18 hours.")
    window.click("search-hit")
    window.until("document.querySelector('[data-seq=\"1\"]').hasAttribute('found')")
    _choose(window, 4, "remove")
    window.click("menu-remove-sure")
    window.shows("bubble-lead", "This message was removed.")
    until(lambda: _said(ana, talk)[3]["content"]["kind"] == "removed", "taken back")
    assert _said(ana, talk)[0]["reactions"][0]["emoji"] == "👍"


def _lets_a_file_fall(window: Window, ana: Guest, talk: str) -> None:
    body = base64.b64encode(pictures.png()).decode()
    window.remote.evaluate(f"""(() => {{
      const data = new DataTransfer()
      const bytes = Uint8Array.from(atob("{body}"), (one) => one.charCodeAt(0))
      data.items.add(new File([bytes], "fallen.png", {{ type: "image/png" }}))
      const event = new DragEvent("drop", {{ dataTransfer: data, bubbles: true, cancelable: true }})
      document.querySelector("duo-chat .chat-body").dispatchEvent(event)
      return true
    }})()""")
    window.until("document.querySelector('[data-testid=tray-item]')")
    window.until("!document.querySelector('form.composer').classList.contains('empty')")
    window.click("send")
    until(lambda: _said(ana, talk)[-1]["content"].get("name") == "fallen.png", "it has come")


def _said(ana: Guest, talk: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ana.http.get(f"/api/conversations/{talk}/messages").json()["messages"]
    return found


def _choose(window: Window, seq: int, what: str) -> None:
    window.until(OPTIONS.format(seq))
    window.remote.evaluate(f"{OPTIONS.format(seq)}.click()")
    window.click(f"menu-{what}")


def _fits_on_a_phone(window: Window) -> None:
    window.remote.resize(360, 740)
    window.until(f"innerWidth <= 450 && {FITS}")
    window.until(
        "document.querySelector('[data-testid=composer]').getBoundingClientRect().right <= innerWidth"
    )
    window.remote.resize(1100, 800)


def _reads_arabic(window: Window, served: Served, sam: Guest) -> None:
    assert sam.at(served).patch("/api/me", json={"language": "ar"}).status_code == 200
    window.remote.reload()
    window.watch()
    window.until("document.documentElement.dir === 'rtl'")
    window.until(f"document.querySelector('[data-testid=composer]') && {FITS}")


def _texts(ana: Guest, served: Served, talk: str) -> list[str]:
    found = ana.at(served).get(f"/api/conversations/{talk}/messages").json()["messages"]
    return [one["text"] for one in found]
