"""Who hears of domain events in this process, at once after the commit.

Where nobody subscribes (commands, the demo, a process of jobs) events go by the outbox to a process where
somebody does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from service.store.unit_of_work import DomainEvent

log = logging.getLogger(__name__)

Subscriber = Callable[[DomainEvent], Awaitable[None]]
"""Passes by events that are none of its business. What it raises means: not heard, tell me again."""

ENDS_WITHIN = 5.0
"""Seconds that what is being told has left when the process stops."""


class Subscribers:
    """All subscribers of one store. `undelivered` takes events that one of them could not hear."""

    def __init__(self, undelivered: Callable[[Sequence[DomainEvent]], Awaitable[None]]) -> None:
        self._all: list[Subscriber] = []
        self._undelivered = undelivered
        self._publishing: set[asyncio.Task[None]] = set()

    def __bool__(self) -> bool:
        """Whether anybody in this process wants to hear."""
        return bool(self._all)

    def add(self, subscriber: Subscriber) -> None:
        """From now on it hears of every event."""
        self._all.append(subscriber)

    async def publish(self, events: Sequence[DomainEvent]) -> None:
        """Tell of committed events, in order. Cancelling who waits for it keeps nobody from hearing."""
        if events:
            await asyncio.shield(self.publishing(events))

    def publishing(self, events: Sequence[DomainEvent]) -> asyncio.Task[None]:
        """The same, for whoever does not wait for it."""
        publishing = asyncio.create_task(self._publish(events))
        self._publishing.add(publishing)
        publishing.add_done_callback(self._publishing.discard)
        return publishing

    async def deliver(self, event: DomainEvent) -> None:
        """Let all hear of one event. Raises the first error, after all have been asked."""
        errors: list[Exception] = []
        for subscriber in self._all:
            try:
                await subscriber(event)
            except Exception as error:
                errors.append(error)
        if errors:
            raise errors[0]

    async def close(self) -> None:
        """Let what is being told end."""
        if self._publishing:
            await asyncio.wait(self._publishing, timeout=ENDS_WITHIN)

    async def _publish(self, events: Sequence[DomainEvent]) -> None:
        lost: list[DomainEvent] = []
        for event in events:
            try:
                await self.deliver(event)
            except Exception as error:
                log.warning("%s is told again later: %s", type(event).__name__, type(error).__name__)
                lost.append(event)
        if lost:
            await self._undelivered(lost)
