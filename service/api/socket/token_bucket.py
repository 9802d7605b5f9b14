"""How fast a client may talk."""

from __future__ import annotations

import asyncio
import time

from service.api.limits.table import Limit

RATE = 30.0
"""Frames a second."""


def cost_of_posting(limit: Limit) -> float:
    """Of a message, in frames: less than one where an operator lets people post more than `RATE` a second."""
    return min(1.0, RATE * limit.seconds / limit.amount)


class TokenBucket:
    """A bucket of `burst` frames, filled at `rate` a second. Who is faster waits, and is read no further."""

    def __init__(self, rate: float = RATE, burst: int = 100) -> None:
        self._rate, self._burst = rate, burst
        self._left = float(burst)
        self._at = time.monotonic()

    async def wait(self, cost: float = 1.0) -> None:
        """Return when the next frame may be served; one of `cost` was."""
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - cost
        self._at = now
        if self._left < 0:
            await asyncio.sleep(-self._left / self._rate)
