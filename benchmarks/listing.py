"""`python -m benchmarks.listing`: how soon somebody with 10,000 conversations sees the list of them.

One browser, in turns: with the first page, as the chat asks for it, and with as many as a list may have, as
it did before. Nothing is kept in the browser from visit to visit.
"""

from __future__ import annotations

import json
import sys
import time
from statistics import median
from typing import Any

from msgspec import Struct
from playwright.sync_api import WebSocketRoute

from benchmarks.everyday.crowd import surround
from benchmarks.page import staged
from benchmarks.peers import report
from tests.browser.stage import Seat, Stage

MANY, TURNS = 10_000, 6
ROW = "() => document.querySelector('[data-testid=conversation-item]') !== null"
FORGET = """() => new Promise((done) => {
  const asked = indexedDB.deleteDatabase("duologue");
  asked.onsuccess = asked.onerror = asked.onblocked = done;
})"""


class Visit(Struct, frozen=True):
    """Milliseconds until the first row, bytes of `ready`, nodes of the page."""

    first_row: float
    told: float
    nodes: float


class Line:
    """Between the page and the service: lets `hello` ask for a page, or for all."""

    def __init__(self) -> None:
        self.whole, self.told = False, 0

    def join(self, page: WebSocketRoute) -> None:
        """Pass on what either says."""
        service = page.connect_to_server()
        page.on_message(lambda said: service.send(self._up(said)))
        service.on_message(lambda said: page.send(self._down(said)))

    def _up(self, said: str | bytes) -> str | bytes:
        frame: dict[str, Any] = json.loads(said)
        if self.whole and frame["type"] == "hello":
            frame.pop("conversations")
            return json.dumps(frame)
        return said

    def _down(self, said: str | bytes) -> str | bytes:
        if json.loads(said)["type"] == "ready":
            self.told = len(said)
        return said


def measure(many: int = MANY, turns: int = TURNS) -> dict[bool, list[Visit]]:
    """Visits by whether all of the list was asked for, each first in one of two turns."""
    found: dict[bool, list[Visit]] = {False: [], True: []}
    with staged() as stage:
        seat, line = _seated(stage, many), Line()
        seat.page.route_web_socket("**/api/live", line.join)
        for turn in range(turns):
            for line.whole in (False, True) if turn % 2 else (True, False):
                found[line.whole].append(_visit(seat, line))
    return found


def _seated(stage: Stage, many: int) -> Seat:
    ana, rui = stage.guest("Ana", "en"), stage.guest("Rui", "en")
    talk = ana.talk_to(rui)
    rui.post(talk, "Hello!")
    surround(stage.served.settings.home / "duologue.db", talk, ana.id, many)
    return stage.seat(ana)


def _visit(seat: Seat, line: Line) -> Visit:
    seat.page.goto(f"{seat.guest.served.url}/favicon.svg")
    seat.page.evaluate(FORGET)
    began = time.perf_counter()
    seat.page.goto(seat.guest.served.url, wait_until="commit")
    seat.page.wait_for_function(ROW, polling="raf")
    took = 1000 * (time.perf_counter() - began)
    nodes = seat.page.evaluate("() => document.querySelectorAll('*').length")
    return Visit(took, line.told, nodes)


def main() -> None:
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)
    rows = [
        [
            "all that a list may have" if whole else "a page of it",
            *(f"{median(getattr(one, name) for one in visits):.0f}" for name in Visit.__struct_fields__),
        ]
        for whole, visits in found.items()
    ]
    print(report.table(("begins with", "first row ms", "bytes of ready", "elements"), rows))


if __name__ == "__main__":
    main()
