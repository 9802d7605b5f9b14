"""Browser contexts that one test hands on to the next, emptied, because a new one takes long.

Where a page's code is compiled and its process runs, opening it takes a third of the CPU. A context that a
test has changed for good is not handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

WORDS: dict[str, Any] = {
    "viewport": {"width": 1100, "height": 760},
    "locale": "en-GB",
    "service_workers": "block",
}
SIGNED_IN = "if (location.protocol !== 'about:') localStorage['duologue.signed_in'] ??= 'true'"
CHANGES = (
    *("add_init_script", "route", "route_web_socket", "expose_function", "expose_binding", "new_cdp_session"),
    *("set_offline", "set_extra_http_headers", "set_geolocation", "on", "once"),
    *("emulate_media", "set_viewport_size", "set_default_timeout", "add_locator_handler"),
)
"""Methods of a context or page whose effect outlasts a test. `page.clock` cannot be watched: ask for a room
of your own."""


class Room:
    """A context with its first page, which stays open: with the last page its process would end."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(**{**WORDS, **options})
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.context.add_init_script(SIGNED_IN)
        self.page: Page = self.context.new_page()
        self.devtools: CDPSession = self.context.new_cdp_session(self.page)
        self.changed = bool(options)
        for owner in (self.context, self.page):
            for name in CHANGES:
                self._watch(owner, name)

    def _watch(self, owner: BrowserContext | Page, name: str) -> None:
        method: Callable[..., Any] | None = getattr(owner, name, None)
        if method is None:
            return

        def changing(*args: Any, **kwargs: Any) -> Any:
            self.changed = True
            return method(*args, **kwargs)

        setattr(owner, name, changing)

    def emptied(self, url: str) -> bool:
        """Whether it is as new for the next test, after one that used the service at `url`."""
        if self.changed or self.page.is_closed() or not self.page.url.startswith(url):
            return False
        for page in self.context.pages:
            if page != self.page:
                page.close()
        self.page.evaluate("sessionStorage.clear()")
        self.page.goto("about:blank")
        self.context.clear_cookies()
        self.devtools.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "all"})
        self.devtools.send("Network.clearBrowserCache")
        self.devtools.send("Page.resetNavigationHistory")
        return True


class Rooms:
    """Those that are free."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._free: list[Room] = []

    def take(self, **options: Any) -> Room:
        """One as new; with options of a context, one that is."""
        return self._free.pop() if self._free and not options else Room(self.browser, **options)

    def give(self, room: Room, url: str) -> None:
        if room.emptied(url):
            self._free.append(room)
        else:
            room.context.close()

    @classmethod
    @contextmanager
    def of(cls, browser: Browser) -> Iterator[Rooms]:
        one = cls(browser)
        yield one
        for room in one._free:
            room.context.close()
