"""All jobs by name: what keeps an installation well, and how often each is due."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

from service.desk import visitors
from service.desk.audit import forget_old as forget_entries
from service.files.forgetting import Sweeper
from service.files.storage import FileStorage
from service.identity.challenges import forget_unanswered
from service.identity.elsewhere import forget_abandoned
from service.identity.sessions import forget_expired
from service.jobs import audit
from service.jobs.articles import keep_shelves
from service.jobs.broker_file import Keeper
from service.jobs.desk import Desk
from service.jobs.forget import finish_all
from service.jobs.queues import Queues
from service.jobs.reconcile import Reconciler
from service.jobs.runner import Job, Work
from service.jobs.taken_back import clear
from service.jobs.transcripts import Transcripts, within
from service.jobs.webhooks import RUNS, Webhooks
from service.messaging.indexing import AT_ONCE, clean, index_some
from service.messaging.retention import erase_old
from service.outbound.hooks import HookSender
from service.outbound.linking import forget_old
from service.outbound.webhooks.deliveries import forget_done, give_up_shelved
from service.store import Store
from wire.broker.clients import Client
from wire.contracts.settings import Settings
from wire.tasks import pause

EVERY = {
    "reconcile": 10.0,
    "prioritise": 2.0,
    "backfill": 20.0,
    "lake_gaps": 1.0,
    "erasure": 20.0,
    "taken_back": 20.0,
    "search": 1.0,
    "sessions": 600.0,
    "retention": 300.0,
    "lake_files": 600.0,
    "painpoints": 60.0,
    "desk": 5.0,
    "articles": 3.0,
    "webhooks": 1.0,
    "queues": 2.0,
    "files": 20.0,
    "transcripts": 2.0,
    "trim": 30.0,
    "checkpoint": 60.0,
    "broker_file": 30.0,
}
"""Seconds from the end of a run to when the next is due; the names are those of `/health` and of metrics.
`lake_files` is of analytics, `painpoints` asks NLP: `service.cli.jobs` brings them along."""

INDEXES = 20.0
"""Seconds that one run of `search` lasts at most."""

LISTENS = 20.0
"""Seconds that one run of `lake_gaps` waits for what collectors ask."""


def jobs(store: Store, client: Client, settings: Settings) -> list[Job]:
    """What this process can run. Each keeps what it remembers from run to run here, and can do without."""
    repair = Reconciler(store, client, kept_for=settings.stream_days * 86400.0)
    file = Keeper(client, settings.partitions, ours=not settings.redis_url)
    works: dict[str, Work] = {
        "reconcile": _short(repair.requeue_orphaned),
        "prioritise": _short(repair.prioritise_awaited),
        "backfill": _short(repair.failed),
        "lake_gaps": partial(_listen, store, client, settings),
        "erasure": _short(lambda: finish_all(store, client)),
        "search": partial(_index, store),
        "taken_back": _short(lambda: clear(store, client)),
        "sessions": _short(partial(_forget_signed_in, store)),
        "retention": _short(partial(_expire, store, settings)),
        "webhooks": Webhooks(store, HookSender(settings)).run,
        "desk": _short(Desk(store, client, settings.desk_absent_minutes).look),
        "articles": _short(partial(keep_shelves, store, client)),
        "queues": _short(Queues(store, client).look),
        "files": _short(partial(_sweep, store, Sweeper(store, FileStorage(settings)))),
        "transcripts": Transcripts(store, FileStorage(settings), settings).run,
        "trim": _short(repair.streams),
        "checkpoint": _short(store.checkpoint),
        "broker_file": _short(file.look),
    }
    longer = {"transcripts": within(settings.voice_minutes * 60) + 60, "webhooks": RUNS + 60}
    return [Job(name, EVERY[name], work, longer.get(name, 60.0)) for name, work in works.items()]


async def _forget_signed_in(store: Store) -> int:
    await forget_unanswered(store)
    await forget_abandoned(store)
    return await forget_expired(store) + await visitors.forget_expired(store)


async def _expire(store: Store, settings: Settings) -> int:
    now = datetime.now(UTC)
    await forget_entries(store, now, settings.audit_days)
    await forget_done(store, now)
    await give_up_shelved(store, now)
    return await erase_old(store, now, settings.retention_days)


async def _sweep(store: Store, files: Sweeper) -> int:
    await forget_old(store)
    return await files.sweep()


async def _index(store: Store, stop: asyncio.Event) -> int:
    """Take up what is not found yet, for `INDEXES` seconds at most; where all is, clean up."""
    began, done, many = time.monotonic(), 0, AT_ONCE
    while many == AT_ONCE and not stop.is_set() and time.monotonic() - began < INDEXES:
        many = await index_some(store)
        done += many
    while many < AT_ONCE and not stop.is_set() and time.monotonic() - began < INDEXES:
        if not await clean(store):
            break
    return done


def _short(work: Callable[[], Awaitable[int | None]]) -> Work:
    """Work that is bounded in itself and need not look at the flag."""

    async def do(_: asyncio.Event) -> int | None:
        return await work()

    return do


async def _listen(store: Store, client: Client, settings: Settings, stop: asyncio.Event) -> int:
    """Answer collectors for `LISTENS` seconds, or until `stop` is set. How many messages were sent again.

    Always under one consumer name, so that the next holder goes on with what this one leaves unfinished.
    """
    over = asyncio.Event()
    listening = asyncio.create_task(audit.run(store, client, settings, "jobs", stop=over))
    try:
        stopped = asyncio.create_task(pause(stop, LISTENS))
        await asyncio.wait({listening, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
    finally:
        over.set()
    return await listening
