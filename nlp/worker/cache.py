"""The shared cache of translated segments, in the broker. Bounded by entries, bytes and age.

Keys are hashes that carry the organisation (`nlp.tasks.translation.routes.cache.key_of`, and what a judge is
told): what one has had translated is found by no other, and no other waits for its claims.

Entries lie in buckets (`wire.broker.segments`). A bucket's index, a sorted set by time, says which entries
must go when there are too many: the broker's own memory policy is not touched, for it would throw out streams
as well.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import redis.exceptions

from wire.broker.segments import BUCKETS, bucket_of, entry_of, index_of, mark_of
from wire.broker.sync import Pipe, SyncClient

log = logging.getLogger(__name__)

LIFETIME = 3 * 24 * 3600
"""Seconds that a translation is kept."""

LONGEST_VALUE = 4096
"""Bytes of one entry; longer ones are not kept."""

TIMEOUT = 0.1
"""Seconds that the broker has for an answer."""

REST, LONGEST_REST = 0.2, 5.0
"""Seconds without a cache after the broker did not answer; doubled each further time, up to the second."""

CLAIM = 2000
"""Milliseconds after which a claim lapses by itself."""

PATIENCE, POLL = 0.25, 0.004
"""Seconds to wait in all for what another worker has claimed, and between two looks."""


class BrokerCache:
    """`translation.cache.SegmentCache` on Redis or Valkey, also a cluster's. Belongs to one thread."""

    def __init__(self, url: str, entries: int, lifetime: int = LIFETIME) -> None:
        """Connects at first use.

        Args:
            url: of the broker.
            entries: most entries in the broker, about; the oldest go first.
            lifetime: seconds that an entry lives.
        """
        self._client = SyncClient(url, TIMEOUT, tries=0)
        self._room, self._lifetime = max(1, entries // BUCKETS), lifetime
        self._rest, self._rests_until = REST, 0.0
        self._asked, self._hits = 0, 0

    def get_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What is known of these."""
        found = self._do(lambda pipe: [pipe.get(_entry(key)) for key in keys])
        known = {key: body for key, body in zip(keys, found, strict=False) if body is not None}
        self._asked, self._hits = self._asked + len(keys), self._hits + len(known)
        return known

    def put_many(self, items: Mapping[str, bytes]) -> None:
        """Keep these; where a bucket has too many, its oldest go."""
        now = time.time()

        def put(pipe: Pipe) -> None:
            for key, body in items.items():
                pipe.delete(_mark(key))
                if len(body) <= LONGEST_VALUE:
                    pipe.set(_entry(key), body, ex=self._lifetime)
                    pipe.zadd(_index(key), {key: now})
                    pipe.expire(_index(key), self._lifetime)
            for index in indexes:
                pipe.zcard(index)

        indexes = sorted({_index(key) for key in items})
        counts = self._do(put)[-len(indexes) :]
        full = {index: count - self._room for index, count in zip(indexes, counts, strict=False)}
        self._thin_out({index: many for index, many in full.items() if many > 0})

    def claim(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of `keys` that nobody else is working on; all of them where the broker is away."""
        taken = self._do(lambda pipe: [pipe.set(_mark(key), b"1", nx=True, px=CLAIM) for key in keys])
        return frozenset(keys if not taken else (key for key, ours in zip(keys, taken, strict=True) if ours))

    def await_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What others put under keys that they claimed; waits a quarter of a second at most."""
        found: dict[str, bytes] = {}
        left, until = list(keys), time.monotonic() + PATIENCE
        while left and time.monotonic() < until:
            looks = [look(key) for key in left for look in (_entry, _mark)]
            answers = self._do(lambda pipe: [pipe.get(look) for look in looks])  # noqa: B023
            state = dict(zip(left, zip(answers[::2], answers[1::2], strict=True), strict=False))
            found |= {key: body for key, (body, _) in state.items() if body is not None}
            left = [key for key, (body, mark) in state.items() if body is None and mark is not None]
            if left:
                time.sleep(POLL)
        return found

    def close(self) -> None:
        """Let go of the connection. Idempotent."""
        if self._asked:
            log.info("segments found in the shared cache: %s of %s", self._hits, self._asked)
        self._asked = 0
        self._client.close()

    def _thin_out(self, full: Mapping[str, int]) -> None:
        if not full:
            return
        popped = self._do(lambda pipe: [pipe.zpopmin(index, many) for index, many in full.items()])
        gone = [member.decode() for members in popped for member, _ in members]
        self._do(lambda pipe: [pipe.delete(_entry(key)) for key in gone])

    def _do(self, queue: Callable[[Pipe], object]) -> list[Any]:
        """Answers of what `queue` puts into a pipeline; none at all where the broker is away or cannot."""
        if time.monotonic() < self._rests_until:
            return []
        try:
            answers = self._client.run(queue)
        except redis.exceptions.RedisError as error:
            log.debug("no shared cache for %s s: %s", self._rest, type(error).__name__)
            self._rests_until = time.monotonic() + self._rest
            self._rest = min(2 * self._rest, LONGEST_REST)
            return []
        self._rest = REST
        return answers


def _entry(key: str) -> str:
    return entry_of(bucket_of(key), key)


def _mark(key: str) -> str:
    return mark_of(bucket_of(key), key)


def _index(key: str) -> str:
    return index_of(bucket_of(key))
