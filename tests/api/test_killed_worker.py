"""A worker that is killed: sockets, `/health` and metrics say so within ten seconds."""

import asyncio
import signal
import time

import httpx
import pytest

from service.api.pipeline import LOOK_EVERY
from tests.api.serving import Guest, live, serving
from tests.worker.test_process import Installation
from wire.broker.heartbeats import ALIVE_FOR
from wire.contracts.settings import Settings

pytestmark = pytest.mark.slow

WITHIN = 10.0
"""Seconds that are promised, on a machine that keeps up: the beat's end, and the next look at it."""
PATIENT = 60.0


def ready_workers(served):
    text = httpx.get(f"{served.url}/metrics").text
    (line,) = [one for one in text.splitlines() if one.startswith("duologue_workers_ready ")]
    return float(line.split()[1])


def test_everybody_hears_of_it_within_ten_seconds(tmp_path, broker_url):
    assert ALIVE_FOR + LOOK_EVERY < WITHIN

    async def told(served, a, worker):
        while (await a.next("pipeline", 60))["worker"] != "ready":
            continue
        assert await asyncio.to_thread(ready_workers, served) == 1
        worker.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        assert (await a.next("pipeline", 60))["worker"] == "absent"
        health = (await asyncio.to_thread(httpx.get, f"{served.url}/health")).json()
        assert health["parts"]["worker"]["status"] == "absent"
        assert await asyncio.to_thread(ready_workers, served) == 0
        assert time.monotonic() - killed < PATIENT

    async def flow(served, context):
        async with live(served, Guest(served, "Ana").token) as a:
            with context.worker() as worker:
                await told(served, a, worker)
            with context.worker():
                assert (await a.next("pipeline", 60))["worker"] in ("loading", "ready")

    with serving(Settings(home=tmp_path, redis_url=broker_url)) as served:
        asyncio.run(flow(served, Installation(broker_url, tmp_path)))
