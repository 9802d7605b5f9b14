"""The part `jobs` as a process: what a killed one had in hand, another takes over when its lease expires."""

import asyncio
import os
import signal
import time

import httpx
import pytest

from service.jobs.catalogue import EVERY
from service.jobs.runner import LASTS, LOOK_EVERY
from service.store import Store, leases
from tests.api.serving import serving, until
from tests.processes import start as started
from wire.contracts.settings import Settings

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(tmp_path, broker_url):
    return Settings(home=tmp_path, redis_url=broker_url)


SLOW = 60.0
"""Seconds that a machine may stand still, all in all: a lease that nobody takes over is held for ever."""


def start(settings):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DUOLOGUE_")}
    more = {"DUOLOGUE_HOME": str(settings.home), "DUOLOGUE_REDIS_URL": settings.redis_url}
    return started("service.cli", "jobs", imports="service.jobs.part", environ=environ | more)


def seen(served):
    answer = httpx.get(f"{served.url}/health").json()
    return answer["parts"]["jobs"], answer["jobs"]


def held(settings):
    async def look():
        store = await Store.open(settings)
        try:
            async with store.reading() as connection:
                return {one.name: one.holder for one in await leases.states(connection) if one.held}
        finally:
            await store.close()

    return asyncio.run(look())


def test_a_killed_one_is_replaced_within_the_expiry_and_health_tells_of_all_jobs(settings):
    with serving(settings) as served:
        assert seen(served) == ({"status": "absent", "detail": "no process for jobs is running"}, {})
        first = start(settings)
        try:
            holder = until(lambda: held(settings).get("lake_gaps"), "the job that lasts is being run", 120)
            ran = until(lambda: ran_all(served, EVERY.keys() - {"lake_gaps"}), "each job has run", 120)
            assert {one["status"] for one in ran.values()} <= {"ok", "running"}
            assert all(one["failures"] == 0 for one in ran.values())
            second = start(settings)
            try:
                first.send_signal(signal.SIGKILL)
                killed = time.monotonic()
                until(lambda: held(settings).get("lake_gaps", holder) != holder, "taken over", 120)
                assert time.monotonic() - killed < LASTS + 10 * LOOK_EVERY + SLOW
                until(lambda: seen(served)[1]["lake_gaps"]["failures"] == 1, "the death is told of")
            finally:
                second.send_signal(signal.SIGTERM)
                assert second.wait(60) == 0
        finally:
            first.kill()
            first.wait()
        until(lambda: seen(served)[0]["status"] == "absent", "withdrawn")


def ran_all(served, names):
    jobs = seen(served)[1]
    return jobs if all(jobs.get(name, {}).get("last_run") for name in names) else None
