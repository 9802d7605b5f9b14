"""`python -m benchmarks.assigning`: a thousand conversations wait, and fifty agents come to work.

Seconds until all are given away, on SQLite; beside it, in the same store, what taking one by hand costs, and
how long a message waits for its answer while the assignment runs.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import insert, select, update

from service.desk.commands import assign
from service.desk.routing.assigning import assign_waiting
from service.identity.accounts import sign_up
from service.identity.organisations import create_organisation
from service.messaging.messages import post_message
from service.messaging.service_conversations import begin
from service.store import Store
from service.store.tables import (
    accounts,
    contacts,
    conversations,
    desk_agents,
    desk_states,
    memberships,
    queues,
)
from wire.contracts.ids import new_id
from wire.contracts.settings import Settings

WAITING, AGENTS, BY_HAND = 1_000, 50, 100
LANGUAGES = ("es", "pt", "fr", "de", "it")


def measure(waiting: int = WAITING, agents: int = AGENTS) -> dict[str, float]:
    """Names and figures."""
    with tempfile.TemporaryDirectory(prefix="duo-assigning-") as folder:
        return asyncio.run(_measure(Path(folder), waiting, agents))


async def _measure(folder: Path, waiting: int, agents: int) -> dict[str, float]:
    settings = Settings(home=folder)
    store = await Store.open(settings)
    try:
        owner = await sign_up(store, handle="ana", name="Ana", password="long enough", language="en")
        where = (await create_organisation(store, owner.person.id, name="Casa", language="en")).id
        people = await _agents(store, where, agents, -(-waiting // agents))
        talks = await _waiting(store, where, owner.person.id, waiting + BY_HAND)
        by_hand = await _by_hand(store, people, talks[waiting:])
        spare = talks[-1]
        over = asyncio.Event()
        posting = asyncio.create_task(_post(store, settings, owner.person.id, spare, over))
        began = time.perf_counter()
        done = await assign_waiting(store, where, people)
        seconds = time.perf_counter() - began
        over.set()
        waits = await posting
        assert done == waiting, f"{done} of {waiting} were given away"
        return {
            f"assign {waiting} waiting to {agents} agents, s": seconds,
            "assign automatically, ms each": seconds * 1000 / waiting,
            "assign by hand, ms each": by_hand,
            "message posted meanwhile, p95 ms": waits,
        }
    finally:
        await store.close()


async def _agents(store: Store, where: str, count: int, capacity: int) -> list[str]:
    ids = [new_id() for _ in range(count)]
    now = datetime.now(UTC)
    about = {"name_key": "agent", "password_hash": "-", "theme": "system", "created_at": now, "demo": False}
    async with store.writing() as connection:
        for number, one in enumerate(ids):
            spoken = LANGUAGES[number % len(LANGUAGES)]
            row = {"id": one, "handle": f"agent{number}", "name": f"Agent {number}", "language": spoken}
            await connection.execute(insert(accounts).values(row | about))
            key = {"organisation_id": where, "account_id": one}
            await connection.execute(insert(memberships).values(key | {"role": "agent", "created_at": now}))
            rest = {"state": "online", "capacity": capacity, "languages": "[]", "skills": "[]"}
            await connection.execute(insert(desk_agents).values(key | rest))
    return ids


async def _waiting(store: Store, where: str, owner: str, count: int) -> list[str]:
    """Contacts of five languages who have written, in a queue of automatic assignment."""
    now, queue = datetime.now(UTC), new_id()
    row = {"id": queue, "organisation_id": where, "name": "All", "name_key": "all", "created_at": now}
    lists = dict.fromkeys(("languages", "skills", "channels"), "[]")
    made = []
    async with store.writing() as connection:
        await connection.execute(insert(queues).values(row | lists | {"assignment": "automatic"}))
        for number in range(count):
            contact = {"id": new_id(), "organisation_id": where, "name": "Zoe", "name_key": "zoe"}
            contact |= {"language": LANGUAGES[number % len(LANGUAGES)]}
            await connection.execute(insert(contacts).values(contact | {"created_at": now}))
            made.append(await begin(connection, 1, where, contact["id"], by_id=owner))
        await connection.execute(update(conversations).values(last_seq=1))
        await connection.execute(update(desk_states).values(waiting_since=now))
        assert await connection.scalar(select(desk_states.c.queue_id).limit(1)) == queue
    return made


async def _by_hand(store: Store, people: list[str], talks: list[str]) -> float:
    """Milliseconds, the median; then they are nobody's work."""
    took = []
    for number, talk in enumerate(talks):
        began = time.perf_counter()
        await assign(store, people[number % len(people)], talk)
        took.append((time.perf_counter() - began) * 1000)
    async with store.writing() as connection:
        taken = update(desk_states).where(desk_states.c.conversation_id.in_(talks))
        await connection.execute(taken.values(state="resolved", assignee_id=None))
    return median(took)


async def _post(store: Store, settings: Settings, owner: str, talk: str, over: asyncio.Event) -> float:
    took, number = [], 0
    while not over.is_set():
        began = time.perf_counter()
        await post_message(store, settings, owner, talk, text="hello", client_id=str(number))
        took.append((time.perf_counter() - began) * 1000)
        number += 1
        await asyncio.sleep(0.02)
    return quantiles(took, n=20)[-1] if len(took) > 1 else 0.0


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:])), indent=2))
