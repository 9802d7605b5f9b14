"""Who is far from a limit is let through at once, and counted in the broker a moment later, with others.

What a process lets through so is never more than a small part of a limit, and what it did itself for the same
person in the same time counts; nearer to the limit everybody waits for the broker, which counts for all.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from typing import NamedTuple

from service.api.limits.table import POSTING, POSTING_TEXT, PREVIEWS, RECEIPTS, TYPING, Limit
from wire.tasks import pause

LENIENT = frozenset(one.name for one in (POSTING, POSTING_TEXT, PREVIEWS, RECEIPTS, TYPING))
"""What people do all the time, and where a few more do no harm. Others wait for the broker each time."""

AHEAD, NEAR = 20, 2
"""Parts of a limit: one of `AHEAD` may be let through and not counted yet; from one of `NEAR` on all is
counted before, so that one process alone lets through what the limit says and no more."""

SETTLES = 0.5
"""Seconds after which it is counted."""

MOST_KEYS = 20_000
"""People and limits remembered; beyond, it begins anew."""

Part = tuple[Limit, int]
"""A limit, and what is to be counted of it."""


class Owed(NamedTuple):
    """What was let through of a limit, and is to be counted."""

    key: str
    limit: Limit
    cost: int


@dataclass(slots=True)
class _Own:
    """What one process let through of a limit for one person since a moment, in its own time."""

    since: float
    counted: int = 0
    ahead: int = 0

    def room(self, limit: Limit, cost: int) -> bool:
        """Whether so much more is far from the limit."""
        near = NEAR * (self.counted + self.ahead + cost) > limit.amount
        return not near and AHEAD * (self.ahead + cost) <= limit.amount

    def hand_over(self) -> int:
        """What was let through is being counted."""
        cost, self.ahead = self.ahead, 0
        self.counted += cost
        return cost


class Ahead:
    """`count` says of each whether it was within the limit, for all processes together. It raises nothing."""

    def __init__(self, count: Callable[[Sequence[Owed]], Awaitable[Sequence[bool]]]) -> None:
        self._count = count
        self._own: dict[tuple[str, str], _Own] = {}
        self._owed: dict[tuple[str, str], Limit] = {}
        self._settling: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    def takes(self, key: str, parts: Sequence[Part]) -> bool:
        """Whether all parts are let through now, and counted later. `key`: the person's."""
        if any(limit.name not in LENIENT for limit, _ in parts):
            return False
        owns = [(self._of(key, limit), limit, cost) for limit, cost in parts]
        if not all(own.room(limit, cost) for own, limit, cost in owns):
            return False
        for own, limit, cost in owns:
            own.ahead += cost
            self._owed[limit.name, key] = limit
        if self._settling is None or self._settling.done():
            self._hurry.clear()
            self._settling = asyncio.create_task(self._settle(), context=Context())
        return True

    def counted(self, key: str, parts: Sequence[Part]) -> None:
        """These were counted in the broker."""
        for limit, cost in parts:
            if limit.name in LENIENT:
                self._of(key, limit).counted += cost

    async def settled(self) -> None:
        """What was let through before is counted when this returns."""
        if self._settling is not None and not self._settling.done():
            self._hurry.set()
            await asyncio.shield(self._settling)

    def _of(self, key: str, limit: Limit) -> _Own:
        now, name = time.monotonic(), (limit.name, key)
        own = self._own.get(name)
        if own is None and len(self._own) >= MOST_KEYS:
            self._own = {one: known for one, known in self._own.items() if known.ahead}
        if own is None or now - own.since >= limit.seconds:
            own = self._own[name] = _Own(now, ahead=own.ahead if own else 0)
        return own

    async def _settle(self) -> None:
        await pause(self._hurry, SETTLES)
        while self._owed:
            owed = [(key, limit, self._of(key, limit)) for (_, key), limit in self._owed.items()]
            self._owed = {}
            answers = await self._count([Owed(key, limit, own.hand_over()) for key, limit, own in owed])
            for (_, limit, own), fits in zip(owed, answers, strict=True):
                if not fits:
                    own.counted = limit.amount  # others have used it up
