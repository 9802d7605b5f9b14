"""How long a search takes in a store with many messages, and how fast the index is built.

`python -m benchmarks.search [MESSAGES] [--postgresql URL]`: 1,000,000 unless told, in a store of its own that
is thrown away. Fifty people are in a fifth of all conversations; words are as frequent as in a language.
Prints milliseconds of `search_messages`, views and counting included, asked one after the other.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text, update

from benchmarks.latency import quantile
from benchmarks.texts import texts
from service.messaging import indexing, search_entries
from service.messaging.searching import search_messages
from service.messaging.sides import direct_key
from service.messaging.views import body_of
from service.models import Enrichment
from service.store import Store, tables
from wire.contracts.events import Translation
from wire.contracts.ids import new_id
from wire.contracts.settings import Settings

PEOPLE, TALKS, BUSY, QUESTIONS, BATCH, INDEXED = 2000, 5000, 50, 400, 5000, 2000
GOAL = 150.0
"""Milliseconds, p95, at a million messages."""


@dataclass
class Town:
    """People, who talks with whom, and words by how often they are said."""

    people: list[str] = field(default_factory=lambda: [new_id() for _ in range(PEOPLE)])
    talks: list[tuple[str, str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    sides: dict[str, list[str]] = field(default_factory=dict)
    seqs: dict[str, int] = field(default_factory=dict)
    """The last message of each conversation so far."""
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    def __post_init__(self) -> None:
        spoken = {
            one.strip(",.!?").lower() for each in ("en", "pt") for one in " ".join(texts(400, each)).split()
        }
        letters = "abdefgilmnoprstuv"
        made = ["".join(self.dice.choices(letters, k=self.dice.randint(3, 10))) for _ in range(20_000)]
        self.words = [*sorted(spoken), *made]
        pairs: set[tuple[str, ...]] = set()
        while len(pairs) < TALKS:
            one = (
                self.people[self.dice.randrange(BUSY)]
                if len(pairs) < TALKS // 5
                else self.dice.choice(self.people)
            )
            other = self.dice.choice(self.people)
            if one != other:
                pairs.add(tuple(sorted((one, other))))
        self.talks = [(new_id(), one, other) for one, other in sorted(pairs)]
        self.sides = {id_: sides for id_, *sides in self.talks}
        self.seqs = dict.fromkeys(self.sides, 0)

    def said(self) -> str:
        """A message: some words are in every tenth, most in very few."""
        ranks = (int(len(self.words) ** self.dice.random()) for _ in range(self.dice.randint(3, 18)))
        return " ".join(self.words[min(rank, len(self.words) - 1)] for rank in ranks)


@dataclass
class Upkeep:
    """Messages a second that the index took up, and the milliseconds for which each step kept others from
    writing, the way back to the event loop included."""

    rate: float
    held: list[float]

    def __str__(self) -> str:
        held = [*(quantile(self.held, one) for one in (0.5, 0.95)), max(self.held)]
        p50, p95, most = (f"{one:.1f} ms" for one in held)
        return f"{self.rate:,.0f}/s, held p50 {p50}, p95 {p95}, at most {most}"


async def build(store: Store, town: Town, count: int) -> None:
    """All of it, found already: entries are written at once, for their words need no folding here."""
    await settle(store, town)
    await fill(store, town, count)


async def settle(store: Store, town: Town) -> None:
    """People and their conversations, without a message."""
    now = datetime.now(UTC)
    async with store.writing(relaxed=True) as connection:
        await connection.execute(insert(tables.accounts), [_account(one, now) for one in town.people])
        await connection.execute(insert(tables.conversations), [_talk(one, now) for one in town.talks])
        sides = [row for one in town.talks for row in _sides(one)]
        await connection.execute(insert(tables.participants), sides)


async def fill(store: Store, town: Town, count: int) -> None:
    """So many messages more."""
    now = datetime.now(UTC)
    for start in range(0, count, BATCH):
        rows = list(_messages(town, town.seqs, min(BATCH, count - start), now))
        async with store.writing(relaxed=True) as connection:
            await connection.execute(insert(tables.messages), [message for message, _ in rows])
            await connection.execute(insert(tables.enrichments), [enrichment for _, enrichment in rows])
            await connection.execute(insert(tables.search_texts), [_entry(town, one) for one, _ in rows])
    if store.locks_rows:
        async with store.writing() as connection:
            await connection.execute(text("ANALYZE"))


def _account(id_: str, now: datetime) -> dict[str, Any]:
    return {
        "id": id_, "handle": f"h{id_}"[:32], "name": "N", "name_key": "n", "language": "en",
        "theme": "system", "password_hash": "-", "created_at": now, "demo": False,
    }  # fmt: skip


def _talk(talk: tuple[str, str, str], now: datetime) -> dict[str, Any]:
    row = {"id": talk[0], "kind": "direct", "direct_key": direct_key(talk[1], talk[2]), "demo": False}
    return row | {"last_seq": 0, "rev": 0, "created_at": now, "active_at": now}


def _sides(talk: tuple[str, str, str]) -> Iterator[dict[str, Any]]:
    for side, one in enumerate(talk[1:]):
        yield {
            "conversation_id": talk[0], "party_id": one, "account_id": one, "kind": "account", "side": side,
            "delivered_seq": 0, "read_seq": 0, "suggestions": True, "stance": "accepted",
        }  # fmt: skip


def _messages(
    town: Town, seqs: dict[str, int], count: int, now: datetime
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for _ in range(count):
        talk = town.talks[town.dice.randrange(TALKS)]
        side, id_ = town.dice.randrange(2), new_id()
        seqs[talk[0]] += 1
        seq = seqs[talk[0]]
        body = Enrichment(
            status="done", translations={"en": Translation(status="done", text=town.said(), engine="firefox")}
        )
        yield (
            {
                "id": id_, "conversation_id": talk[0], "seq": seq, "rev": seq, "author_kind": "account",
                "author_id": talk[1 + side], "side": side, "client_id": id_, "text": town.said(),
                "kind": "text", "language": "pt", "posted_at": now, "queued_at": now, "attempts": 0,
                "in_search": True,
            },
            {"message_id": id_, "status": "done", "body": body_of(body), "updated_at": now},
        )  # fmt: skip


def _entry(town: Town, message: dict[str, Any]) -> dict[str, str]:
    names = (*town.sides[message["conversation_id"]], message["conversation_id"])
    words = dict.fromkeys(f"{message['text']} {town.said()}".split())
    return {"message_id": message["id"], "body": search_entries.body_of(names, words)}


async def changed(store: Store) -> Upkeep:
    """`INDEXED` messages from all over the store that say something else than before."""
    async with store.reading() as connection:
        last = await connection.scalar(select(func.max(tables.search_texts.c.id))) or 0
        numbers = range(last, 0, -max(1, last // INDEXED))
        some = select(tables.search_texts.c.message_id).where(tables.search_texts.c.id.in_(numbers))
        ids = list((await connection.scalars(some)).all())
    other = update(tables.messages).where(tables.messages.c.id.in_(ids))
    async with store.writing(relaxed=True) as connection:
        await connection.execute(other.values(in_search=False, text=tables.messages.c.text + " zebra"))
    return await index(store)


async def new(store: Store, town: Town) -> Upkeep:
    """`INDEXED` messages that were never in the index."""
    await unindexed(store, town)
    return await index(store)


async def unindexed(store: Store, town: Town) -> None:
    """They are there, and the job knows of none of them yet."""
    async with store.writing(relaxed=True) as connection:
        highest = await connection.scalar(select(func.max(tables.messages.c.seq))) or 0
        seqs = {one: highest for one, _, _ in town.talks}
        rows = list(_messages(town, seqs, INDEXED, datetime.now(UTC)))
        waiting = [message | {"in_search": False} for message, _ in rows]
        await connection.execute(insert(tables.messages), waiting)
        await connection.execute(insert(tables.enrichments), [enrichment for _, enrichment in rows])


async def index(store: Store) -> Upkeep:
    """As the job does it."""
    held: list[float] = []
    transact = store.transact

    async def timed(work: Any, **how: Any) -> Any:
        began = list[float]()

        async def inside(connection: Any) -> Any:
            began.append(time.perf_counter())
            return await work(connection)

        result = await transact(inside, **how)
        held.append(1000 * (time.perf_counter() - began[0]))
        return result

    store.transact = timed  # type: ignore[method-assign]
    start, done = time.monotonic(), 0
    while many := await indexing.index_some(store):
        done += many
    del store.__dict__["transact"]
    return Upkeep(done / (time.monotonic() - start), held)


async def ask(store: Store, town: Town) -> dict[str, list[float]]:
    """Milliseconds by kind of question; the kinds are asked in turns."""
    kinds: dict[str, Callable[[], str]] = {
        "common word": lambda: town.words[town.dice.randrange(3)],
        "word": lambda: town.words[int(len(town.words) ** town.dice.random()) - 1],
        "two words": lambda: " ".join(town.said().split()[:2]),
        "two letters": lambda: town.dice.choice(town.words)[:2],
        "nothing": lambda: "zzyzx",
    }
    found: dict[str, list[float]] = {name: [] for name in kinds}
    for number in range(QUESTIONS):
        person = town.people[number % BUSY] if number % 2 else town.dice.choice(town.people)
        for name, question in kinds.items():
            began = time.perf_counter()
            await search_messages(store, person, question())
            found[name].append(1000 * (time.perf_counter() - began))
    return found


async def measure(settings: Settings, count: int) -> None:
    """Build, index, ask; print."""
    store, town = await Store.open(settings), Town()
    try:
        await build(store, town, count)
        upkeep = {"new": await new(store, town), "changed": await changed(store)}
        await store.checkpoint()
        found = await ask(store, town)
    finally:
        await store.close()
    print(f"{count:,} messages, {'PostgreSQL' if settings.database_url else 'SQLite'}")
    for name, one in upkeep.items():
        print(f"index: {INDEXED} {name:8} {one}")
    for name, times in (found | {"all": [one for each in found.values() for one in each]}).items():
        print(f"{name:12} p50 {quantile(times, 0.5):7.1f} ms   p95 {quantile(times, 0.95):7.1f} ms")
    print(f"goal: p95 {GOAL:.0f} ms at 1,000,000 messages")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--postgresql", default="", help="URL of an empty database; else SQLite")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="duo-search-") as folder:
        settings = Settings(home=Path(folder), database_url=told.postgresql)
        asyncio.run(measure(settings, told.messages))


if __name__ == "__main__":
    main()
