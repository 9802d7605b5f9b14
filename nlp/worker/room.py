"""Beside a chat on the same machine: the first processor is the chat's, until messages wait too long for us.

Of two processors with one a worker understands 49 messages a second, with both 65; and whoever is woken on
one of its own shares neither caches nor turns with it. So it leaves the first of several alone while it keeps
up, and takes all of them while it is late, unless the setting `worker_apart` says otherwise.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LOOK_EVERY = 0.5
"""Seconds between two looks."""

LATE, EARLY = 0.75, 0.3
"""Seconds that a message has waited when it is begun: from one on it is late, below the other it is not."""

CALM, MOST_CALM = 10, 120
"""Looks in a row at which nothing was late, before the first processor is left alone again. Twice as many
each time that it did not last, so that steady traffic is no to and fro."""

LASTED = 60
"""Looks after which it has."""

THREADS = Path("/proc/self/task")


@dataclass(slots=True)
class Rule:
    """Whether all processors are taken, look after look. Begins with all but the first."""

    everywhere: bool = False
    _needed: int = CALM
    _calm: int = 0
    _since: int = LASTED
    """Looks since the first was left alone."""

    def seen(self, waited: float) -> bool:
        """After one more look; `waited`: the longest of what was begun since the last one, 0 for nothing."""
        if self.everywhere:
            self._calm = self._calm + 1 if waited < EARLY else 0
            if self._calm >= self._needed:
                self.everywhere, self._since = False, 0
        elif waited >= LATE:
            self._needed = CALM if self._since >= LASTED else min(MOST_CALM, 2 * self._needed)
            self.everywhere, self._calm = True, 0
        else:
            self._since += 1
        return self.everywhere


@dataclass(slots=True)
class Room:
    """The processors of this process: `all_of` them, or all but the `first`. `for_good`: never the first."""

    all_of: frozenset[int]
    for_good: bool = False
    rule: Rule = field(default_factory=Rule)
    _waited: float = 0.0

    @classmethod
    def beside_chat(cls, apart: str = "late") -> Room | None:
        """Of this process, which leaves the first alone from now on; null: nothing is to be left, or there is
        no other to have. `apart`: the setting."""
        if apart == "never":
            return None
        ours = frozenset(os.sched_getaffinity(0)) if sys.platform == "linux" else frozenset[int]()
        if len(ours) < 2:
            return None
        room = cls(ours, apart == "always")
        keep_to(room.granted)
        return room

    @property
    def granted(self) -> frozenset[int]:
        """Those that may be used now."""
        return self.all_of if self.rule.everywhere else self.all_of - {min(self.all_of)}

    def begun(self, waited: float) -> None:
        """A message is begun, so many seconds after it was queued."""
        self._waited = max(self._waited, waited)

    async def look(self) -> None:
        """To be called every `LOOK_EVERY` seconds."""
        if self.for_good:
            return
        before, waited, self._waited = self.rule.everywhere, self._waited, 0.0
        if self.rule.seen(waited) != before:
            keep_to(self.granted)


def keep_to(processors: Collection[int]) -> None:
    """All threads of this process use these alone, and so does what they start from now on.

    Where they cannot be had any more it goes on with those that it has.
    """
    done = set[str]()
    while new := {one.name for one in THREADS.iterdir()} - done:  # one that was begun meanwhile
        for thread in new:
            with suppress(OSError):  # it has ended meanwhile
                os.sched_setaffinity(int(thread), processors)
        done |= new
