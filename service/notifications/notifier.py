"""Pushes to people about new messages, a moment after they came: their translation comes along where it can.

What waits is in memory, bounded, and lost with the process: it is a sign that there is news, and no more. The
message itself is in the store.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, replace

from service.errors import Unavailable
from service.events import EnrichmentChanged, MessageAdded, MessageChanged
from service.notifications.news import Told, news_for, without_text
from service.notifications.sending import PushSender
from service.notifications.subscriptions import Subscription, note, subscriptions_of
from service.store import Store
from service.store.unit_of_work import DomainEvent
from wire.contracts.codec import encode
from wire.tasks import pause

log = logging.getLogger(__name__)

FIRST, AGAIN, LONGEST = 1.0, 1.5, 8.0
"""Seconds from a message to the first look, between looks, and until it is told as it was written."""
MOST = 5000
"""People and messages that wait; what is beyond is not told."""
AT_ONCE = 64
"""People who are told at a time, of one message each: a push service that is slow holds up its own person."""
TRIES = 4
"""Of one push; each waits twice as long as the last one, from `AGAIN` on."""
TICK = 0.25


@dataclass(frozen=True, slots=True)
class _Waiting:
    person_id: str
    message_id: str
    since: float
    due: float
    tries: int = 0
    to: frozenset[str] | None = None
    """Places that have not taken it yet; None: all."""
    named: bool = False
    """An edit names them, also where they have read what it said before."""


class PushNotifier:
    """A subscriber of events, and the task that sends."""

    def __init__(self, store: Store, sender: PushSender) -> None:
        self._store, self._sender = store, sender
        self._waiting: dict[tuple[str, str], _Waiting] = {}
        self._telling: dict[str, asyncio.Task[None]] = {}

    async def hear(self, event: DomainEvent) -> None:
        """Note what is to be told. Never waits."""
        if isinstance(event, MessageAdded):
            for one in event.seen:
                if one.person_id != one.message.author_id:
                    self._add(one.person_id, one.message.id)
        elif isinstance(event, MessageChanged):
            for one in event.seen:
                if one.person_id in event.named:
                    self._add(one.person_id, one.message.id, named=True)
        elif isinstance(event, EnrichmentChanged):
            for one in event.seen:
                key = (one.person_id, one.message.id)
                if key in self._waiting:
                    self._waiting[key] = replace(self._waiting[key], due=0.0)

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is due until `stop` is set."""
        try:
            while not stop.is_set():
                self._begin(time.monotonic())
                await pause(stop, TICK)
        finally:
            telling = list(self._telling.values())
            for task in telling:
                task.cancel()
            await asyncio.gather(*telling, return_exceptions=True)

    def _begin(self, now: float) -> None:
        for one in [one for one in self._waiting.values() if one.due <= now]:
            if len(self._telling) >= AT_ONCE:
                return
            if one.person_id not in self._telling:
                self._waiting.pop((one.person_id, one.message_id), None)
                self._telling[one.person_id] = asyncio.create_task(self._alone(one))

    async def _alone(self, one: _Waiting) -> None:
        """What goes wrong with one is told to nobody else, and ends nothing."""
        try:
            await self._tell(one)
        except Exception:
            log.exception("somebody could not be told of a message")
        finally:
            self._telling.pop(one.person_id, None)

    def _add(self, person_id: str, message_id: str, *, named: bool = False) -> None:
        now = time.monotonic()
        if len(self._waiting) >= MOST:
            log.warning("too many notifications wait: one is left out")
            return
        self._waiting[person_id, message_id] = _Waiting(person_id, message_id, now, now + FIRST, named=named)

    async def _tell(self, one: _Waiting) -> None:
        try:
            places = await subscriptions_of(self._store, one.person_id)
            places = [place for place in places if one.to is None or place.id in one.to]
            told = await self._news(one) if places else None
        except Unavailable:
            self._later(one, AGAIN)
            return
        if told is None:
            return
        if told.waits and time.monotonic() - one.since < LONGEST:
            self._later(replace(one, tries=0), AGAIN)
            return
        hidden = encode(without_text(told))
        whole = encode(told.news)
        bodies = [(place, hidden if place.hides_text else whole) for place in places]
        left = await asyncio.gather(*(self._push(place, body) for place, body in bodies))
        missed = frozenset(place.id for place, taken in zip(places, left, strict=True) if not taken)
        if missed and one.tries + 1 < TRIES:
            self._later(replace(one, tries=one.tries + 1, to=missed), AGAIN * 2 ** (one.tries + 1))

    async def _news(self, one: _Waiting) -> Told | None:
        return await news_for(self._store, one.person_id, one.message_id, also_read=one.named)

    async def _push(self, place: Subscription, body: bytes) -> bool:
        """False where it may be tried again."""
        outcome = await self._sender.send(place, body)
        try:
            await note(self._store, place.id, taken=outcome == "taken", gone=outcome == "gone")
        except Unavailable:
            log.info("how a push went could not be noted")
        return outcome != "later"

    def _later(self, one: _Waiting, seconds: float) -> None:
        self._waiting[one.person_id, one.message_id] = replace(one, due=time.monotonic() + seconds)
