"""How many sockets a person has open, over all processes: entries in the broker that end by themselves."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict

from redis.exceptions import RedisError

from service.api.errors import TooManySockets
from wire.broker.clients import Client, clock
from wire.broker.scripts import AT_ONCE, Call, ManyCalls
from wire.tasks import pause

log = logging.getLogger(__name__)

HOLDS = 60.0
"""Seconds that a socket counts without being renewed: as long as those of a killed process do."""
RENEW_EVERY = 20.0
WITHIN = 0.5
"""Seconds that the broker gets to count."""

# By the broker's clock. KEYS: the person's set. ARGV: seconds, most, id of the socket.
_ENTER = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[3])
redis.call('EXPIRE', KEYS[1], math.ceil(2 * ARGV[1]))
return 1
"""
_RENEW = ManyCalls(
    """
local now = redis.call('TIME')
redis.call('ZADD', KEYS[1], now[1] + now[2] / 1000000 + ARGV[1], ARGV[2])
return redis.call('EXPIRE', KEYS[1], math.ceil(2 * ARGV[1]))
"""
)
"""Of a socket that is held. ARGV: seconds, id of the socket."""


class SocketLimiter:
    """Sockets of this process by person, each held in the broker too. While it is away, these count alone."""

    def __init__(self, client: Client, most: int, holds: float = HOLDS) -> None:
        self._client, self._most, self._holds = client, most, holds
        self._here: defaultdict[str, set[str]] = defaultdict(set)
        self._enter = client.register_script(_ENTER)

    async def enter(self, person_id: str, socket_id: str) -> None:
        """A socket opens. `leave` comes when it closes, also where this raises.

        Raises:
            TooManySockets: `details["limit"]` says how many are allowed.
        """
        if await self._full(person_id, socket_id):
            raise TooManySockets(f"At most {self._most} windows at once. Close one.", limit=self._most)
        self._here[person_id].add(socket_id)

    async def _full(self, person_id: str, socket_id: str) -> bool:
        try:
            async with asyncio.timeout(WITHIN):
                return not await self._enter([_key(person_id)], [self._holds, self._most, socket_id])
        except (RedisError, OSError):
            return len(self._here.get(person_id, ())) >= self._most

    async def leave(self, person_id: str, socket_id: str) -> None:
        """A socket is closed. Leaving twice, or without having entered, is fine."""
        self._here[person_id].discard(socket_id)
        if not self._here[person_id]:
            del self._here[person_id]
        try:
            async with asyncio.timeout(WITHIN):
                await self._client.zrem(_key(person_id), socket_id)
        except (RedisError, OSError):
            return  # it ends by itself

    async def is_open(self, person_id: str) -> bool:
        """Whether any process has a socket of theirs, as far as is known."""
        if self._here.get(person_id):
            return True
        try:
            async with asyncio.timeout(WITHIN):
                now = await clock(self._client, _key(person_id))
                return bool(await self._client.zcount(_key(person_id), now, "+inf"))
        except (RedisError, OSError):
            return False

    async def run(self, stop: asyncio.Event) -> None:
        """Hold on to the sockets that are open, until `stop` is set."""
        while not await pause(stop, RENEW_EVERY * self._holds / HOLDS):
            try:
                await self._renew_all()
            except (RedisError, OSError) as error:
                log.warning("open sockets are not counted anew: %s", error)

    async def _renew_all(self) -> None:
        people = list(self._here)
        for start in range(0, len(people), AT_ONCE):  # who leaves meanwhile is not held again
            some = people[start : start + AT_ONCE]
            held = [(_key(one), socket_id) for one in some for socket_id in sorted(self._here.get(one, ()))]
            await _RENEW.run(self._client, [Call([key], [self._holds, one]) for key, one in held])


def _key(person_id: str) -> str:
    return f"limit:sockets:{{{person_id}}}"
