"""`python -m benchmarks.desk`: fifty live conversations in one tab of the desk, three of them open.

Ten messages a second come in from visitors while an agent types: what a key costs until it shows, in
milliseconds, and how much of a core the browser takes meanwhile; then what it takes while nothing happens but
that translations are awaited, which moves a line on the screen. No worker runs: all stays untranslated.
"""

from __future__ import annotations

import json
import os
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.page import WATCH, staged
from tests.api.visitors import Visitor
from tests.browser.rooms import MOVING
from tests.browser.stage import Seat, Stage

CONVERSATIONS, EARLIER, OPEN = 50, 10, 3
EVERY = 0.1
"""Seconds between two messages, of all conversations together."""
RESTS = 5.0
TEXT = "I have looked it up for you: the parcel left us on Monday, and should be there by tomorrow noon. " * 3
GOALS = {"desk_input_p95_ms": 100.0}


def measure() -> dict[str, float]:
    """All figures, by name."""
    with staged() as stage:
        return _measured(stage)


def _measured(stage: Stage) -> dict[str, float]:
    sam = stage.guest("Sam", "en")
    made = sam.http.post("/api/organisations", json={"name": "Casa Verde", "language": "en"}).json()
    wanted = {"name": "Casa Verde", "language": "en", "allowed_origins": []}
    key = sam.http.post(f"/api/organisations/{made['id']}/channels", json=wanted).json()["key"]
    visitors = [Visitor(stage.served, key, name=f"Visitor {number}") for number in range(CONVERSATIONS)]
    talks = [(one, one.conversation()) for one in visitors]
    for number in range(EARLIER):
        for one, talk in talks:
            one.post(talk, f"Mensaje {number}: ¿cuándo llega mi pedido?")
    seat = stage.seat(sam, viewport={"width": 1600, "height": 900}, **MOVING)
    _open(seat)
    still = _cores(RESTS)
    with _coming(talks):
        began, used = time.perf_counter(), _used()
        seat.page.evaluate(WATCH)
        seat.at("composer").first.press_sequentially(TEXT, delay=60)
        cores = (_used() - used) / (time.perf_counter() - began)
    times: list[float] = sorted(seat.page.evaluate("times"))
    return {
        "desk_input_p95_ms": times[int(len(times) * 0.95)],
        "desk_input_p50_ms": statistics.median(times),
        "desk_busy_cores": cores,
        "desk_still_cores": still,
    }


def _open(seat: Seat) -> None:
    """The first conversations of the list, beside each other."""
    seat.page.goto(f"{seat.guest.served.url}/desk")
    seat.at("ticket").nth(CONVERSATIONS - 1).wait_for()
    for number in range(OPEN):
        seat.at("ticket").nth(number).hover()
        seat.at("desk-beside").nth(number).click()
    seat.at("desk-column").nth(OPEN - 1).wait_for()
    seat.at("bubble").first.wait_for()


@contextmanager
def _coming(talks: list[tuple[Visitor, str]]) -> Iterator[None]:
    """Visitors write, in turn, as long as it lasts."""
    over = threading.Event()

    def write() -> None:
        due = time.monotonic()
        for one, talk in cycle(talks):
            one.post(talk, "¿Hay alguna novedad de mi pedido?")
            due += EVERY
            if over.wait(max(0.0, due - time.monotonic())):
                return

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _cores(seconds: float) -> float:
    """How many cores the browser takes while that passes."""
    before = _used()
    time.sleep(seconds)
    return (_used() - before) / seconds


def _used() -> float:
    """CPU seconds of this process's browser so far: all processes below this one that are Chromium's."""
    parents: dict[int, int] = {}
    spent: dict[int, tuple[str, float]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:  # it has just ended
            continue
        name, rest = stat[stat.index("(") + 1 : stat.rindex(")")], stat[stat.rindex(")") + 2 :].split()
        parents[int(folder.name)] = int(rest[1])
        spent[int(folder.name)] = name, (int(rest[11]) + int(rest[12])) / 100
    return sum(used for one, (name, used) in spent.items() if "chrom" in name and _below(one, parents))


def _below(one: int, parents: dict[int, int]) -> bool:
    while one in parents:
        if one == os.getpid():
            return True
        one = parents[one]
    return False


def lines(found: dict[str, Any]) -> Iterator[str]:
    """Each figure beside what is asked."""
    for name, value in found.items():
        yield f"{name}: {value:.2f}" + (f", asked {GOALS[name]:.0f}" if name in GOALS else "")


def main() -> None:
    found = measure()
    print("\n".join(lines(found)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
