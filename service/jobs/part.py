"""The part `jobs`: one process, of any number, that runs what is due. Started by `duologue jobs`."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from redis.exceptions import RedisError

from service.jobs.catalogue import jobs
from service.jobs.runner import Job, JobRunner
from service.store import Store
from wire.broker.clients import Client, connect
from wire.broker.heartbeats import BEAT_EVERY, Heartbeat, beat, withdraw
from wire.contracts.settings import Settings
from wire.observability import traces
from wire.observability.logs import configure
from wire.observability.metrics import offer
from wire.tasks import every, keep_running

PART = "jobs"


More = Callable[[Store], Job]
"""A job that is not of the service's own, over its store."""


def run(settings: Settings, more: Sequence[More] = ()) -> None:
    """Run jobs, and `more` that are not of the service's own, until SIGTERM or SIGINT."""
    configure(settings.log_level, PART)
    traces.configure(PART)
    offer(settings, PART)
    asyncio.run(_until_signalled(settings, more))


async def _until_signalled(settings: Settings, more: Sequence[More]) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve_jobs(settings, stop, more)


async def serve_jobs(settings: Settings, stop: asyncio.Event, more: Sequence[More] = ()) -> None:
    """Run jobs until `stop` is set; what runs then comes to its end first."""
    client, name = connect(settings.broker_url), _name()
    store = await Store.open(settings)
    runner = JobRunner(store, [*jobs(store, client, settings), *(one(store) for one in more)], name)
    ended = asyncio.Event()
    try:
        beating = asyncio.create_task(every(BEAT_EVERY, "heartbeat", _beat(client, name), ended))
        await keep_running("jobs", lambda: runner.run(stop), stop)
        ended.set()
        await beating
    finally:
        ended.set()
        with suppress(RedisError, OSError):  # without a broker it ends by itself
            await withdraw(client, PART, name)
        await client.aclose()
        await store.close()


def _beat(client: Client, name: str) -> Callable[[], Awaitable[None]]:
    return lambda: beat(client, Heartbeat(part=PART, name=name))


def _name() -> str:
    """No process before or after has this name: the lease of one that died is nobody else's."""
    return f"{socket.gethostname()[:150]}-{os.getpid()}-{secrets.token_hex(4)}"
