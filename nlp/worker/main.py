"""One worker process: loads models, says what it can do, works until told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import sys
import time
from functools import partial

from nlp.worker import pulling
from nlp.worker.begun import Notes
from nlp.worker.cache import BrokerCache
from nlp.worker.consumers import consumers
from nlp.worker.metrics import register
from nlp.worker.model import BATCH_LIMIT, ModelThread
from nlp.worker.ports import Build, Pipeline, Say, Skills
from nlp.worker.presence import Presence
from nlp.worker.priority import fitted, lower_priority
from nlp.worker.pulling import Puller
from nlp.worker.room import LOOK_EVERY, Room
from nlp.worker.shelves import BrokerShelves
from wire.broker.clients import connect
from wire.contracts.settings import Settings
from wire.observability import traces
from wire.observability.logs import configure
from wire.observability.metrics import offer
from wire.own_name import own_name
from wire.tasks import every, keep_running

log = logging.getLogger(__name__)

FOLDER = "workers"
"""Under home: what workers of one machine know each other by, and share."""

THREAD_LIMITS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
ONE_THREAD = "OPENBLAS_NUM_THREADS"
"""numpy's products are too small here to be shared: two threads mostly wait for each other. A message, in
batches of eight, took 24.6 ms of CPU with two, and 17.6 with one."""

SWITCH = 0.0005
"""Seconds after which the model thread lets another thread run that waits for its turn in Python. With the
usual 0.005 a message that came beside a flood waited that long at each of its ways to the broker and back."""


def run(
    settings: Settings,
    build: Build | None = None,
    batch_limit: float = BATCH_LIMIT,
    *,
    beside: bool = False,
) -> None:
    """Work until SIGTERM or SIGINT: then finish and acknowledge the batch in hand, and return.

    Args:
        settings: broker, partitions, batch, CPU threads.
        build: makes the pipeline, in the model thread. Without it: `nlp.pipeline.build`.
        batch_limit: seconds that one batch may take before the process ends itself with exit code 1.
        beside: a chat runs on the same machine, which gets a processor of its own where that can be.
    """
    settings = fitted(settings)
    configure(settings.log_level, "worker")
    traces.configure("worker")
    register()
    offer(settings, "worker")
    lower_priority()
    room = Room.beside_chat(settings.worker_apart) if beside else None
    sys.setswitchinterval(SWITCH)
    for name in THREAD_LIMITS:  # read once, when the libraries behind the models are loaded
        os.environ.setdefault(name, str(settings.worker_threads))
    os.environ.setdefault(ONE_THREAD, "1")

    def default(say: Say) -> Pipeline:
        from nlp.pipeline import build as build_pipeline  # heavy, so in the model thread and not before

        cache = BrokerCache(settings.broker_url, settings.shared_segments)
        pages = settings.home / FOLDER
        kept = cache if settings.shared_segments else None
        return build_pipeline(settings, say, kept, pages, BrokerShelves(settings.broker_url))

    with own_name(settings.home, FOLDER) as worker:
        run_id = secrets.token_hex(4)
        notes = Notes(settings.broker_url, worker, run_id)
        model = ModelThread(batch_limit, notes.noted)
        asyncio.run(_work(settings, worker, run_id, build or default, model, room))


async def _work(
    settings: Settings, worker: str, run_id: str, build: Build, model: ModelThread, room: Room | None
) -> None:
    stop = _stop_on_signals()
    presence = Presence(settings.broker_url, worker, run_id)
    presence.start()
    client = connect(settings.broker_url)
    try:
        skills = await _load(model, build, presence)
        presence.ready(skills)
        log.info("worker %s is ready: %s", worker, skills)
        made = consumers(settings, worker, run_id, model, client, room.begun if room else None)
        working = [keep_running("worker", partial(one.run, stop), stop) for one in made]
        looking = [every(LOOK_EVERY, "room", room.look, stop)] if room else []

        async def look_again() -> None:
            presence.ready(await model.look_again())

        puller = Puller(client, worker, settings, look_again)
        looking.append(every(pulling.LOOK_EVERY, "models", partial(puller.look, stop), stop))
        await asyncio.gather(*working, *looking)
        log.info("worker %s stops; nothing is left in hand", worker)
    finally:
        await asyncio.to_thread(presence.withdraw)
        await model.close()
        await client.aclose()


async def _load(model: ModelThread, build: Build, presence: Presence) -> Skills:
    def say(step: str) -> None:  # called in the model thread
        log.info("%s", step)
        presence.loading(step)

    began = time.monotonic()
    say("loading models")
    skills = await model.open(build, say)
    log.info("models loaded in %.1f s", time.monotonic() - began)
    return skills


def _stop_on_signals() -> asyncio.Event:
    """A flag that SIGTERM or SIGINT sets. A second signal ends the process at once; work stays pending."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def told(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told, number)
    return stop
