"""The job `desk`: conversations whose agent is away wait for another, those put aside come back, and those
that a bot leads and cannot answer wait for people."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from redis.exceptions import RedisError

from service.desk.bot.waiting import hand_over_late, settle_quiet
from service.desk.releasing import release_vacant, serving, wake
from service.realtime.online import OnlineRegistry
from service.store import Store
from wire.broker.clients import Client

log = logging.getLogger(__name__)


class Desk:
    """Looks who is connected where it matters. `minutes`: that an agent may be away; 0: any time."""

    def __init__(self, store: Store, client: Client, minutes: int) -> None:
        self._store, self._minutes = store, minutes
        self._online = OnlineRegistry(client, "desk")

    async def look(self) -> int:
        """One run. Doing it again does no harm. How many conversations were moved."""
        now = datetime.now(UTC)
        before = now - timedelta(minutes=self._minutes)
        absent = await self._absent(before) if self._minutes else []
        moved = await release_vacant(self._store, absent, before, now) + await wake(self._store, now)
        return moved + await hand_over_late(self._store, now) + await settle_quiet(self._store, now)

    async def _absent(self, before: datetime) -> list[str]:
        """While the broker is away nobody knows who is here: then nobody is taken for away."""
        asked = await serving(self._store, before)
        try:
            online = await self._online.online(asked)
        except (RedisError, OSError) as error:
            log.warning("who is at the desk is not known: %s", type(error).__name__)
            return []
        return [one for one in asked if one not in online]
