"""Trying entries: a batch at once, one by one where that fails, again after a wait, and to `dead` in the end.

An entry is acknowledged only when the handler has returned, or when it lies on the stream `dead`. The
number of tries is the broker's own delivery counter, so tries that killed the process count as well.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Generic, TypeVar

from msgspec import Struct

from wire.broker.clients import Client
from wire.broker.pending import Entry, Pending
from wire.broker.streams import BODY, DEAD, UNSENT, name_of
from wire.contracts.codec import encode
from wire.contracts.errors import PutAside
from wire.contracts.events import Dead
from wire.observability.metrics import DEAD_LETTERS
from wire.observability.work import ids_of, working
from wire.tasks import PASSING, delay, retrying

T = TypeVar("T")
R = TypeVar("R")
Key = tuple[str, str]
"""Stream and entry id."""

log = logging.getLogger(__name__)

DEAD_KEPT = 10_000
CAUSE_LENGTH = 4_000
RETRY_FIRST, RETRY_LONGEST = 0.5, 10.0


class Delivery(Struct, Generic[T], frozen=True):
    """One decoded entry. `deliveries` is 1 the first time it is handed out."""

    entry_id: str
    stream: str
    value: T
    deliveries: int


@dataclass(frozen=True, slots=True)
class Policy(Generic[T]):
    """What to do with entries, and how often."""

    decode: Callable[[bytes], T]
    handle: Callable[[Sequence[Delivery[T]]], Awaitable[None]]
    on_dead: Callable[[Dead, T | None], Awaitable[None]] | None
    max_deliveries: int
    max_unfinished: int
    """Deliveries that may end with the process: more than `max_deliveries` where the handler itself knows
    whom to blame for that."""
    kept: Callable[[bytes], bytes]
    """What `dead` may keep of a body."""


@dataclass(slots=True)
class Attempts(Generic[T]):
    """The entries that one consumer holds: those in hand, and those that wait for another try."""

    client: Client
    pending: Pending
    policy: Policy[T]
    stop: asyncio.Event
    _held: dict[Key, None] = field(default_factory=dict)
    _later: dict[Key, tuple[float, int]] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many entries wait for another try."""
        return len(self._later)

    def due_in(self) -> float | None:
        """Seconds until the next retry; None where none waits."""
        if not self._later:
            return None
        return max(0.0, min(due for due, _ in self._later.values()) - _now())

    def schedule(self, stream: str, found: Mapping[str, int]) -> None:
        """Try these pending entries of ours at the next turn, unless they are in hand or scheduled."""
        for entry_id, deliveries in found.items():
            if (stream, entry_id) not in self._held:
                self._later.setdefault((stream, entry_id), (_now(), deliveries))

    async def hold(self) -> None:
        """Keep other consumers from taking what is in hand or waits here."""
        streams: dict[str, list[str]] = {}
        for stream, entry_id in (*self._held, *self._later):
            streams.setdefault(stream, []).append(entry_id)
        for stream, ids in streams.items():
            await self.pending.hold(stream, ids)

    async def first(self, entries: Sequence[Entry]) -> None:
        """Handle new entries, of streams that are alike: all at once; where that fails, one by one."""
        good: list[tuple[Entry, T]] = []
        for entry in entries:
            try:
                good.append((entry, self.policy.decode(entry.body)))
            except Exception as error:
                await self._bury(entry, "undecodable", _cause(error))
        if len(good) < 2 or await self._try(good) is not None:
            for one in good:
                await self._alone(one)

    async def again(self, most: int) -> None:
        """Retry what is due, each alone, the least tried first: a killer comes after its batch mates."""
        due = [(deliveries, key) for key, (when, deliveries) in self._later.items() if when <= _now()]
        for _, (stream, entry_id) in sorted(due)[:most]:
            if self.stop.is_set():
                return
            entry = await self.pending.deliver(stream, entry_id)
            self._later.pop((stream, entry_id), None)
            if entry is None:
                log.warning("entry %s of %s is gone, or another's by now", entry_id, stream)
                continue
            with self.in_hand([entry]):
                await self._once_more(entry)

    async def _once_more(self, entry: Entry) -> None:
        if entry.deliveries > self.policy.max_unfinished:
            cause = f"begun {entry.deliveries - 1} times and never finished: the process ended each time"
            await self._bury(entry, "never_finished", cause)
        else:
            await self.first([entry])

    async def _alone(self, one: tuple[Entry, T]) -> None:
        error = await self._try([one])
        if error is None:
            return
        entry, _ = one
        if isinstance(error, PutAside):
            await self._bury(entry, error.code, str(error))
            return
        known = (
            entry.entry_id,
            entry.stream,
            entry.deliveries,
            self.policy.max_deliveries,
            type(error).__name__,
        )
        log.warning("entry %s of %s failed, try %s of %s: %s", *known, extra=ids_of(one[1]))
        if entry.deliveries >= self.policy.max_deliveries:
            await self._bury(entry, "handler_failed", _cause(error))
        else:
            wait = delay(entry.deliveries, RETRY_FIRST, RETRY_LONGEST)
            self._later[(entry.stream, entry.entry_id)] = (_now() + wait, entry.deliveries)

    async def _try(self, batch: Sequence[tuple[Entry, T]]) -> Exception | None:
        """Handle, then acknowledge. The error where the handler raised one that is not passing."""
        deliveries = [
            Delivery(entry.entry_id, entry.stream, value, entry.deliveries) for entry, value in batch
        ]
        stream, values = name_of(batch[0][0].stream), [value for _, value in batch]
        try:
            with working(stream, self.pending.group, values):
                await self._insist(lambda: self.policy.handle(deliveries))
        except PASSING:
            raise
        except Exception as error:
            return error
        await self._ack([entry for entry, _ in batch])
        return None

    def _kept(self, entry: Entry) -> bytes:
        """What `dead` keeps of an entry: nothing of what nobody has sent, readable or not."""
        return b"" if name_of(entry.stream) in UNSENT else self.policy.kept(entry.body)

    async def _bury(self, entry: Entry, code: str, cause: str) -> None:
        dead = Dead(
            stream=entry.stream, entry_id=entry.entry_id, group=self.pending.group, code=code, cause=cause,
            deliveries=entry.deliveries, body=self._kept(entry), at=datetime.now(UTC),
        )  # fmt: skip
        log.error("entry %s of %s goes to the stream `dead`: %s", entry.entry_id, entry.stream, code)
        DEAD_LETTERS.labels(name_of(entry.stream), self.pending.group, code).inc()
        body: dict[Any, Any] = {BODY: encode(dead)}
        await self._insist(lambda: self.client.xadd(DEAD, body, maxlen=DEAD_KEPT, approximate=True))
        await self._mourn(dead, self._value(entry))
        await self._ack([entry])

    def _value(self, entry: Entry) -> T | None:
        try:
            return self.policy.decode(entry.body)
        except Exception:
            return None

    async def _mourn(self, dead: Dead, value: T | None) -> None:
        on_dead = self.policy.on_dead
        if on_dead is None:
            return
        try:
            await self._insist(lambda: on_dead(dead, value))
        except PASSING:
            raise
        except Exception as error:
            log.error("telling of dead entry %s failed: %s", dead.entry_id, type(error).__name__)

    async def _ack(self, entries: Sequence[Entry]) -> None:
        streams: dict[str, list[str]] = {}
        for entry in entries:
            streams.setdefault(entry.stream, []).append(entry.entry_id)
        for stream, ids in streams.items():
            await self._insist(partial(self.pending.ack, stream, ids))

    async def _insist(self, do: Callable[[], Awaitable[R]]) -> R:
        """Do it; while that fails with what passes by itself, do it again, until told to stop."""
        try:
            return await do()
        except PASSING as error:  # only then is it tried in earnest: that costs more than an acknowledgement
            failed = [error]

        async def again() -> R:  # tenacity awaits what is an async function, not what one gives back
            if failed:
                raise failed.pop()
            return await do()

        return await retrying(self.stop, self.pending.group)(again)

    @contextmanager
    def in_hand(self, entries: Sequence[Entry]) -> Iterator[None]:
        """While inside, `hold` covers these entries."""
        keys = [(entry.stream, entry.entry_id) for entry in entries]
        self._held |= dict.fromkeys(keys)
        try:
            yield
        finally:
            for key in keys:
                self._held.pop(key, None)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _cause(error: BaseException) -> str:
    """Kind and text of the error first, then where it came from."""
    where = "".join(traceback.format_exception(error))
    return f"{type(error).__name__}: {error}\n{where}"[:CAUSE_LENGTH]
