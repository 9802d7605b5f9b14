"""Which texts workers have begun and not finished, in the broker: so a text that ends processes is found out.

Before a piece of work begins, each of its texts is noted; when it has ended, well or not, the note goes. A
note that outlives the process that wrote it stands for a death. Only what the model thread has in hand at
that moment is noted: what waited, and a batch that had let something urgent in, are not blamed.

A text counts per person: nobody can have the words of others put aside.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import redis.exceptions

from wire.broker.clients import Client
from wire.broker.heartbeats import Heartbeat
from wire.broker.streams import heartbeat_key
from wire.broker.sync import Pipe, SyncClient
from wire.contracts.codec import decoder
from wire.contracts.errors import DecodeError, PutAside
from wire.contracts.events import MessagePosted, PreviewAsked

log = logging.getLogger(__name__)

MOST_DEATHS = 2
"""Processes that a text may end; then it is put aside, and no further one begins it."""

ENDS_WORKERS = "ends_workers"
"""Code of such a text's dead letter."""

KEPT = 24 * 3600
"""Seconds that a death is remembered."""

TIMEOUT = 3.0

_heartbeat = decoder(Heartbeat)


Work = MessagePosted | PreviewAsked


def key_of(work: Work) -> str:
    """Where the text of a message, or of a preview, of one person is noted."""
    person = work.author_id if isinstance(work, MessagePosted) else work.person_id
    return f"begun:{sha256(f'{person} {work.text}'.encode(errors='replace')).hexdigest()}"


class Notes:
    """Writes notes from the model thread. `run` names this process among all that had its name."""

    def __init__(self, url: str, name: str, run: str) -> None:
        self._client = SyncClient(url, TIMEOUT)
        self._field = f"{name} {run}"
        self._inside: list[tuple[str, ...]] = []
        self._over: set[str] = set()

    @contextmanager
    def noted(self, keys: Sequence[str]) -> Iterator[None]:
        """Inside, these are noted, and nothing else of this process. Inside another one that one pauses.

        Raises:
            redis.exceptions.RedisError: it could not be noted; nothing was begun.
        """
        outer = self._inside[-1] if self._inside else ()
        self._write(begin=keys, pause=outer)
        self._inside.append(tuple(keys))
        try:
            yield
        finally:
            self._inside.pop()
            self._over |= set(keys)
            self._try_write(outer)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _try_write(self, outer: Sequence[str]) -> None:
        """What was done is done, noted or not: keys that are over go with the next note."""
        try:
            self._write(begin=outer)
        except redis.exceptions.RedisError as error:
            log.warning("not noted as finished yet: %s", type(error).__name__)

    def _write(self, begin: Sequence[str], pause: Sequence[str] = ()) -> None:
        def write(pipe: Pipe) -> None:
            for key in self._over:
                pipe.delete(key)
            for key in pause:
                pipe.hdel(key, self._field)
            for key in begin:
                pipe.hset(key, self._field, str(time.time()))
                pipe.expire(key, KEPT)

        self._client.run(write)
        self._over.clear()


def put_aside(died: Sequence[int]) -> None:
    """Raises PutAside where one has ended as many processes as a text may."""
    if max(died, default=0) >= MOST_DEATHS:
        raise PutAside(
            ENDS_WORKERS,
            f"{max(died)} workers have begun this text and none has finished it: each was killed, broke "
            "down, or ended itself because one piece of work took longer than it may",
        )


async def deaths(client: Client, works: Sequence[tuple[Work, int]], own: str) -> list[int]:
    """How many processes ended with each of these in hand. `own`: name and run of this one.

    Given is, beside each, how often its entry was delivered, this time included: an entry has one holder at a
    time, so that notes of others from its earlier deliveries are of the dead, however alive they seemed.
    """
    pipeline = client.pipeline(transaction=False)
    for work, _ in works:
        pipeline.hkeys(key_of(work))
    noted = [{field.decode() for field in fields} - {own} for fields in await pipeline.execute()]
    ended = await _ended(client, frozenset().union(*noted))
    return [
        max(len(fields & ended), min(len(fields), deliveries - 1))
        for fields, (_, deliveries) in zip(noted, works, strict=True)
    ]


async def _ended(client: Client, fields: frozenset[str]) -> frozenset[str]:
    """Those of these runs whose worker says no more that it is this run."""
    alive = set()
    for name in {field.rpartition(" ")[0] for field in fields}:
        body: Any = await client.get(heartbeat_key("worker", name))
        alive.add(f"{name} {_run_of(body)}")
    return fields - alive


def _run_of(body: bytes | None) -> str | None:
    try:
        return _heartbeat(body).run if body is not None else None
    except DecodeError:
        return None
