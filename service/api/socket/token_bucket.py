"""How fast a client may talk."""

from __future__ import annotations

import asyncio
import time

from service.api.limits.table import Limit

RATE = 30.0
"""Frames a second."""


def pace(posting: Limit) -> float:
    """What a socket may say in a second: `RATE`, or as much as an operator lets people post."""
    return max(RATE, posting.amount / posting.seconds)


class TokenBucket:
    """A bucket of `burst` frames, filled at `rate` a second. Who is faster waits, and is read no further."""

    def __init__(self, rate: float = RATE, burst: int = 100) -> None:
        self._rate, self._burst = rate, burst
        self._left = float(burst)
        self._at = time.monotonic()

    async def wait(self) -> None:
        """Return when one more frame may be served."""
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - 1
        self._at = now
        if self._left < 0:
            await asyncio.sleep(-self._left / self._rate)
