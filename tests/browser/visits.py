"""Visits of one browser to one address, whose server ends and begins again; and what that browser keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from playwright.sync_api import Browser, Page

from service.api.serve import server
from tests.api.serving import Guest, Served, until
from tests.browser.rooms import Room
from tests.browser.stage import Seat
from tests.shaking import shaken
from wire.contracts.settings import Settings

KEPT = """async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  if (!names.includes("duologue")) return [];
  const database = await new Promise((done, failed) => {
    const asked = indexedDB.open("duologue");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const all = (store) => new Promise((done) => {
    const asked = database.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const found = [...await all("people"), ...await all("threads")];
  database.close();
  return [JSON.stringify(found)];
}"""

CACHED = """async () => {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const files = ["/", ...loaded.filter((name) => name.includes("/assets/"))];
  const found = await Promise.all(files.map((name) => caches.match(name)));
  const all = (await caches.keys()).map((name) => caches.open(name).then((one) => one.keys()));
  const kept = (await Promise.all(all)).flat().map(({ url }) => url);
  const words = kept.filter((url) => url.includes(`/assets/${document.documentElement.lang}-`));
  return found.every(Boolean) && words.length >= 3;
}"""
"""Also words that come later, and those of a second factor."""


@contextmanager
def at_port(settings: Settings, port: int | None = None) -> Iterator[Served]:
    """A server, at the port of one that has ended."""
    served = Served(settings)
    if port is not None:
        served.settings = replace(served.settings, port=port)
        served.url = f"http://127.0.0.1:{port}"
        served.live_url = f"ws://127.0.0.1:{port}/api/live"
        served.server = server(served.settings)
        served.server.config.app = shaken(served.server.config.app)
        served.thread = type(served.thread)(target=served.server.run)
    served.start()
    try:
        yield served
    finally:
        served.stop()


def sits(chromium: Browser, guest: Guest) -> Seat:
    return Seat(Room(chromium, service_workers="allow"), guest)


def kept(page: Page) -> str:
    return "".join(page.evaluate(KEPT))


def settle(page: Page, text: str) -> None:
    """The worker answers for this page, and what is on the screen is kept."""
    page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=60_000)
    until(lambda: page.evaluate(CACHED), "the files of the page are kept")
    until(lambda: text in kept(page), "what was read is kept")
