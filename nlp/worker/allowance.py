"""How much of this worker a person has had of late with what is urgent: so that nobody has all of it."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

BURST = 4.0
"""Seconds of the model thread that a person may have at once, …"""

SOME = 1.0
"""Seconds of it from which others' messages are let in before the rest of it."""

RATE = 0.15
"""… and the share of it in the long run, while anybody else waits."""

REMEMBERED = 2000


class Allowance:
    """A bucket per person that fills with the time spent and empties by itself. Belongs to one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def used(self, person_id: str) -> float:
        """Seconds in the bucket of this person."""
        level, at = self._levels.get(person_id, (0.0, 0.0))
        return max(0.0, level - (self._clock() - at) * RATE)

    def is_over(self, person_id: str) -> bool:
        """Whether others go first."""
        return self.used(person_id) > BURST

    def has_had_some(self, person_id: str) -> bool:
        """Whether others' messages are let in."""
        return self.used(person_id) > SOME

    def spend(self, person_id: str, seconds: float) -> None:
        """This person had so much."""
        self._levels[person_id] = (self.used(person_id) + seconds, self._clock())
        self._levels.move_to_end(person_id)
        while len(self._levels) > REMEMBERED:
            self._levels.popitem(last=False)
