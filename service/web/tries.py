"""Limits on guessing: so many tries a minute, with bounded memory."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from service.errors import TooManyTries

WINDOW = 60.0
PER_HANDLE = 10
"""Tries a minute for one handle from one address."""
PER_ADDRESS = 120
"""Tries a minute from one address, whatever the handle."""
PER_PERSON = 120
"""Interactive requests a minute of one person: more pauses than anybody makes who writes."""
MAX_KEYS = 10_000


class Tries:
    """Counts tries by key over the last minute; the keys used longest ago are forgotten first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._at: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._at)

    def count(self, what: str, handle: str, address: str) -> None:
        """One more try of `what`.

        Raises:
            TooManyTries: `details["retry_after"]` says how many seconds to wait. The try is not counted.
        """
        self._one(f"{what} {address}", PER_ADDRESS)
        self._one(f"{what} {address} {handle.lower()[:64]}", PER_HANDLE)

    def ask(self, person_id: str) -> None:
        """One more interactive request of a person; raises as `count` does."""
        self._one(person_id, PER_PERSON)

    def forgive(self, what: str, handle: str, address: str) -> None:
        """The right password: earlier tries for this handle do not count."""
        self._at.pop(f"{what} {address} {handle.lower()[:64]}", None)

    def _one(self, key: str, limit: int) -> None:
        now = self._clock()
        tries = self._at.setdefault(key, deque())
        self._at.move_to_end(key)
        while tries and tries[0] <= now - WINDOW:
            tries.popleft()
        if len(tries) >= limit:
            wait = math.ceil(tries[0] + WINDOW - now)
            raise TooManyTries("Too many tries. Wait a little.", retry_after=max(1, wait))
        tries.append(now)
        while len(self._at) > MAX_KEYS:
            self._at.popitem(last=False)
