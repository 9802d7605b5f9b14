"""Outbox to streams: what was committed reaches the broker, at least once, in order.

Rows are deleted after the broker has taken them: a crash in between sends them again, and every reader is
idempotent. While the broker is away the rows stay, and are tried again after growing waits. A row that can
never be sent goes to the stream `dead` with its cause, and keeps none behind it waiting.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import redis.exceptions
from redis.asyncio import Redis

from service.errors import Unavailable
from service.jobs.stages import Stage
from service.store import Store, outbox
from wire.broker.attempts import CAUSE_LENGTH, DEAD_KEPT
from wire.broker.clients import Client
from wire.broker.scripts import Call, ManyCalls
from wire.broker.streams import BODY, DEAD
from wire.contracts.codec import encode
from wire.contracts.events import Dead
from wire.tasks import PASSING, Backoff, pause

log = logging.getLogger(__name__)

BATCH = 200
"""Rows sent at once."""

POLL = 1.0
"""Seconds between looks at the outbox when nobody woke us: for rows of other processes, or of a crash."""

APART = 0.1
"""Seconds between the beginnings of two rounds: messages that come one by one share what a round costs, which
is three looks at the store and three round trips to the broker. After a quiet moment nobody waits, and what
is said reaches the other side without any round: it is translated a little later."""

RELAY = "relay"
"""What `dead` names where it names a consumer group for others."""

_ADD = ManyCalls(f"return redis.pcall('XADD', KEYS[1], '*', '{BODY.decode()}', ARGV[1])")
"""Appends an entry; an error is its answer, and keeps no other back."""

_LATER = (redis.exceptions.RedisError, Unavailable, OSError)
"""Errors of broker and store, not of a row: the same is tried again."""


@dataclass(frozen=True, slots=True)
class _Poison:
    """A row that cannot be sent, and why."""

    row: outbox.Row
    code: str
    error: Exception


async def run(
    store: Store, client: Client, stages: Sequence[Stage] = (), *, stop: asyncio.Event, poll: float = POLL
) -> None:
    """Send outbox rows until stopped; a commit of this process wakes it at once.

    Several processes may run it: on PostgreSQL they take turns; on SQLite only one process has the store.
    """
    backoff, clock = Backoff(first=0.1, longest=5.0), asyncio.get_running_loop().time
    while not stop.is_set():
        began = clock()
        store.outbox_filled.clear()
        try:
            sent = await relay_once(store, client, stages)
        except _LATER as error:
            if backoff.tries == 0:
                log.warning("relay: %s; rows stay in the outbox until it works again", error)
            await pause(stop, backoff.next())
            continue
        if backoff.tries:
            log.warning("relay: works again")
            backoff.reset()
        if sent < BATCH:
            await pause(stop, began + APART - clock())
            await _until(store.outbox_filled, stop, poll)


async def relay_once(store: Store, client: Client, stages: Sequence[Stage] = ()) -> int:
    """Send the oldest rows, up to BATCH, and delete them. Gives their number."""
    if store.locks_rows:
        async with store.writing(relaxed=True) as connection:
            await outbox.take_turn(connection)
            rows = await outbox.oldest(connection, BATCH)
            await _move(client, rows, stages)
            await outbox.remove(connection, rows)
        return len(rows)
    rows = [outbox.Row(*one) for one in await store.find(f"{outbox.OLDEST}{BATCH}")]
    if rows:  # SQLite has one writer: the broker is not waited for within its transaction
        await _move(client, rows, stages)
        await store.forget_sent([row.id for row in rows])
    return len(rows)


async def _move(client: Client, rows: Sequence[outbox.Row], stages: Sequence[Stage]) -> None:
    if not rows:
        return
    entries, poison = await _prepared(rows, stages)
    by_id = {row.id: row for row in rows}
    for entry, error in await _refused(client, entries):
        poison.append(_Poison(by_id[entry.id], "refused", error))
    for one in poison:
        await _quarantine(client, one)


async def _prepared(
    rows: Sequence[outbox.Row], stages: Sequence[Stage]
) -> tuple[list[outbox.Row], list[_Poison]]:
    """What is to be sent. Where a stage fails each row goes through alone, so that one harms no other."""
    try:
        return list(await _through(stages, rows)), []
    except _LATER:
        raise
    except Exception as error:
        if len(rows) == 1:
            return [], [_Poison(rows[0], "not_prepared", error)]
    alone = [await _prepared([row], stages) for row in rows]
    return [one for entries, _ in alone for one in entries], [one for _, poison in alone for one in poison]


async def _through(stages: Sequence[Stage], rows: Sequence[outbox.Row]) -> Sequence[outbox.Row]:
    for stage in stages:
        rows = await stage(rows)
    return rows


async def _refused(
    client: Client, entries: Sequence[outbox.Row]
) -> list[tuple[outbox.Row, redis.exceptions.ResponseError]]:
    """Send entries; those that the broker will never take. What passes by itself is raised."""
    if not entries:
        return []
    answers = await _added(client, entries)
    for answer in answers:
        if isinstance(answer, PASSING) or (
            isinstance(answer, Exception) and not isinstance(answer, redis.exceptions.ResponseError)
        ):
            raise answer
    return [
        (entry, answer)
        for entry, answer in zip(entries, answers, strict=True)
        if isinstance(answer, redis.exceptions.ResponseError)
    ]


async def _added(client: Client, entries: Sequence[outbox.Row]) -> list[Any]:
    """What the broker says to each: an id, or an error. On one server in few commands with few answers."""
    if isinstance(client, Redis):
        return await _ADD.answers(client, [Call([one.stream], [one.body]) for one in entries])
    pipeline = client.pipeline(transaction=False)
    for entry in entries:
        fields: dict[Any, Any] = {BODY: entry.body}
        pipeline.xadd(entry.stream, fields)
    return list(await pipeline.execute(raise_on_error=False))


async def _quarantine(client: Client, one: _Poison) -> None:
    """To `dead`. Where the broker takes not even that, the fault is its own: all is tried again."""
    row, kind = one.row, type(one.error).__name__
    dead = Dead(
        stream=row.stream,
        entry_id=str(row.id),
        group=RELAY,
        code=one.code,
        cause=f"{kind}: {one.error}"[:CAUSE_LENGTH],
        deliveries=1,
        body=row.body,
        at=datetime.now(UTC),
    )
    body: dict[Any, Any] = {BODY: encode(dead)}
    await client.xadd(DEAD, body, maxlen=DEAD_KEPT, approximate=True)
    log.error("outbox row %s for %s goes to the stream `dead`: %s (%s)", row.id, row.stream, one.code, kind)


async def _until(filled: asyncio.Event, stop: asyncio.Event, seconds: float) -> None:
    """Wait until either is set, or the time is over; where one is, as between messages, without tasks."""
    if filled.is_set() or stop.is_set():
        return
    waits = [asyncio.create_task(one.wait()) for one in (filled, stop)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
