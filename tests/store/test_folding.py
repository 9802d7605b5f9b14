"""SQLite's log is folded into the database beside those who write, and not in their commits."""

import asyncio

from sqlalchemy import select

from service.jobs import folding as beside
from service.store import folding, tables
from tests.store.databases import sqlite_database, world
from tests.waiting import rests


def test_the_log_is_folded_beside_who_writes_and_begins_anew(tmp_path, monkeypatch):
    database, path = sqlite_database(tmp_path), tmp_path / "duologue.db"
    monkeypatch.setattr(folding, "FOLDED_FROM", 5)
    monkeypatch.setattr(beside, "APART", 0.01)

    async def story(store):
        here, stop = await world(store, database.settings), asyncio.Event()
        before = path.stat().st_mtime_ns
        for _ in range(3):
            await here.post(here.ana)
        assert path.stat().st_mtime_ns == before, "no commit has folded it"
        task = asyncio.create_task(beside.run(store, stop))
        async with store.reading() as connection:  # what somebody still reads is left, and nobody waits
            await connection.execute(select(tables.accounts))
            assert (await here.post(here.ana)).mine.seq == 4
        for number in (5, 7, 9):
            before = path.stat().st_mtime_ns
            assert (await here.post(here.ana)).mine.seq == number
            assert (await here.post(here.ana)).mine.seq == number + 1
            await changed(path, before)
        stop.set()
        await task

    database.run(story)


async def changed(path, before):
    for rest in rests():
        if path.stat().st_mtime_ns != before:
            return
        await asyncio.sleep(rest)
