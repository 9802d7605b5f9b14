"""The one pub/sub connection of a process: hears the channels of the people connected here, and no others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import redis.asyncio
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from service.realtime.tasks import first_of
from wire.contracts.errors import BrokerGone
from wire.tasks import Backoff, pause

log = logging.getLogger(__name__)

CONFIRM_WITHIN = 5.0
QUIET = 5.0
"""Seconds of silence after which the broker is asked if it is there; after twice as many it is gone."""
PER_COMMAND = 500


@dataclass(slots=True)
class _Wanted:
    """A channel that somebody here wants to hear. `missed`: frames may have passed while it was not heard."""

    heard: asyncio.Event = field(default_factory=asyncio.Event)
    missed: bool = False


class PubSubListener:
    """Sharded pub/sub with confirmed subscriptions.

    Args:
        url: the broker.
        on_message: given channel and body of each message heard.
        on_missed: given a channel that is heard again, or late: what was said meanwhile is unknown.
    """

    def __init__(
        self, url: str, on_message: Callable[[str, bytes], None], on_missed: Callable[[str], None]
    ) -> None:
        self._url, self._on_message, self._on_missed = url, on_message, on_missed
        self._wanted: dict[str, _Wanted] = {}
        self._changed: set[str] = set()
        self._news = asyncio.Event()
        self._unconfirmed: set[str] = set()
        self._confirmed = asyncio.Event()
        self._backoff = Backoff(0.1, 3.0)
        self.connected = False

    @property
    def channels(self) -> frozenset[str]:
        """Channels that are wanted now."""
        return frozenset(self._wanted)

    async def open(self, channel: str, within: float = 2.0) -> bool:
        """Hear a channel. True when the broker has confirmed; else `on_missed` is told once it has."""
        wanted = self._wanted.setdefault(channel, _Wanted())
        if not wanted.heard.is_set():
            self._change(channel)
        try:
            async with asyncio.timeout(within if self.connected else 0.2):
                await wanted.heard.wait()
        except TimeoutError:
            wanted.missed = True
            return False
        return True

    def close(self, channel: str) -> None:
        """Do not hear a channel any longer."""
        if self._wanted.pop(channel, None) is not None:
            self._change(channel)

    async def run(self, stop: asyncio.Event) -> None:
        """Stay connected until `stop` is set; connect again with back-off where the broker goes."""
        while not stop.is_set():
            try:
                await self._one_connection(stop)
            except (RedisError, OSError, BrokerGone) as error:
                log.warning("the broker cannot be heard (%s): %s", type(error).__name__, error)
            finally:
                self._forget()
            await pause(stop, self._backoff.next())

    async def _one_connection(self, stop: asyncio.Event) -> None:
        # Without retries of its own: a connection renewed in silence would hide that frames were missed.
        client = redis.asyncio.Redis.from_url(
            self._url, socket_connect_timeout=5, socket_timeout=5, retry=Retry(NoBackoff(), 0)
        )
        pubsub = client.pubsub()
        try:
            await pubsub.connect()  # type: ignore[no-untyped-call]
            self.connected = True
            await first_of(self._read(pubsub), self._follow(pubsub), stop.wait())
        finally:
            await pubsub.aclose()  # type: ignore[no-untyped-call]
            await client.aclose()

    def _forget(self) -> None:
        """The connection is gone: nothing is heard, everything must be asked for anew."""
        self.connected = False
        for wanted in self._wanted.values():
            if wanted.heard.is_set():
                wanted.heard = asyncio.Event()
                wanted.missed = True
        self._changed = set(self._wanted)
        self._news.set()

    def _change(self, channel: str) -> None:
        self._changed.add(channel)
        self._news.set()

    async def _follow(self, pubsub: PubSub) -> None:
        """Bring the broker's list of our channels to what is wanted, one confirmed round after the other."""
        held: set[str] = set()
        while True:
            self._news.clear()
            changed, self._changed = self._changed, set()
            new = [one for one in changed if one in self._wanted and one not in held]
            old = [one for one in changed if one not in self._wanted and one in held]
            for part in _parts(new):
                await self._ask(pubsub, part, subscribe=True)
            for part in _parts(old):
                await self._ask(pubsub, part, subscribe=False)
            held = (held | set(new)) - set(old)
            self._tell(changed & held)
            self._backoff.reset()
            await self._news.wait()

    async def _ask(self, pubsub: PubSub, channels: list[str], *, subscribe: bool) -> None:
        self._unconfirmed = set(channels)
        self._confirmed.clear()
        await (pubsub.ssubscribe if subscribe else pubsub.sunsubscribe)(*channels)
        async with asyncio.timeout(CONFIRM_WITHIN):
            await self._confirmed.wait()

    def _tell(self, channels: Iterable[str]) -> None:
        for channel in channels:
            wanted = self._wanted.get(channel)
            if wanted is None or wanted.heard.is_set():
                continue
            wanted.heard.set()
            if wanted.missed:
                wanted.missed = False
                self._on_missed(channel)

    async def _read(self, pubsub: PubSub) -> None:
        asked = False
        while True:
            message = await pubsub.get_message(timeout=QUIET)
            if message is not None:
                asked = False
                self._hear(message["type"], message["channel"], message["data"])
            elif asked:
                raise BrokerGone(f"the broker said nothing for {2 * QUIET:g} s")
            else:
                asked = True
                await pubsub.ping()

    def _hear(self, kind: str, channel: bytes | None, data: bytes) -> None:
        name = (channel or b"").decode()
        if kind == "smessage":
            self._on_message(name, data)
        elif kind in ("ssubscribe", "sunsubscribe"):
            self._unconfirmed.discard(name)
            if not self._unconfirmed:
                self._confirmed.set()


def _parts(channels: list[str]) -> list[list[str]]:
    return [channels[start : start + PER_COMMAND] for start in range(0, len(channels), PER_COMMAND)]
