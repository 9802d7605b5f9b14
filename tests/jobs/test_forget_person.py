"""`duologue forget` leaves nothing: a mark is planted wherever somebody leaves a trace, and looked for in
every table, every key of the broker and every file of the home afterwards.
"""

import asyncio
from contextlib import suppress

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from analytics.forgotten import stand_in
from service.cli.main import duologue
from service.jobs import forget, taken_back
from service.jobs.broker_file import Keeper
from service.jobs.relay import relay_once
from service.messaging.indexing import index_some
from service.store import Store, tables
from tests.analytics.test_forgotten import people
from tests.jobs.planting import MARK, PLANTED, planted
from tests.jobs.test_broker_file import Broker, written
from tests.jobs.tools import until
from tests.store.databases import lay_out
from wire.broker.clients import connect
from wire.broker.streams import BODY, DEAD, ENRICHMENTS, MESSAGES, stream


async def in_tables(store) -> set[str]:
    async with store.reading() as connection:
        return {
            table.name
            for table in tables.metadata.sorted_tables
            for row in await connection.execute(select(table))
            if MARK in repr(tuple(row)).lower()
        }


async def in_broker(client) -> list[str]:
    """Keys of which something says it, whatever their kind."""
    found = []
    async for key in client.scan_iter():
        kind = (await client.type(key)).decode()
        read = {
            "string": client.get, "hash": client.hgetall, "set": client.smembers,
            "zset": lambda one: client.zrange(one, 0, -1), "stream": client.xrange,
            "list": lambda one: client.lrange(one, 0, -1),
        }[kind]  # fmt: skip
        body = repr(await read(key))
        aside = [forget.said(fields[BODY], DEAD) for _, fields in await read(key)] if key == b"dead" else []
        if MARK in (body + repr(aside)).lower() or MARK in key.decode().lower():
            found.append(key.decode())
    return found


def in_files(home) -> list[str]:
    found = []
    for path in home.rglob("*"):
        with suppress(FileNotFoundError):  # the broker's old files go while it is looked
            if path.is_file() and (MARK in path.name or MARK.encode() in path.read_bytes().lower()):
                found.append(str(path.relative_to(home)))
    return found


async def cleaned(store, client) -> None:
    """What the jobs do within minutes."""
    while await relay_once(store, client):
        pass
    for _ in range(2):
        await taken_back.clear(store, client)
    while await index_some(store):
        pass
    await Keeper(client, 1).look()
    await store.checkpoint()


@pytest.fixture
def broker(tmp_path):
    made = Broker(tmp_path / "home")
    lay_out(made.settings.home)
    made.start()
    yield made
    made.kill()


def told(settings, story):
    async def begun():
        store, client = await Store.open(settings, patience=60.0), connect(settings.broker_url)
        try:
            await until(lambda: answers(client))
            return await story(store, client)
        finally:
            await client.aclose()
            await store.close()

    async def answers(client):
        with suppress(Exception):
            return await client.ping()
        return False

    return asyncio.run(begun())


def test_nothing_is_left_of_an_account_or_a_customer_anywhere(broker, monkeypatch):
    settings, home = broker.settings, broker.settings.home
    monkeypatch.setenv("DUOLOGUE_HOME", str(home))
    monkeypatch.setattr(forget, "SETTLED", 0.0)
    monkeypatch.setattr(taken_back, "SETTLED", 0.0)

    def call(*words):
        done = CliRunner().invoke(duologue, ["forget", *words])
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    async def before(store, client):
        both = await planted(store, client, settings)
        assert await in_tables(store) == PLANTED
        assert {"dead", stream(MESSAGES, 0), stream(ENRICHMENTS, 0)} <= set(await in_broker(client))
        await until(lambda: written(client))
        return both

    async def after(store, client):
        await cleaned(store, client)
        await until(lambda: written(client))
        assert (await in_tables(store), await in_broker(client)) == (set(), [])

        async def gone():
            return not in_files(home)

        await until(gone)

    account, contact = told(settings, before)
    assert {one.split("/")[0] for one in in_files(home)} >= {"duologue.db", "broker", "files"}
    assert {account, contact} <= people(settings.lake_path)
    said = call(MARK)
    assert "Nothing was changed" in said and "messages" in said and "rows of the event log" in said
    assert any(one.startswith("files/") for one in in_files(home)), "nothing was changed"
    for who in (MARK, f"{MARK}@example.org"):
        assert "Forgotten." in call(who, "--yes")
    told(settings, after)
    left = people(settings.lake_path)
    assert {stand_in(account), stand_in(contact)} <= left and not {account, contact} & left
    for who in (account, contact):  # again, as after a crash
        assert "forgotten before" in call(who, "--yes")
    assert CliRunner().invoke(duologue, ["forget", "nobody"]).exit_code == 1
