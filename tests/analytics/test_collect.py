"""The collector as a process of its own, over a real broker, also killed in the middle."""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import redis

from analytics.lake import Lake, collect
from tests.analytics.world import World
from tests.waiting import rests
from wire.broker.streams import keys

ROOT = Path(__file__).parents[2]
TABLES = ("messages", "enrichments", "activity")

KILLED = """
import os, signal
from analytics import recorder
write = recorder.write_batch
def write_and_die(root, batch):
    write(root, batch)
    os.kill(os.getpid(), signal.SIGKILL)
recorder.write_batch = write_and_die
from analytics.collect import run
from wire.contracts.settings import Settings
run(Settings.load())
"""


@contextmanager
def collector(settings, script: str | None = None) -> Iterator[subprocess.Popen[str]]:
    command = ["-c", script] if script else ["-m", "analytics.collect"]
    environ = {k: v for k, v in os.environ.items() if not k.startswith("DUOLOGUE_")} | {
        "DUOLOGUE_HOME": str(settings.home),
        "DUOLOGUE_REDIS_URL": settings.redis_url,
        "DUOLOGUE_COLLECT_SECONDS": "1",
        "DUOLOGUE_RECLAIM_AFTER": "1",
        "DUOLOGUE_PARTITIONS": str(settings.partitions),
    }
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=120)


def until(true: Callable[[], bool], process: subprocess.Popen[str] | None = None, seconds: float = 90):
    end = time.monotonic() + seconds
    for rest in rests():
        if true():
            return
        if process is not None and process.poll() is not None:
            pytest.fail(f"the collector ended: {process.communicate()[1]}")
        assert time.monotonic() < end, "not in time"
        time.sleep(rest)


def pending(url: str, partitions: int = 1) -> int:
    with redis.Redis.from_url(url) as client:
        found = [
            client.xinfo_groups(key)[0]
            for table in TABLES
            for key in keys(table, partitions)
            if client.exists(key)
        ]
    return sum(group["pending"] + (group["lag"] or 0) for group in found)


def heights(lake: Lake) -> list[int]:
    frames = collect(lambda: [lake.messages(), lake.translations(), lake.activity()])
    return [frame.height for frame in frames]


def conversation(number: int, **options) -> World:
    world = World(**options)
    for one in range(number):
        message = world.tell(
            "ana", one, conversation=f"c{one % 5}", intents=("thanks",), sentiment="positive"
        )
        world.act("suggestions_shown", one, message_id=message, count=1)
    return world


def test_events_of_all_partitions_end_in_the_lake_in_time_and_a_stop_is_clean(settings):
    settings = dataclasses.replace(settings, partitions=3)
    world, lake = conversation(40), Lake(settings.lake_path)
    world.publish(settings.redis_url, partitions=3)
    with collector(settings) as process, redis.Redis.from_url(settings.redis_url) as client:
        until(lambda: heights(lake) == [40, 40, 40], process)
        as_of = lake.as_of()
        assert as_of is not None and datetime.now(UTC) - as_of < timedelta(seconds=30)
        client.xadd("messages:{0}", {b"body": b"{"})  # no event
        for number in range(1, 4):  # each while the collector rests from the one before
            more = World()
            more._seq["late"] = number
            more.say("ana", number, conversation="late")
            more.publish(settings.redis_url, partitions=3)
            until(lambda wanted=40 + number: heights(lake)[0] == wanted, process)
        until(lambda: client.xlen("dead") == 1, process)
        assert list(client.scan_iter("part:{collector}:*"))
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert not list(client.scan_iter("part:{collector}:*"))
    assert pending(settings.redis_url, 3) == 0
    told = lake.messages().filter(pl.col("conversation_id") != "late").collect()
    assert set(told["sentiment"]) == {"positive"}


def test_killed_between_write_and_ack_nothing_is_lost_and_nothing_counts_twice(settings):
    world, lake = conversation(30), Lake(settings.lake_path)
    world.publish(settings.redis_url)
    with collector(settings, KILLED) as process:
        assert process.wait(60) == -signal.SIGKILL
    assert pending(settings.redis_url) >= 30
    assert list(settings.lake_path.rglob("*.parquet")), "it was written before it was killed"
    with collector(settings) as process:
        until(lambda: pending(settings.redis_url) == 0, process)
        assert heights(lake) == [30, 30, 30]
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_clearing_demo_data_takes_it_out_and_leaves_the_rest(settings):
    conversation(3).publish(settings.redis_url)
    demo = World(start=datetime.now(UTC) - timedelta(days=2), demo=True)
    demo.tell("dem", 0, conversation="d")
    demo.publish(settings.redis_url)
    lake = Lake(settings.lake_path)
    with collector(settings) as process:
        until(lambda: heights(lake)[:2] == [4, 4], process)
        clear = World(start=datetime.now(UTC))
        clear.act("demo_cleared", 0)
        clear.publish(settings.redis_url)
        until(lambda: heights(lake)[:2] == [3, 3], process)
        until(lambda: not list(settings.lake_path.rglob("origin=demo/*/*/*.parquet")), process)
        fresh = World(start=datetime.now(UTC) - timedelta(days=2), demo=True)
        fresh.tell("new", 0, conversation="e", queued=datetime.now(UTC))
        fresh.publish(settings.redis_url)
        until(lambda: heights(lake)[:2] == [4, 4], process)


def test_while_the_lake_cannot_be_written_events_wait_and_the_heartbeat_says_why(settings):
    settings.lake_path.mkdir(parents=True)
    blocked = settings.lake_path / "messages"
    blocked.write_text("in the way")
    conversation(2).publish(settings.redis_url)
    with collector(settings) as process, redis.Redis.from_url(settings.redis_url) as client:

        def says() -> bytes:
            return b"".join(client.get(key) or b"" for key in client.scan_iter("part:{collector}:*"))

        until(lambda: b"cannot write" in says(), process)
        assert client.xlen("dead") == 0
        blocked.unlink()
        until(lambda: heights(Lake(settings.lake_path)) == [2, 2, 2], process)
        until(lambda: b"cannot write" not in says(), process)
