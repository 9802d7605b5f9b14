"""Time from sending to translation for ten pairs who chat, alone and then beside one who floods.

The flooder uses both doors, HTTP and the socket, as fast as they let him: long messages to an
installation as it is shipped and to one whose doors let everything in, previews to a third. Where a door
says wait, he waits as long as it says. A message of the ten pairs that has no translation when `PATIENCE`
is over counts with that time, so that nothing late is left out.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import websockets

from benchmarks.latency import quantile
from benchmarks.observer import Observer, observed
from benchmarks.texts import texts
from tests.flow.installation import Installation, Speaker

PAIRS = 10
EVERY = 5.0
"""Seconds between two messages of one pair."""
SECONDS = 40.0
FLOOD, LONG = 600, 4500
"""Messages of the flooder, and characters of each."""
PREVIEW = 900
HANDS = 4
"""Requests that the flooder has open at once at the HTTP door; one more is at the socket."""
PATIENCE = 90.0
GOAL = 2.0
SHIPPED = "sign_up=1000/hour"
"""Only so that the pairs can sign up from one address. Nine texts of the flooder come in a minute."""
OPEN = f"{SHIPPED},posting=100000/minute,posting_text=100000000/minute"
"""Doors let everything in: what is asked is what queues do alone."""

Pair = tuple[Speaker, Speaker, str]
Flood = Callable[[Installation, Pair, asyncio.Event], Awaitable[int]]
"""Floods until told to stop; gives how much it got through."""


def measure(folder: Path) -> dict[str, float]:
    """Milliseconds, and the ratios of flooded over quiet, each of one installation, beside their goal."""
    found: dict[str, float] = {}
    floods = (
        ("flooded", SHIPPED, _messages),
        ("flooded_doors_open", OPEN, _messages),
        ("flooded_with_previews", OPEN, _previews),
    )
    for name, limits, flood in floods:
        installation = Installation(folder / name, DUOLOGUE_LIMITS=limits)
        installation.start(300)
        try:
            found |= _ratio(installation, name, flood)
        finally:
            installation.stop()
    return found | {"flooded_over_quiet_goal": GOAL}


def _ratio(installation: Installation, name: str, flood: Flood) -> dict[str, float]:
    pairs = [_pair(installation, f"{number}") for number in range(PAIRS)]
    flooder = _pair(installation, "flood")
    with observed(installation.home) as warm:
        asyncio.run(_round(installation, pairs, "warm", 2, warm))
    with observed(installation.home) as calm:
        quiet, _ = asyncio.run(_beside(installation, pairs, "quiet", flooder, None, calm))
    with observed(installation.home) as beset:
        flooded, sent = asyncio.run(_beside(installation, pairs, name, flooder, flood, beset))
    stages = calm.figures(f"{name}_quiet") | beset.figures(f"{name}_flooded")
    found = {f"{name}_over_quiet_p95": quantile(flooded, 0.95) / quantile(quiet, 0.95)}
    for state, waits in (("quiet", quiet), ("flooded", flooded)):
        for q in (0.5, 0.95):
            found[f"{name}_{state}_to_translation_p{q * 100:.0f}_ms"] = quantile(waits, q)
    return found | stages | {f"{name}_sent_by_flooder": float(sent)}


async def _beside(
    installation: Installation,
    pairs: Sequence[Pair],
    name: str,
    flooder: Pair,
    flood: Flood | None,
    observer: Observer,
) -> tuple[list[float], int]:
    """Waits of the pairs while somebody floods, or nobody; and how much the flooder got through."""
    stop = asyncio.Event()
    task = asyncio.ensure_future(flood(installation, flooder, stop)) if flood is not None else None
    if task is not None:
        await asyncio.sleep(2)
    waits = await _round(installation, pairs, name, int(SECONDS / EVERY), observer)
    stop.set()
    return waits, await task if task is not None else 0


async def _round(
    installation: Installation, pairs: Sequence[Pair], name: str, count: int, observer: Observer
) -> list[float]:
    """Each pair sends `count` messages; its waits in milliseconds."""
    lines = texts(len(pairs) * count, "pt")
    chats = [
        _chat(installation, pair, f"{name}-{n}", lines[n :: len(pairs)], n / len(pairs) * EVERY, observer)
        for n, pair in enumerate(pairs)
    ]
    return [wait for waits in await asyncio.gather(*chats) for wait in waits]


async def _chat(
    installation: Installation, pair: Pair, name: str, lines: Sequence[str], offset: float, observer: Observer
) -> list[float]:
    writer, reader, talk = pair
    sent: dict[str, float] = {}
    waits: dict[str, float] = {}
    async with _socket(installation, writer) as out, _socket(installation, reader) as screen:
        tasks = [asyncio.create_task(_watch(screen, sent, waits, observer)), asyncio.create_task(_drain(out))]
        await asyncio.sleep(offset)
        for number, line in enumerate(lines):
            await _send(
                out, "post", conversation_id=talk, client_id=f"{name}-{number}", text=f"{line} {name}"
            )
            sent[f"{name}-{number}"] = time.perf_counter()
            await asyncio.sleep(EVERY)
        for _ in range(round(PATIENCE * 20)):
            if len(waits) < len(sent):
                await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
    return [waits.get(one, PATIENCE * 1000) for one in sent]


async def _watch(screen: Any, sent: dict[str, float], waits: dict[str, float], observer: Observer) -> None:
    async for frame in screen:
        now, event = time.perf_counter(), json.loads(frame)
        if event["type"] == "enriched" and (began := sent.get(event["message"]["client_id"])):
            waits.setdefault(event["message"]["client_id"], (now - began) * 1000)
            observer.told(event["message"]["id"])


async def _messages(installation: Installation, pair: Pair, stop: asyncio.Event) -> int:
    """Long messages, every one another, until `FLOOD` are sent or the pairs have done."""
    writer, _, talk = pair
    lines = iter(_letters())
    taken = 0

    async def by_http(http: httpx.AsyncClient) -> None:
        nonlocal taken
        for line in lines:
            if stop.is_set():
                return
            body = {"text": line, "client_id": secrets.token_hex(8)}
            answer = await http.post(f"/api/conversations/{talk}/messages", json=body)
            taken += answer.status_code == 201
            if answer.status_code != 201:
                await _wait(stop, float(answer.headers.get("Retry-After", 1)))

    async def by_socket() -> None:
        nonlocal taken
        with suppress(websockets.ConnectionClosed):
            async with _socket(installation, writer) as out:
                for line in lines:
                    if stop.is_set():
                        return
                    await _send(out, "post", conversation_id=talk, client_id=secrets.token_hex(8), text=line)
                    answer = await _first(out, {"posted", "error"})
                    taken += answer["type"] == "posted"
                    if answer["type"] == "error":
                        await _wait(stop, float(answer["details"].get("retry_after", 1)))

    headers = {"Authorization": f"Bearer {writer.token}"}
    async with httpx.AsyncClient(base_url=installation.url, headers=headers, timeout=60) as http:
        await asyncio.gather(by_socket(), *(by_http(http) for _ in range(HANDS)))
    return taken


async def _previews(installation: Installation, pair: Pair, stop: asyncio.Event) -> int:
    """Previews of long texts, every one another, without waiting for answers."""
    writer, _, talk = pair
    asked = 0
    with suppress(websockets.ConnectionClosed):
        async with _socket(installation, writer) as out:
            drain = asyncio.create_task(_drain(out))
            for number, line in enumerate(_letters()):
                if stop.is_set():
                    break
                await _send(out, "preview", conversation_id=talk, text=f"{number} {line}"[:PREVIEW])
                asked += 1
                await asyncio.sleep(0.1)
            drain.cancel()
    return asked


def _letters() -> list[str]:
    lines = texts(FLOOD + 100, "pt")
    return [f"{n}. " + " ".join(lines[n : n + 100])[: LONG - 10] for n in range(FLOOD)]


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


def _pair(installation: Installation, name: str) -> Pair:
    writer, reader = Speaker(installation.url, f"w{name}", "pt"), Speaker(installation.url, f"r{name}", "en")
    return writer, reader, writer.talk_to(reader)


def _socket(installation: Installation, speaker: Speaker) -> Any:
    return _Greeted(installation.url.replace("http", "ws") + "/api/live", speaker.token)


class _Greeted:
    """A socket that has said hello, and been answered."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._opening = websockets.connect(
            url, additional_headers=headers, proxy=None, max_queue=None, max_size=None
        )

    async def __aenter__(self) -> Any:
        socket = await self._opening.__aenter__()
        await socket.send(json.dumps({"type": "hello", "positions": {}}))
        await _first(socket, {"ready"})
        return socket

    async def __aexit__(self, *error: Any) -> None:
        await self._opening.__aexit__(*error)


async def _send(socket: Any, kind: str, **fields: Any) -> None:
    await socket.send(json.dumps({"type": kind, "ref": secrets.token_hex(4), **fields}))


async def _first(socket: Any, kinds: set[str]) -> dict[str, Any]:
    while True:
        event: dict[str, Any] = json.loads(await socket.recv())
        if event["type"] in kinds:
            return event


async def _drain(socket: Any) -> None:
    async for _ in socket:
        pass


def main() -> None:
    """`python -m benchmarks.flooder`: this alone, printed."""
    with TemporaryDirectory(prefix="duo-flood-") as folder:
        for name, value in measure(Path(folder)).items():
            print(f"{name:55} {value:10.2f}", flush=True)


if __name__ == "__main__":
    main()
