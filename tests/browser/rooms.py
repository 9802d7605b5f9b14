"""Browser contexts that one test hands on to the next, emptied, because a new one takes long.

Where a page's code is compiled and its process runs, opening it takes half of the CPU: so the process stays,
with a page of the service in it. A context that a test has changed for good is not handed on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.shaking import slower

WORDS: dict[str, Any] = {
    "viewport": {"width": 1100, "height": 760},
    "locale": "en-GB",
    "service_workers": "block",
    "reduced_motion": "reduce",
}
"""What moves without end takes 15 % of a core in each page, while one waits. Tests of it ask for `MOVING`."""
MOVING: dict[str, Any] = {"reduced_motion": "no-preference"}
SEEN = ("viewport", "color_scheme", "reduced_motion")
"""Of what a context is made with, what can be changed in a page that is there."""
SIGNED_IN = "if (location.protocol !== 'about:') localStorage['duologue.signed_in'] ??= 'true'"
PATIENCE = 60_000
"""Milliseconds that anything may take that is waited for, on a machine that stands still at times."""
FOR_GOOD = (
    *("add_init_script", "route_web_socket", "expose_function", "expose_binding"),
    *("set_extra_http_headers", "set_geolocation", "set_default_timeout", "add_locator_handler"),
)
"""Methods of a context or page whose effect cannot be taken back. `page.clock` cannot be watched: ask for a
room of your own."""

Line = Callable[[Any], object]
"""What becomes of a page's socket: given a `WebSocketRoute`."""


def connected(socket: Any) -> object:
    """As if there was no line between."""
    return socket.connect_to_server()


class Room:
    """A context with its first page, which stays open: with the last page its process would end.

    Args:
        script: what runs in each page before the page's own code.
        lined: whether sockets go through `line`, which each test sets anew.
        options: of a context, where it is not as `WORDS` says.
    """

    def __init__(self, browser: Browser, *, script: str = "", lined: bool = False, **options: Any) -> None:
        self._made: dict[str, Any] = {**WORDS, **options}
        self.options = self._made
        self.context: BrowserContext = browser.new_context(**self.options)
        self.context.set_default_timeout(PATIENCE)
        self.slower = slower()
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.context.add_init_script(f"{SIGNED_IN};\n{script}")
        self.line: Line = connected
        if lined:
            self.context.route_web_socket("**/api/live", lambda socket: self.line(socket))
        if self.slower > 1:
            self.context.on("page", self._slow_down)
        self.page: Page = self.context.new_page()
        self.devtools: CDPSession = self.context.new_cdp_session(self.page)
        self.changed = False
        self._undo: list[Callable[[], object]] = []
        for owner in (self.context, self.page):
            for name in FOR_GOOD:
                self._watch(owner, name, self._note_change)
            self._watch(owner, "on", lambda event, f, owner=owner: lambda: owner.remove_listener(event, f))
            self._watch(owner, "once", self._note_change)
            self._watch(owner, "route", lambda *_, owner=owner, **__: owner.unroute_all)
        self._watch(self.context, "new_cdp_session", self._note_change)
        self._watch(
            self.context, "set_offline", lambda _: lambda: BrowserContext.set_offline(self.context, False)
        )
        self._watch(self.context, "grant_permissions", lambda *_, **__: self._permit)
        self._watch(self.context, "clear_permissions", lambda: self._permit)
        self._watch(self.page, "set_viewport_size", lambda _: self._resize)
        self._watch(self.page, "emulate_media", lambda **_: self._see_as_before)

    def _watch(self, owner: Any, name: str, undoing: Callable[..., Callable[[], object] | None]) -> None:
        """Before each call of a method, `undoing` is given what it is given, and says what takes it back."""
        method: Callable[..., Any] | None = getattr(owner, name, None)
        if method is None:
            return

        def watched(*args: Any, **kwargs: Any) -> Any:
            if undo := undoing(*args, **kwargs):
                self._undo.append(undo)
            return method(*args, **kwargs)

        setattr(owner, name, watched)

    def _slow_down(self, page: Page) -> None:
        """As on a machine that computes so many times slower."""
        devtools = BrowserContext.new_cdp_session(self.context, page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": self.slower})

    def _note_change(self, *_: Any, **__: Any) -> None:
        self.changed = True

    def _permit(self) -> None:
        BrowserContext.clear_permissions(self.context)
        BrowserContext.grant_permissions(self.context, ["clipboard-read", "clipboard-write"])

    def look(self, **seen: Any) -> None:
        """How large the page is, its theme, and whether it moves: for a test, or all of who stays."""
        options = {**self._made, **seen}
        if options != self.options:
            self.options = options
            self._resize()
            self._see_as_before()

    def _resize(self) -> None:
        Page.set_viewport_size(self.page, self.options["viewport"])

    def _see_as_before(self) -> None:
        scheme = self.options.get("color_scheme", "light")
        motion = self.options["reduced_motion"]
        Page.emulate_media(self.page, media="null", color_scheme=scheme, reduced_motion=motion)

    def restored(self, url: str) -> bool:
        """Whether a page of the service at `url` is left, and all that a test has set is taken back."""
        if self.changed or self.page.is_closed() or not self.page.url.startswith(url):
            return False
        for page in self.context.pages:
            if page != self.page:
                page.close()
        undoing, self._undo = self._undo, []
        for undo in undoing:
            undo()
        return True

    def emptied(self, url: str) -> bool:
        """Whether it is as new for the next test, after one that used the service at `url`."""
        if not self.restored(url):
            return False
        self.line = connected
        self.page.evaluate("sessionStorage.clear()")
        self.page.goto(f"{url}/favicon.svg")  # of the same site: another one would be another process
        self.context.clear_cookies()
        self.devtools.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "all"})
        self.devtools.send("Page.resetNavigationHistory")
        return True


class Rooms:
    """Those that are free, by what they were asked for with."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._free: dict[str, list[Room]] = defaultdict(list)
        self._kinds: dict[Room, str] = {}

    def take(self, **wanted: Any) -> Room:
        """One as new; with these options of `Room` and of a context."""
        fixed = {"viewport"} if wanted.get("is_mobile") else set()
        seen = {name: wanted.pop(name) for name in SEEN if name in wanted and name not in fixed}
        kind = repr(sorted(wanted.items()))
        free = self._free[kind]
        room = free.pop() if free else Room(self.browser, **wanted)
        room.look(**seen)
        self._kinds[room] = kind
        return room

    def new(self) -> Room:
        """One in which nobody was before: nothing is kept there, no code is compiled."""
        room = Room(self.browser)
        room.changed = True
        self._kinds[room] = ""
        return room

    def give(self, room: Room, url: str) -> None:
        kind = self._kinds.pop(room)
        if room.emptied(url):
            self._free[kind].append(room)
        else:
            room.context.close()

    @classmethod
    @contextmanager
    def of(cls, browser: Browser) -> Iterator[Rooms]:
        one = cls(browser)
        yield one
        for rooms in one._free.values():
            for room in rooms:
                room.context.close()
