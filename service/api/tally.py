"""What happens often and is no error, counted and told in one line a minute instead of one each."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter

from wire.tasks import pause

log = logging.getLogger(__name__)

EVERY = 60.0


class EventCounter:
    """Counts by name since the start of this process."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._told: Counter[str] = Counter()

    def add(self, name: str) -> None:
        """One more."""
        self.counts[name] += 1

    async def run(self, stop: asyncio.Event) -> None:
        """Tell what was counted, once a minute and at the end."""
        stopping = False
        while not stopping:
            stopping = await pause(stop, EVERY)
            self._tell()

    def _tell(self) -> None:
        news = self.counts - self._told
        self._told = self.counts.copy()
        if news:
            log.info(
                "in the last minute: %s", ", ".join(f"{name} {count}" for name, count in sorted(news.items()))
            )
