"""SQLite's log is folded into the database beside those who write, and not in their commits."""

import asyncio

from sqlalchemy import select

from service.store import folding, tables
from service.store.folding import unfolded
from tests.store.databases import sqlite_database, world
from tests.waiting import rests


async def folded(path):
    for rest in rests():
        if unfolded(path) < folding.FOLDED_FROM:
            return
        await asyncio.sleep(rest)


def test_the_log_is_folded_beside_who_writes_and_begins_anew(tmp_path, monkeypatch):
    database, path = sqlite_database(tmp_path), tmp_path / "duologue.db"
    assert unfolded(path) == 0, "there is none yet"
    monkeypatch.setattr(folding, "FOLDED_FROM", 5)
    monkeypatch.setattr(folding, "APART", 0.01)

    async def story(store):
        here = await world(store, database.settings)
        before = unfolded(path)
        assert before > folding.FOLDED_FROM, "no commit has folded it"
        stop = asyncio.Event()
        folding_beside = asyncio.create_task(store.keep_folded(stop))
        async with store.reading() as connection:  # what somebody still reads is left, and nobody waits
            await connection.execute(select(tables.accounts))
            assert (await here.post(here.ana)).mine.seq == 1
        await here.post(here.ana)
        await folded(path)
        size = (tmp_path / "duologue.db-wal").stat().st_size
        for number in range(3, 6):
            assert (await here.post(here.ana)).mine.seq == number
            await folded(path)
        assert (tmp_path / "duologue.db-wal").stat().st_size == size, "the same room again"
        stop.set()
        await folding_beside

    database.run(story)
