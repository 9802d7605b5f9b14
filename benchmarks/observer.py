"""Where the time of a message goes, read off the streams from outside: what is measured knows nothing of it.

A message is posted, stands on `messages`, its enrichment stands on `enrichments`, and somebody is told. The
broker's ids and the clock of this process are of one machine, so that all four can be compared.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis

from benchmarks.latency import quantile
from wire.broker.streams import BODY, ENRICHMENTS, MESSAGES, stream
from wire.contracts.codec import decoder
from wire.contracts.events import Enriched, MessagePosted

STAGES = ("posted_to_stream", "stream_to_enriched", "enriched_to_told")

_posted, _enriched = decoder(MessagePosted), decoder(Enriched)


class Observer:
    """Seconds since 1970 at which each message, by id, was where. One partition."""

    def __init__(self, broker: redis.Redis) -> None:
        self._broker = broker
        self._ended = threading.Event()
        self._at: dict[str, list[float]] = {}
        self._told: dict[str, float] = {}

    def told(self, message_id: str) -> None:
        """Somebody has just been told of it; the first time counts."""
        self._told.setdefault(message_id, time.time())

    def figures(self, name: str) -> dict[str, float]:
        """Milliseconds, p50 and p95 of each stage, of those that somebody was told of."""
        ways = [[*at, self._told[one]] for one, at in self._at.items() if len(at) == 3 and one in self._told]
        found: dict[str, float] = {}
        for number, stage in enumerate(STAGES):
            took = [(way[number + 1] - way[number]) * 1000 for way in ways]
            for q in (0.5, 0.95) if len(took) > 1 else ():
                found[f"{name}_{stage}_p{q * 100:.0f}_ms"] = quantile(took, q)
        return found

    def read(self) -> None:
        """Until ended: what comes on either stream from now on."""
        after: dict[Any, Any] = {stream(name, 0): "$" for name in (MESSAGES, ENRICHMENTS)}
        while not self._ended.is_set():
            for key, entries in self._broker.xread(after, block=200):
                for entry_id, fields in entries:
                    self._note(key.decode(), entry_id, fields)
                    after[key.decode()] = entry_id

    def end(self) -> None:
        """Read no more."""
        self._ended.set()

    def _note(self, key: str, entry_id: bytes, fields: Mapping[bytes, bytes]) -> None:
        at, body = int(entry_id.split(b"-")[0]) / 1000, fields[BODY]
        if key == stream(MESSAGES, 0):
            message = _posted(body)
            self._at.setdefault(message.message_id, [message.posted_at.timestamp(), at])
        elif len(known := self._at.get(_enriched(body).message_id, [])) == 2:
            known.append(at)


@contextmanager
def observed(home: Path) -> Iterator[Observer]:
    """An observer of the installation with this home, while inside."""
    with redis.Redis.from_url(f"unix://{home}/broker/valkey.sock") as broker:
        observer = Observer(broker)
        reader = threading.Thread(target=observer.read)
        reader.start()
        try:
            yield observer
        finally:
            observer.end()
            reader.join()
