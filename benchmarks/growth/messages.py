"""A page of history and a search, in stores with more and more messages (`benchmarks.search` makes them)."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from benchmarks.latency import quantile
from benchmarks.peers import report
from benchmarks.plots import beside, lines, save
from benchmarks.search import Town, ask, fill, settle
from service.messaging.reading import read_messages
from service.store import Store
from wire.contracts.settings import Settings

SIZES = (1_000, 10_000, 100_000, 1_000_000)
PAGE, PAGES = 50, 400
HEAD = ("messages", "page of 50, p50, p95 ms", "search, p50, p95 ms", "bytes a message in the store")


class Filled(Struct, frozen=True):
    """One size of the store. Milliseconds, and bytes of its file for each message."""

    messages: int
    page_p50: float
    page_p95: float
    search_p50: float
    search_p95: float
    size: float


async def measure(folder: Path, say: Callable[[str], None]) -> list[Filled]:
    """On SQLite; pages and questions one after the other, no HTTP between."""
    settings = Settings(home=folder)
    store, town, found = await Store.open(settings), Town(), list[Filled]()
    try:
        await settle(store, town)
        for size in SIZES:
            await fill(store, town, size - sum(town.seqs.values()))
            await store.checkpoint()
            found.append(await _filled(store, town, size, _bytes(folder / "duologue.db")))
            say(f"{found[-1]}")
    finally:
        await store.close()
    return found


async def _filled(store: Store, town: Town, size: int, stored: int) -> Filled:
    pages = await _pages(store, town)
    searches = [one for each in (await ask(store, town)).values() for one in each]
    return Filled(
        size,
        *(quantile(pages, share) for share in (0.5, 0.95)),
        *(quantile(searches, share) for share in (0.5, 0.95)),
        stored / size,
    )


def _bytes(file: Path) -> int:
    return file.stat().st_size


async def _pages(store: Store, town: Town) -> list[float]:
    """Milliseconds of pages anywhere in conversations, as scrolling asks for them."""
    took: list[float] = []
    for _ in range(PAGES):
        talk, one, _ = town.dice.choice(town.talks)
        before = town.dice.randint(1, town.seqs[talk] + 1)
        began = time.perf_counter()
        page = await read_messages(store, one, talk, before=before, limit=PAGE)
        took.append(1000 * (time.perf_counter() - began))
        assert len(page.messages) == min(PAGE, before - 1)
    return took


def table(found: list[Filled]) -> str:
    """A line for each size."""
    rows = [
        [
            f"{one.messages:,}",
            f"{one.page_p50:.1f}, {one.page_p95:.1f}",
            f"{one.search_p50:.1f}, {one.search_p95:.1f}",
            f"{one.size:,.0f}",
        ]
        for one in found
    ]
    said = (
        "5,000 conversations of 2,000 people on SQLite; every message with a translation and an entry in the "
        "index of words. A small store gives short pages, and its bytes are those of the people."
    )
    return f"{said}\n\n{report.table(HEAD, rows)}"


def draw(found: list[Filled], path: Path) -> None:
    """Pages, and searches."""
    panels = [
        lines(
            [
                {"x": one.messages, "y": getattr(one, f"{kind}_{share}"), "what": share}
                for share in ("p50", "p95")
                for one in found
            ],
            "messages in the store",
            said,
        )
        for kind, said in (("page", "ms, a page of 50"), ("search", "ms, a search"))
    ]
    save(beside(*panels), path)
