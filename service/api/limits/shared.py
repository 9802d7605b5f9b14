"""The library's windows in the broker, for many hits in one round trip: `service.api.limits.hits`.

Two limits of one person are one hit, of a script around the library's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from limits.aio.storage import RedisStorage
from limits.aio.storage.redis.redispy import RedispyBridge

from service.api.limits.hits import Hits
from wire.broker.clients import Client
from wire.broker.scripts import Call, ManyCalls

PREFIX = "limit"

_BOTH = """
local function acquire(KEYS, ARGV)
%s
end
if not acquire({KEYS[1], KEYS[2]}, {ARGV[1], ARGV[2], ARGV[3]}) then return 0 end
return acquire({KEYS[3], KEYS[4]}, {ARGV[4], ARGV[5], ARGV[6]}) and 2 or 1
"""
"""How many of two were counted: the second only after the first."""


class Entry(NamedTuple):
    """What `acquire_sliding_window_entry` takes."""

    key: str
    limit: int
    expiry: int
    amount: int


class SharedStorage(RedisStorage):
    """The library's storage on our own client, whatever broker that has: it would make one of its own."""

    STORAGE_SCHEME = []  # noqa: RUF012  # no URL leads here

    def __init__(self, client: Client, within: float) -> None:
        self._client = client
        super().__init__("redis://", implementation="redispy", key_prefix=PREFIX)
        script = self.bridge.SCRIPT_ACQUIRE_SLIDING_WINDOW.decode()
        self._each = ManyCalls(script)
        self._hits = Hits(client, self._each, within)
        self._pairs = Hits(client, ManyCalls(_BOTH % script), within)

    async def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count, if it is not too much; together with whatever else is to be counted just then."""
        return bool(await self._hits.count(self._windows(key), (limit, expiry, amount)))

    async def acquire_both(self, first: Entry, second: Entry) -> int:
        """Count two of the same person, the second only where the first was counted; how many were."""
        keys = (*self._windows(first.key), *self._windows(second.key))
        return await self._pairs.count(keys, (*first[1:], *second[1:]))

    async def acquire_all(self, entries: Sequence[Entry]) -> list[bool]:
        """Count each, if it is not too much, in one round trip."""
        calls = [Call(self._windows(one.key), one[1:]) for one in entries]
        return [bool(one) for one in await self._each.run(self._client, calls)]

    def _windows(self, key: str) -> tuple[str, str]:
        previous, current = self._previous_window_key(key), self._current_window_key(key)
        return self.bridge.prefixed_key(previous), self.bridge.prefixed_key(current)

    def _current_window_key(self, key: str) -> str:
        """All that is counted of one person lies in one slot of a cluster."""
        name, who, rest = key.split("/", 2)
        return f"{name}/{{{who}}}/{rest}"

    def configure_bridge(self) -> None:
        """Use our client; both windows of a limit lie in one slot."""
        bridge = self.bridge
        assert isinstance(bridge, RedispyBridge), "asked for above"
        client: Any = self._client  # the library asks for the commands of redis-py, which both have
        bridge.storage = client
        bridge.connection_getter = lambda _: client
