"""What a process hears of the broker: the channels of the people connected here, and no others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from redis.exceptions import NoPermissionError, RedisError

from service.realtime.tasks import first_of
from wire.broker.pubsub import ShardedPubSub
from wire.contracts.broker_address import parse
from wire.contracts.errors import BrokerGone
from wire.tasks import Backoff, pause

log = logging.getLogger(__name__)

CONFIRM_WITHIN = 5.0
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
        own: a channel that is heard first, and for as long as the connection holds. Not on a cluster.
        on_message: given channel and body of each message heard.
        on_missed: given a channel that is heard again, or late: what was said meanwhile is unknown.
    """

    def __init__(
        self,
        url: str,
        own: str,
        on_message: Callable[[str, bytes], None],
        on_missed: Callable[[str], None],
    ) -> None:
        self._url, self._on_message, self._on_missed = url, on_message, on_missed
        self._own = [] if parse(url).kind == "cluster" else [own]
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

    def hears(self, channel: str) -> bool:
        """Whether the broker has confirmed that this process hears a channel."""
        wanted = self._wanted.get(channel)
        return wanted is not None and wanted.heard.is_set()

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
                if isinstance(error, NoPermissionError):
                    self._own = []  # where the broker's user may hear people alone
                log.warning("the broker cannot be heard (%s): %s", type(error).__name__, error)
            finally:
                self._forget()
            await pause(stop, self._backoff.next())

    async def _one_connection(self, stop: asyncio.Event) -> None:
        shards = ShardedPubSub(self._url, self._on_message, self._confirm)
        try:
            await shards.connect()
            self.connected = True
            await first_of(shards.run(), self._follow(shards), stop.wait())
        finally:
            await shards.aclose()

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

    async def _follow(self, shards: ShardedPubSub) -> None:
        """Bring the broker's list of our channels to what is wanted, one confirmed round after the other."""
        held: set[str] = set()
        for part in _parts(self._own):
            await self._ask(shards.subscribe, part)
        while True:
            self._news.clear()
            changed, self._changed = self._changed, set()
            new = [one for one in changed if one in self._wanted and one not in held]
            old = [one for one in changed if one not in self._wanted and one in held]
            for part in _parts(new):
                await self._ask(shards.subscribe, part)
            for part in _parts(old):
                await self._ask(shards.unsubscribe, part)
            held = (held | set(new)) - set(old)
            self._tell(changed & held)
            self._backoff.reset()
            await self._news.wait()

    async def _ask(self, ask: Callable[[list[str]], Awaitable[None]], channels: list[str]) -> None:
        self._unconfirmed = set(channels)
        self._confirmed.clear()
        await ask(channels)
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

    def _confirm(self, channel: str) -> None:
        self._unconfirmed.discard(channel)
        if not self._unconfirmed:
            self._confirmed.set()


def _parts(channels: list[str]) -> list[list[str]]:
    return [channels[start : start + PER_COMMAND] for start in range(0, len(channels), PER_COMMAND)]
