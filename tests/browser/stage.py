"""People who sit at browsers, and enrichments that come when a test wants them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import redis
from playwright.sync_api import Error, Locator, Page

from tests.api.serving import Guest, Served
from tests.brokers import says, says_no_more
from tests.browser.rooms import Room, Rooms
from wire.broker.heartbeats import Heartbeat
from wire.broker.streams import ENRICHMENTS, stream
from wire.contracts.codec import encode
from wire.contracts.events import (
    ALT,
    LINK,
    Annotation,
    Enriched,
    Problem,
    ReadsAs,
    Sentiment,
    Suggestion,
    Translation,
)
from wire.contracts.shelf import ANSWER, Finding, FoundPassage


class Seat:
    """A guest with a browser."""

    def __init__(self, room: Room, guest: Guest) -> None:
        self.guest = guest
        self.problems: list[str] = []
        self.room, self.context = room, room.context
        self.context.add_cookies([{"name": "duologue", "value": guest.token, "url": guest.served.url}])
        self.page = room.page
        self._heed(self.page)

    def new_page(self) -> Page:
        page = self.context.new_page()
        self._heed(page)
        return page

    def _heed(self, page: Page) -> None:
        Page.on(page, "pageerror", self._note)

    def _note(self, error: Error) -> None:
        self.problems.append(str(error))

    def leave(self, rooms: Rooms) -> None:
        rooms.give(self.room, self.guest.served.url)
        if not self.page.is_closed():
            self.page.remove_listener("pageerror", self._note)

    def open(self, conversation: str) -> None:
        """Also where another one is open: this one's composer is there."""
        self.page.goto(f"{self.guest.served.url}/#/c/{conversation}")
        self.page.locator(f"#shortcuts-{conversation}").wait_for(state="attached")
        self.at("composer").wait_for()

    def at(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def bubble(self, seq: int) -> Locator:
        return self.page.locator(f'[data-testid="bubble"][data-seq="{seq}"]')

    def say(self, text: str) -> None:
        self.at("composer").fill(text)
        self.at("composer").press("Enter")

    def choose(self, seq: int, what: str) -> None:
        """Open the menu of a message, and take something there."""
        self.bubble(seq).hover()
        self.bubble(seq).get_by_test_id("message-options").click()
        self.at(f"menu-{what}").click()


class Stage:
    """Brings people in, and enriches."""

    def __init__(self, rooms: Rooms | None, served: Served, wanted: dict[str, Any] | None = None) -> None:
        self.rooms, self.served, self.wanted = rooms, served, wanted or {}
        self.seats: list[Seat] = []
        self.broker = redis.Redis.from_url(served.settings.redis_url)

    def __enter__(self) -> Stage:
        self.worker()
        return self

    def __exit__(self, *_: object) -> None:
        for seat in self.seats:
            assert self.rooms is not None
            seat.leave(self.rooms)
        self.broker.close()
        assert [problem for seat in self.seats for problem in seat.problems] == []

    def guest(self, name: str, language: str) -> Guest:
        return Guest(self.served, name, language)

    def seat(self, guest: Guest, **context: Any) -> Seat:
        assert self.rooms is not None, "this stage is for other browsers"
        return self.seat_in(self.rooms.take(**{**self.wanted, **context}), guest)

    def seat_in(self, room: Room, guest: Guest) -> Seat:
        found = Seat(room, guest)
        self.seats.append(found)
        return found

    def dismiss(self, seat: Seat) -> None:
        """Who sits there goes before the others do."""
        assert self.rooms is not None
        self.seats.remove(seat)
        seat.leave(self.rooms)

    def worker(self, here: bool = True) -> None:
        """Say that a worker is there, or gone."""
        pairs = (("pt", "en"), ("en", "pt"))
        beat = Heartbeat(part="worker", name="stage", pairs=pairs)
        says(self.broker, beat) if here else says_no_more(self.broker, beat)

    def translate(self, message: dict[str, Any], target: str, text: str | None, **more: Any) -> None:
        """The enrichment that a worker would send: `text` in `target`, or the status given."""
        sentiment, replies = more.pop("sentiment", None), more.pop("replies", ())
        status = more.pop("status", "done")
        done = Translation(status=status, text=text, route=(message["language"], target), **more)
        scores = {"positive": 0.4, "neutral": 0.2, "negative": 0.4}
        self._send(
            message,
            translations={target: done},
            sentiment=Sentiment(label=sentiment, scores=scores, engine="e", model="m") if sentiment else None,
            suggestions=tuple(
                Suggestion(id=name, language=target, text=mine, reads_as=ReadsAs(language="pt", text=theirs))
                for name, mine, theirs in replies
            ),
        )

    def shows(self, message: dict[str, Any], target: str, text: str, **more: Any) -> None:
        """What a worker makes of a file without a caption: what it shows, in `target`."""
        detail = {"text": text, "language": message["language"]} | more
        found = Annotation(task=ALT, target=target, model="m", detail=detail)
        nothing = {target: Translation(status="not_needed")}
        self._send(message, translations=nothing, annotations=(found,))

    def leads_to(self, message: dict[str, Any], target: str, title: str, description: str) -> None:
        """What a worker makes of a message that shows a link, in `target`."""
        detail = {"title": title, "description": description, "language": "de"}
        found = Annotation(task=LINK, target=target, model="m", detail=detail)
        self._send(message, translations={target: Translation(status="not_needed")}, annotations=(found,))

    def finds(self, message: dict[str, Any], outcome: str, passages: tuple[FoundPassage, ...] = ()) -> None:
        """What a worker makes of a message to a bot."""
        detail = msgspec.to_builtins(Finding(passages=passages))
        found = Annotation(task=ANSWER, model="m", label=outcome, detail=detail)
        self._send(message, translations={"en": Translation(status="not_needed")}, annotations=(found,))

    def fail(self, message: dict[str, Any]) -> None:
        """An enrichment that came to nothing."""
        self._send(message, status="failed", problem=Problem(code="engine_error", message="It broke."))

    def _send(self, message: dict[str, Any], **fields: Any) -> None:
        now = datetime.now(UTC)
        event = Enriched(
            message_id=message["id"],
            conversation_id=message["conversation_id"],
            author_id=message["author_id"],
            **{"status": "done", "language": message["language"], **fields},
            posted_at=now,
            queued_at=now,
            enriched_at=now,
        )
        self.broker.xadd(stream(ENRICHMENTS, 0), {b"body": encode(event)})
