"""Time from send to the other screen, a hundred pairs chatting, with the worker running and with it stopped.

Forty messages a second in all. People take turns in writing, so that nobody goes beyond a share of the worker
(`wire.broker.shares`): what does waits among floods, and says nothing of how fast chat is translated.

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
from tests.flow.installation import Installation, Speaker, until

PAIRS = 100
EVERY = 2.5
"""Seconds between two messages of one pair."""
SECONDS = 10.0
ROUNDS = 2

Pair = tuple[Speaker, Speaker, str]
"""Who writes, who reads, and where."""


def measure(installation: Installation) -> dict[str, float]:
    """Milliseconds, and the ratios running over stopped."""
    pairs = [_pair(installation, number) for number in range(PAIRS)]
    seen: dict[str, list[float]] = {"running": [], "stopped": [], "translation": []}
    asyncio.run(_round(installation, pairs, 5.0, "warm-up", "pt"))
    for number in range(ROUNDS):
        turned, language = (_turned(pairs), "en") if number % 2 == 0 else (pairs, "pt")
        for state in ("running", "stopped") if number % 2 == 0 else ("stopped", "running"):
            _worker(installation, signal.SIGSTOP if state == "stopped" else signal.SIGCONT)
            name = f"{state}{number}"
            original, translation = asyncio.run(_round(installation, turned, SECONDS, name, language))
            seen[state] += original
            if state == "running":
                seen["translation"] += translation
            _worker(installation, signal.SIGCONT)
            for _, reader, talk in pairs[:1]:
                reader.enriched(talk, 120)
            until(lambda: installation.health().get("status") == "ok", 60, "house well again")
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


def _pair(installation: Installation, number: int) -> Pair:
    writer, reader = (
        Speaker(installation.url, f"w{number}", "pt"),
        Speaker(installation.url, f"r{number}", "en"),
    )
    return writer, reader, writer.talk_to(reader)


def _turned(pairs: Sequence[Pair]) -> list[Pair]:
    """Who has read writes."""
    return [(reader, writer, talk) for writer, reader, talk in pairs]


def _worker(installation: Installation, number: int) -> None:
    for pid in installation.processes("work"):
        os.kill(pid, number)


async def _round(
    installation: Installation, pairs: Sequence[Pair], seconds: float, name: str, language: str
) -> tuple[list[float], list[float]]:
    """Everybody connects first: what counts is chatting, not two hundred people arriving."""
    original: list[float] = []
    translation: list[float] = []
    lines = texts(len(pairs) * int(seconds / EVERY + 1), language)
    here = asyncio.Barrier(len(pairs))
    async with asyncio.TaskGroup() as group:
        for n, pair in enumerate(pairs):
            chat = _Chat(installation, pair, f"{name}-{n}", lines[n :: len(pairs)], original, translation)
            group.create_task(chat.run(here, n / len(pairs) * EVERY, int(seconds / EVERY)))
    return original, translation


class _Chat:
    """One pair: one writes at a steady pace, the other's screen is watched."""

    def __init__(self, installation, pair, name, lines, original, translation):
        self.installation, self.name, self.lines = installation, name, lines
        self.writer, self.reader, self.talk = pair
        self.original, self.translation = original, translation
        self.sent: dict[str, float] = {}

    async def run(self, here: asyncio.Barrier, offset: float, count: int) -> None:
        async with (
            _socket(self.installation, self.writer) as out,
            _socket(self.installation, self.reader) as screen,
        ):
            await _hello(out)
            await _hello(screen)
            watch, drain = asyncio.create_task(self._watch(screen)), asyncio.create_task(_drain(out))
            await here.wait()
            await asyncio.sleep(offset)
            for number in range(count):
                client_id = f"{self.name}-{number}"
                frame = {
                    "type": "post",
                    "ref": client_id,
                    "conversation_id": self.talk,
                    "client_id": client_id,
                }
                text = f"{self.lines[number % len(self.lines)]} {self.name}"
                self.sent[client_id] = time.perf_counter()
                await out.send(json.dumps({**frame, "text": text}))
                await asyncio.sleep(EVERY)
            watch.cancel()
            drain.cancel()

    async def _watch(self, screen: Any) -> None:
        async for frame in screen:
            now, event = time.perf_counter(), json.loads(frame)
            if event["type"] not in {"message", "enriched"}:
                continue
            began = self.sent.get(event["message"]["client_id"])
            if began is not None:
                times = self.original if event["type"] == "message" else self.translation
                times.append((now - began) * 1000)


def _socket(installation: Installation, speaker: Speaker) -> Any:
    return websockets.connect(
        installation.url.replace("http", "ws") + "/api/live",
        additional_headers={"Authorization": f"Bearer {speaker.token}"},
        proxy=None,
    )


async def _hello(socket: Any) -> None:
    await socket.send(json.dumps({"type": "hello", "positions": {}}))
    while json.loads(await socket.recv())["type"] != "ready":
        pass


async def _drain(out: Any) -> None:
    async for _ in out:
        pass
