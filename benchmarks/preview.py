"""Wait for a preview while a backlog is worked off: what interactive requests overtake, and how fast.

The worker is stopped with SIGSTOP while the messages are posted, and let go when all wait. Then people type:
each asks for a preview, gets it, pauses, goes on. Texts are all different, so that no cache answers.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import redis
import websockets

from benchmarks.latency import quantile
from benchmarks.texts import texts
from tests.flow.installation import Installation, Speaker, until
from wire.broker.streams import GROUP_NLP, MESSAGES, stream

WAITING = 1000
PAIRS = 20
TYPISTS = 4
PAUSE = 0.5
"""Seconds between an answer and the next question of one typist."""
MOST, LEAST = 200, 100
"""Measuring ends after so many answers, or when fewer messages than this are left."""
LOST_AFTER = 15.0
"""Seconds after which no answer will come: the worker passes old questions by. Counts as so long a wait."""
LONG_EVERY, LONG_LINES = 10, 25
"""In the second round every tenth message is a letter."""


def measure(installation: Installation) -> dict[str, float]:
    """Milliseconds from question to answer, for chat and for chat with letters in between."""
    pairs = [_pair(installation, number) for number in range(PAIRS)]
    asyncio.run(_wait_for_models(installation, pairs))
    found: dict[str, float] = {}
    for name, lines in (("", _chat(WAITING)), ("_with_letters", _letters(WAITING))):
        with redis.Redis.from_url(f"unix://{installation.home}/broker/valkey.sock") as broker:
            _fill(installation, pairs, lines)
            before = _waiting(broker)
            waits = asyncio.run(_type(installation, pairs[:TYPISTS], broker, name))
            found |= {
                f"preview{name}_waiting_before": before,
                f"preview{name}_waiting_after": _waiting(broker),
                f"previews{name}": len(waits),
            }
            found |= {
                f"preview{name}_p50_ms": quantile(waits, 0.5),
                f"preview{name}_p95_ms": quantile(waits, 0.95),
            }
            found[f"preview{name}_max_ms"] = max(waits)
            found[f"previews{name}_lost"] = sum(wait >= LOST_AFTER * 1000 for wait in waits)
            until(lambda broker=broker: _waiting(broker) == 0, 300, "backlog worked off")
    return found


def _pair(installation: Installation, number: int) -> tuple[Speaker, Speaker, str]:
    writer, reader = (
        Speaker(installation.url, f"p{number}", "pt"),
        Speaker(installation.url, f"q{number}", "en"),
    )
    return writer, reader, writer.talk_to(reader)


def _chat(count: int) -> list[str]:
    return texts(count, "pt")


def _letters(count: int) -> list[str]:
    lines = texts(count + LONG_LINES, "pt")
    return [
        f"{number}. " + " ".join(lines[number : number + (LONG_LINES if number % LONG_EVERY == 0 else 1)])
        for number in range(count)
    ]


def _fill(
    installation: Installation, pairs: Sequence[tuple[Speaker, Speaker, str]], lines: Sequence[str]
) -> None:
    """Post all while the worker stands still; each pair keeps its own order."""
    _worker(installation, signal.SIGSTOP)

    def post(number: int) -> None:
        writer, _, talk = pairs[number]
        for line in lines[number :: len(pairs)]:
            writer.post(talk, line)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(post, range(len(pairs))))
    time.sleep(2)  # the outbox empties
    _worker(installation, signal.SIGCONT)


def _worker(installation: Installation, number: int) -> None:
    for pid in installation.processes("work"):
        os.kill(pid, number)


def _waiting(broker: redis.Redis) -> int:
    for group in broker.xinfo_groups(stream(MESSAGES, 0)):
        if group["name"] == GROUP_NLP.encode():
            return int(group["pending"]) + int(group["lag"] or 0)
    return 0


async def _wait_for_models(installation: Installation, pairs: Sequence[tuple[Speaker, Speaker, str]]) -> None:
    await _typist(installation, pairs[0], "warm", iter(range(5)), [])


async def _type(
    installation: Installation, pairs: Sequence[tuple[Speaker, Speaker, str]], broker: redis.Redis, name: str
) -> list[float]:
    """All waits, in ms, of questions asked while at least `LEAST` messages wait."""

    def while_they_wait() -> Iterator[int]:
        number = 0
        while len(waits) < MOST and _waiting(broker) >= LEAST:
            yield number
            number += 1

    waits: list[float] = []
    async with asyncio.TaskGroup() as group:
        for n, pair in enumerate(pairs):
            group.create_task(_typist(installation, pair, f"{name}{n}", while_they_wait(), waits))
    return waits


async def _typist(
    installation: Installation,
    pair: tuple[Speaker, Speaker, str],
    name: str,
    turns: Iterator[int],
    waits: list[float],
) -> None:
    """The reader of a backlog writes an answer: a sentence that grows, as somebody types it."""
    _, person, talk = pair
    lines = texts(400, "en")
    url = installation.url.replace("http", "ws") + "/api/live"
    headers = {"Authorization": f"Bearer {person.token}"}
    async with websockets.connect(url, additional_headers=headers, proxy=None, max_queue=None) as socket:
        await socket.send(json.dumps({"type": "hello", "positions": {}}))
        for number in turns:
            ref = f"{name}-{number}"
            frame = {"type": "preview", "ref": ref, "conversation_id": talk}
            began = time.perf_counter()
            await socket.send(json.dumps({**frame, "text": f"{lines[number % len(lines)]} {name} {number}"}))
            with suppress(TimeoutError):
                await _answer(socket, ref)
            waits.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(PAUSE)


async def _answer(socket: Any, ref: str) -> None:
    async with asyncio.timeout(LOST_AFTER):
        async for frame in socket:
            event = json.loads(frame)
            if event.get("ref") == ref:
                assert event["type"] == "previewed", event
                assert event["translation"]["status"] == "done", event
                return
