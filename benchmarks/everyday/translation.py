"""From sending to the translation on the other's screen, by how much is sent; with a worker here."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from msgspec import Struct

from benchmarks.everyday.chat import Chat, tell
from benchmarks.everyday.waits import Waits, steadily
from benchmarks.peers.clients.base import text_of
from benchmarks.peers.ledger import quantile
from benchmarks.peers.processes import cpu_of
from benchmarks.peers.servers.duologue import Duologue
from benchmarks.peers.steps import Plan

RATES = (10.0, 20.0, 40.0, 60.0)
"""Messages a second, from all pairs together."""
LEFT = 20.0
"""Seconds that what is not translated yet has after the last message; then it counts with its time so far."""


class Line(Struct, frozen=True):
    """Of one rate. Milliseconds; `cpu`: seconds for 1,000 messages by part; `late`: not in time."""

    rate: float
    count: int
    original_p50: float
    original_p99: float
    p50: float
    p95: float
    late: int
    cpu: dict[str, float]


async def lines(server: Duologue, plan: Plan, seconds: float) -> list[Line]:
    """Lets the worker translate a few messages, then measures `seconds` of each rate."""
    chat = await Chat(plan).open()
    await _line(server, chat, "warm", 10.0, 2.0)
    found = [await _line(server, chat, f"t{rate:.0f}", rate, seconds) for rate in RATES]
    await chat.close()
    return found


async def _line(server: Duologue, chat: Chat, name: str, rate: float, seconds: float) -> Line:
    originals, translations = Waits(), Waits()
    pairs = chat.plan.pairs

    def seen(_: int, event: dict[str, Any]) -> None:
        originals.end(event["message"]["client_id"])

    def enriched(_: int, event: dict[str, Any]) -> None:
        if event["message"]["enrichment"]["status"] != "pending":
            translations.end(event["message"]["client_id"])

    def act(number: int) -> None:
        ref, place = f"{name}.{number}", number % len(pairs)
        originals.begin(ref)
        translations.begin(ref)
        where = {"conversation_id": pairs[place].room, "client_id": ref, "ref": ref}
        tell(chat.writers[place], type="post", text=f"{text_of(number)} {name}", **where)

    chat.on |= {"message": seen, "enriched": enriched}
    before = {part: cpu_of(pids) for part, pids in server.parts().items()}
    count = await steadily(round(rate * seconds), rate, act)
    late = await _rest(translations)
    spent = {part: cpu_of(pids) - before[part] for part, pids in server.parts().items()}
    return Line(
        rate,
        count,
        quantile(originals.took, 0.5),
        quantile(originals.took, 0.99),
        quantile(translations.took, 0.5),
        quantile(translations.took, 0.95),
        late,
        {part: round(one * 1000 / count, 2) for part, one in spent.items()},
    )


async def _rest(waits: Waits) -> int:
    """Wait for what is left; how many were not done. They count with the time they have waited."""
    try:
        await waits.all(LEFT)
    except TimeoutError:
        now = perf_counter()
        waits.took += [(now - began) * 1000 for began in waits.open.values()]
    late = len(waits.open)
    waits.open.clear()
    return late
