"""Time from send to the other screen, fifty pairs chatting, while the worker runs and while it is stopped.

The worker is stopped with SIGSTOP: it holds its memory and takes no CPU. Rounds alternate, the backlog is
drained in between, and the load comes from this process over real sockets.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import statistics
import time
from collections.abc import Sequence
from typing import Any

import websockets

from benchmarks.texts import texts
from tests.flow.house import House, Speaker, until

PAIRS = 50
EVERY = 2.0
"""Seconds between two messages of one pair."""
SECONDS = 16.0
ROUNDS = 2


def measure(house: House) -> dict[str, float]:
    """Milliseconds, and the ratios running over stopped."""
    pairs = [_pair(house, number) for number in range(PAIRS)]
    seen: dict[str, list[float]] = {"running": [], "stopped": [], "translation": []}
    asyncio.run(_round(house, pairs, 4.0, "warm-up"))
    for number in range(ROUNDS):
        for state in ("running", "stopped") if number % 2 == 0 else ("stopped", "running"):
            _worker(house, signal.SIGSTOP if state == "stopped" else signal.SIGCONT)
            original, translation = asyncio.run(_round(house, pairs, SECONDS, f"{state}{number}"))
            seen[state] += original
            if state == "running":
                seen["translation"] += translation
            _worker(house, signal.SIGCONT)
            for _, reader, talk in pairs[:1]:
                reader.enriched(talk, 120)
            until(lambda: house.health().get("status") == "ok", 60, "house well again")
    return _figures(seen)


def _figures(seen: dict[str, list[float]]) -> dict[str, float]:
    found = {}
    for state in ("running", "stopped"):
        found[f"to_other_screen_p50_ms_worker_{state}"] = quantile(seen[state], 0.5)
        found[f"to_other_screen_p99_ms_worker_{state}"] = quantile(seen[state], 0.99)
        found[f"messages_worker_{state}"] = len(seen[state])
    for q in ("p50", "p99"):
        running, stopped = (
            found[f"to_other_screen_{q}_ms_worker_{state}"] for state in ("running", "stopped")
        )
        found[f"running_over_stopped_{q}"] = running / stopped
    found["to_translation_p50_ms"] = quantile(seen["translation"], 0.5)
    found["to_translation_p95_ms"] = quantile(seen["translation"], 0.95)
    return found


def quantile(values: Sequence[float], share: float) -> float:
    return statistics.quantiles(values, n=1000, method="inclusive")[round(share * 1000) - 1]


def _pair(house: House, number: int) -> tuple[Speaker, Speaker, str]:
    writer, reader = Speaker(house.url, f"w{number}", "pt"), Speaker(house.url, f"r{number}", "en")
    return writer, reader, writer.talk_to(reader)


def _worker(house: House, number: int) -> None:
    for pid in house.processes("work"):
        os.kill(pid, number)


async def _round(
    house: House, pairs: Sequence[tuple[Speaker, Speaker, str]], seconds: float, name: str
) -> tuple[list[float], list[float]]:
    original: list[float] = []
    translation: list[float] = []
    lines = texts(len(pairs) * int(seconds / EVERY + 1), "pt")
    await asyncio.gather(
        *(
            _chat(
                house,
                pair,
                seconds,
                f"{name}-{n}",
                lines[n :: len(pairs)],
                original,
                translation,
                n / len(pairs),
            )
            for n, pair in enumerate(pairs)
        )
    )
    return original, translation


async def _chat(house, pair, seconds, name, lines, original, translation, offset):  # type: ignore[no-untyped-def]
    writer, reader, talk = pair
    async with _socket(house, writer) as out, _socket(house, reader) as screen:
        sent: dict[str, float] = {}
        watch = asyncio.create_task(_watch(screen, sent, original, translation))
        drain = asyncio.create_task(_drain(out))
        await asyncio.sleep(offset * EVERY)
        for number in range(int(seconds / EVERY)):
            client_id = f"{name}-{number}"
            sent[client_id] = time.perf_counter()
            frame = {"type": "post", "ref": client_id, "conversation_id": talk, "client_id": client_id}
            await out.send(json.dumps({**frame, "text": f"{lines[number % len(lines)]} {name}"}))
            await asyncio.sleep(EVERY)
        watch.cancel()
        drain.cancel()


def _socket(house: House, speaker: Speaker) -> Any:
    return websockets.connect(
        house.url.replace("http", "ws") + "/api/live",
        additional_headers={"Authorization": f"Bearer {speaker.token}"},
        proxy=None,
    )


async def _watch(
    screen: Any, sent: dict[str, float], original: list[float], translation: list[float]
) -> None:
    await screen.send(json.dumps({"type": "hello", "positions": {}}))
    async for frame in screen:
        now, event = time.perf_counter(), json.loads(frame)
        client_id = (
            event.get("message", {}).get("client_id") if event["type"] in {"message", "enriched"} else None
        )
        if client_id in sent:
            (original if event["type"] == "message" else translation).append((now - sent[client_id]) * 1000)


async def _drain(out: Any) -> None:
    await out.send(json.dumps({"type": "hello", "positions": {}}))
    async for _ in out:
        pass
