"""Presence: tells partners when somebody comes or goes, and notes when they were last here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from redis.exceptions import RedisError

from service.errors import Unavailable
from service.identity.models import Member
from service.identity.people import partners_among, partners_of
from service.identity.presence import presence_ended, presence_started
from service.models import Conversation, Person
from service.realtime.connections import ConnectionRegistry
from service.realtime.frames import Presence as PresenceFrame
from service.realtime.online import HOLDS, RENEW_EVERY, OnlineRegistry
from service.store import Store
from wire.broker.clients import Client
from wire.tasks import pause

log = logging.getLogger(__name__)

GRACE = 3.0
"""Seconds that a person may be away, to reload a page, before partners are told."""
TICK = 0.2
ASK_WITHIN = 1.0
"""Seconds that a list of people may wait for a broker that hangs; then only those here count as online."""


class Presence:
    """Counts sockets per person here, and holds those people in the register of all processes.

    While the broker is away, who is connected to this process counts as all there is.
    """

    def __init__(
        self,
        store: Store,
        client: Client,
        connections: ConnectionRegistry,
        *,
        grace: float = GRACE,
        holds: float = HOLDS,
    ) -> None:
        self._store, self._connections, self._grace = store, connections, grace
        self._register = OnlineRegistry(client, connections.origin, holds)
        self._renew_every = RENEW_EVERY * holds / HOLDS
        self._sockets: dict[str, int] = {}
        self._told: set[str] = set()
        self._due: dict[str, float] = {}

    def came(self, person_id: str) -> None:
        """A socket of this person opened here."""
        self._sockets[person_id] = self._sockets.get(person_id, 0) + 1
        self._due[person_id] = time.monotonic()

    def left(self, person_id: str) -> None:
        """A socket of this person closed here."""
        count = self._sockets.get(person_id, 0) - 1
        if count > 0:
            self._sockets[person_id] = count
            return
        self._sockets.pop(person_id, None)
        self._due[person_id] = time.monotonic() + self._grace

    async def online(self, people: Iterable[str]) -> frozenset[str]:
        """Those of `people` who are connected anywhere, as far as is known."""
        asked = list(dict.fromkeys(people))
        here = frozenset(one for one in asked if one in self._sockets)
        try:
            async with asyncio.timeout(ASK_WITHIN):
                return here | await self._register.online(asked)
        except (RedisError, OSError):
            return here

    async def shown_all(self, viewer_id: str, people: list[Person]) -> list[Person]:
        """People, with `online` filled in for those whom the viewer talks with."""
        online = await self._online_to(viewer_id, [person.id for person in people])
        return [_with(person, online) for person in people]

    async def in_all(self, viewer_id: str, conversations: Iterable[Conversation]) -> list[Conversation]:
        """Conversations of the viewer, with `other.online` filled in where they talk."""
        found = list(conversations)
        online = await self._online_to(viewer_id, [one.other.id for one in found])
        return [msgspec.structs.replace(one, other=_with(one.other, online)) for one in found]

    async def members(self, viewer_id: str, members: list[Member]) -> list[Member]:
        """Members of an organisation, with `online` filled in for colleagues of the viewer."""
        online = await self._online_to(viewer_id, [one.account_id for one in members])
        return [msgspec.structs.replace(one, online=one.account_id in online) for one in members]

    async def _online_to(self, viewer_id: str, ids: list[str]) -> frozenset[str]:
        return await self.online(await partners_among(self._store, viewer_id, ids))

    async def run(self, stop: asyncio.Event) -> None:
        """Tell, renew and repair until `stop` is set; then everybody here was last here."""
        renew_at = 0.0
        while not await pause(stop, TICK):
            await self._tell_due()
            if time.monotonic() >= renew_at:
                renew_at = time.monotonic() + self._renew_every
                await self._renew()
        await self._end_all()

    async def _tell_due(self) -> None:
        now = time.monotonic()
        for person_id in [one for one, at in self._due.items() if at <= now]:
            del self._due[person_id]
            try:
                await self._tell(person_id)
            except Unavailable as error:
                log.warning("presence waits for the store: %s", error.message)
                self._due.setdefault(person_id, now + 1.0)

    async def _tell(self, person_id: str) -> None:
        if person_id in self._sockets and person_id not in self._told:
            if await self._entered(person_id):
                await presence_started(self._store, person_id, _now())
            self._told.add(person_id)
        elif person_id not in self._sockets and person_id in self._told:
            if await self._left_all(person_id):
                await self._ended(person_id)
            self._told.discard(person_id)

    async def _entered(self, person_id: str) -> bool:
        try:
            return await self._register.enter(person_id)
        except (RedisError, OSError):
            return True

    async def _left_all(self, person_id: str) -> bool:
        try:
            return await self._register.exit(person_id)
        except (RedisError, OSError):
            return True

    async def _ended(self, person_id: str) -> None:
        await presence_ended(self._store, person_id, _now())

    async def tell(self, person_id: str, *, online: bool, at: datetime | None = None) -> None:
        """Tell partners that a person came, or left at that time."""
        frame = PresenceFrame(person_id=person_id, online=online, last_seen_at=None if online else at)
        # All partners, online or not: one may be on the way, with a snapshot taken before this.
        await self._connections.notify_all(await partners_of(self._store, person_id), frame)

    async def _renew(self) -> None:
        """Hold on to our people, and take leave of those whose process died."""
        try:
            back = await self._register.renew(list(self._told))
            lost = await self._register.lost()
        except (RedisError, OSError) as error:
            log.warning("presence waits for the broker: %s", error)
            return
        for person_id in back:
            await self.tell(person_id, online=True)
        for person_id in lost:
            if person_id not in self._sockets:
                await self._ended(person_id)

    async def _end_all(self) -> None:
        """This process stops: its people come back elsewhere, or were last here now."""
        for person_id in list(self._told):
            if await self._left_all(person_id):
                await presence_ended(self._store, person_id, _now(), quietly=True)
        self._told.clear()


def _with(person: Person, online: frozenset[str]) -> Person:
    return msgspec.structs.replace(person, online=person.id in online)


def _now() -> datetime:
    return datetime.now(UTC)
