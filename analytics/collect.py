"""The collector: reads the streams as group `analytics` and keeps the lake. Started by `duologue collect`.

An event is acknowledged only when its rows are on the disk. What is delivered twice is written twice under
the same name, or once more under another; readers keep one row per key.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import signal
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from analytics import audit, compact, forgetting, removed, rollup
from analytics.audit import Auditor
from analytics.files import as_open_as
from analytics.lake import ALIVE
from analytics.recorder import Recorder
from wire.broker.audit import AuditPage
from wire.broker.clients import Client, connect
from wire.broker.consumer import Consumer, Delivery
from wire.broker.heartbeats import BEAT_EVERY, Heartbeat, beat, withdraw
from wire.broker.streams import ACTIVITY, ENRICHMENTS, GROUP_ANALYTICS, MESSAGES, RECALLS, keys, stream
from wire.contracts.activity import Activity
from wire.contracts.codec import decoder
from wire.contracts.errors import SettingsError
from wire.contracts.events import Enriched, MessagePosted
from wire.contracts.settings import Settings
from wire.home import at_home
from wire.observability import logs, metrics, traces
from wire.own_name import own_name
from wire.tasks import PASSING, every, keep_running

PART = "collector"
FOLDER = "collectors"
"""Under home: what collectors of one machine know each other by."""
BATCH = 500
"""Events that one file may hold as they come."""
TIDY_EVERY = 30.0
"""Seconds between two rounds of merging small files."""
ROLLED_AT_ONCE = 50
"""Rollups made in one round: an old lake gets all of them within some rounds."""
PUBLISHED_AT_ONCE = 100
"""Days of organisations published in one round: some seconds."""
BLOCK = 1.0
"""Seconds that a read waits for events."""

RECALLED: Any = MessagePosted | Enriched | AuditPage
Handle = Callable[[Sequence[Delivery[Any]]], Awaitable[None]]
KINDS: dict[str, Any] = {MESSAGES: MessagePosted, ENRICHMENTS: Enriched, ACTIVITY: Activity}


def run(settings: Settings) -> None:
    """Collect until SIGTERM or SIGINT; what was read by then is written and acknowledged first."""
    logs.configure(settings.log_level, PART)
    traces.configure(PART)
    metrics.offer(settings, PART)
    asyncio.run(_until_signalled(settings))


async def _until_signalled(settings: Settings) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await collect(settings, stop)


async def collect(settings: Settings, stop: asyncio.Event) -> None:
    """Collect until `stop` is set. NoSlot."""
    with own_name(settings.home, FOLDER) as own:
        await _collect(settings, stop, own)


async def _collect(settings: Settings, stop: asyncio.Event, own: str) -> None:
    recorder = Recorder(settings.lake_path, settings.collect_seconds / 2, BATCH, stop)
    publish = publishing(settings)
    client = connect(settings.broker_url)
    try:
        async with asyncio.TaskGroup() as tasks:
            for name, kind in KINDS.items():
                for key in keys(name, settings.partitions):
                    consumer = _consumer(settings, own, recorder.record, key, kind)
                    work = functools.partial(consumer.run, stop)
                    tasks.create_task(keep_running(f"collecting {key}", work, stop))
            auditor = Auditor(recorder, client)
            recalls = _consumer(settings, own, auditor.handle, stream(RECALLS, 0), RECALLED)
            again = functools.partial(recalls.run, stop)
            tasks.create_task(keep_running("filling gaps", again, stop))
            tasks.create_task(every(audit.EVERY, "asking what the store knows", auditor.ask, stop))
            tidy: Callable[[], Awaitable[None]] = functools.partial(
                _tidy, recorder, forgetting.Sweeper(recorder.root)
            )
            tasks.create_task(every(TIDY_EVERY, "tidying the lake", tidy, stop))
            if publish is not None:
                tasks.create_task(every(TIDY_EVERY, "publishing settled days", publish, stop))
            say = functools.partial(_say, client, own, recorder)
            tasks.create_task(every(BEAT_EVERY, "heartbeat", say, stop))
    finally:
        await _withdraw(client, own)


def _consumer(settings: Settings, own: str, handle: Handle, key: str, kind: Any) -> Consumer[Any]:
    """One stream each, so that none waits for another: each rests on its own after a write."""
    return Consumer(
        settings.broker_url,
        group=GROUP_ANALYTICS,
        name=own,
        streams=[key],
        decode=decoder(kind),
        handle=handle,
        batch=BATCH,
        block=BLOCK,
        reclaim_after=settings.reclaim_after,
        max_deliveries=settings.max_deliveries,
    )


async def _tidy(recorder: Recorder, sweeper: forgetting.Sweeper) -> None:
    async with recorder.tidying:
        await asyncio.to_thread(compact.tidy, recorder.root)
        await asyncio.to_thread(removed.sweep, recorder.root)
        await asyncio.to_thread(sweeper.sweep)
        await asyncio.to_thread(rollup.refresh, recorder.root, ROLLED_AT_ONCE)


def publishing(settings: Settings) -> Callable[[], Awaitable[None]] | None:
    """A round of publishing; None where nothing is published. SettingsError: what it needs is missing."""
    if not settings.lake_table:
        return None
    try:
        from analytics.published import Publisher  # a library of 130 MB, for those who asked for it
    except ImportError as error:
        raise SettingsError("DUOLOGUE_LAKE_TABLE needs a package: install duologue[delta]") from error
    publisher = Publisher(settings.lake_path, settings.lake_table)

    async def publish() -> None:
        await asyncio.to_thread(publisher.refresh, PUBLISHED_AT_ONCE)

    return publish


async def _say(client: Client, own: str, recorder: Recorder) -> None:
    """Tell the others that we live; and readers of the lake, as long as it can be written."""
    problem = recorder.problem
    await beat(client, Heartbeat(part=PART, name=own, ready=not problem, detail=problem))
    if not problem:
        recorder.root.mkdir(parents=True, exist_ok=True)
        (recorder.root / ALIVE).touch()
        as_open_as(recorder.root, recorder.root / ALIVE)


async def _withdraw(client: Client, own: str) -> None:
    with contextlib.suppress(*PASSING, OSError):  # the broker may be gone first; the key ends by itself
        await withdraw(client, PART, own)
    await client.aclose()


if __name__ == "__main__":
    run(at_home())
