"""Who stays at their browser for a whole file: the page is loaded once, each test has a conversation there.

Loading it is most of what a test of one screen costs. A chat is drawn anew for each conversation; what is of
the page or of its person stays, so tests that change that sit down anew: `stage.seat`.
"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.stage import Seat, Stage

LEAVE = "location.hash = '', document.querySelector('dialog[open], :popover-open') !== null"
"""Leave the conversation, in which something may be written still. Whether anything stands in the way."""


class Staying:
    """One person, who sits down when the first test wants them to."""

    def __init__(self, stage: Stage, name: str, language: str) -> None:
        self._stage, self._name, self._language = stage, name, language
        self._seat: Seat | None = None

    def seat(self) -> Seat:
        if self._seat is None:
            self._seat = self._stage.seat(self._stage.guest(self._name, self._language))
        return self._seat

    def rise(self, failed: bool) -> None:
        """A test is over. What it has set is taken back; if that cannot be, the next one sits down anew."""
        seat = self.seat()
        problems, seat.problems = seat.problems, []
        url = seat.guest.served.url
        if failed or not seat.room.restored(url):
            self._stage.dismiss(seat)
            self._seat = None
        elif seat.page.evaluate(LEAVE):
            seat.page.goto(f"{url}/favicon.svg")
        else:
            seat.page.mouse.move(0, 0)
            expect(seat.page.locator("duo-chat")).to_have_count(0)
        assert problems == []
