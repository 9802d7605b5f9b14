"""Automatic assignment as soon as something waits or somebody is free; the job `queues` does the rest."""

from __future__ import annotations

import asyncio
import logging

from service.desk.routing.assigning import assign_waiting, candidates
from service.errors import Unavailable
from service.events import AgentChanged, DeskChanged
from service.realtime.presence import Presence
from service.store import Store
from service.store.unit_of_work import DomainEvent
from wire.tasks import on_news

log = logging.getLogger(__name__)


class Assigner:
    """A subscriber of events, and the task that assigns.

    What waits here are ids of organisations, each once. What is lost with the process the job finds.
    """

    def __init__(self, store: Store, presence: Presence) -> None:
        self._store, self._presence = store, presence
        self._due: set[str] = set()
        self._news = asyncio.Event()

    async def hear(self, event: DomainEvent) -> None:
        """Note where something has changed. Never waits."""
        if isinstance(event, DeskChanged | AgentChanged):
            self._due.add(event.organisation_id)
            self._news.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Assign until `stop` is set."""
        await on_news(self._news, self._assign, stop)

    async def _assign(self) -> None:
        due, self._due = self._due, set()
        for organisation_id in sorted(due):
            try:
                present = await self._presence.online(await candidates(self._store, organisation_id))
                await assign_waiting(self._store, organisation_id, present)
            except Unavailable as error:
                log.warning("assignment is left to the job: %s", error.message)
