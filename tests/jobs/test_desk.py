"""The job `desk`: who is away is asked of the broker, and an agent who is connected keeps what they serve."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from service.desk import visitors
from service.desk.commands import assign
from service.jobs.articles import keep_shelves
from service.jobs.desk import Desk
from service.jobs.queues import Queues
from service.realtime.online import OnlineRegistry
from service.store import tables
from tests.contract.visiting import shop
from tests.store.databases import SQLITE, sqlite_database, world
from tests.store.plans import statements, walked
from wire.broker.clients import connect

AGO = timedelta(minutes=30)


@pytest.fixture
def told(tmp_path):
    """A story with a shop, in which Ben serves a conversation since half an hour."""
    database = sqlite_database(tmp_path)

    def run(story):
        async def begun(store):
            here = await shop(await world(store, database.settings))
            visitor, talk = await here.writing()
            await here.post(visitor.id, talk)
            await assign(store, here.world.ben, talk)
            async with store.writing() as connection:
                since = update(tables.desk_states).values(assigned_at=datetime.now(UTC) - AGO)
                await connection.execute(since)
            await story(here)

        database.run(begun)

    return run


def test_only_who_is_away_loses_what_they_serve(told, valkey):
    async def story(here):
        client = connect(valkey)
        try:
            here_now = OnlineRegistry(client, "a process")
            await here_now.enter(here.world.ben)
            desk = Desk(here.store, client, minutes=10)
            assert await desk.look() == 0
            await here_now.exit(here.world.ben)
            assert await Desk(here.store, client, minutes=60).look() == 0
            assert await Desk(here.store, client, minutes=0).look() == 0, "never"
            assert await desk.look() == 1
            assert await desk.look() == 0
        finally:
            await client.aclose()

    told(story)


def test_while_the_broker_is_away_nobody_is_taken_for_away(told):
    async def story(here):
        client = connect("redis://127.0.0.1:1")
        try:
            assert await Desk(here.store, client, minutes=10).look() == 0
        finally:
            await client.aclose()

    told(story)


def test_what_is_looked_for_every_few_seconds_is_found_without_what_is_over(told, valkey):
    """They were asked of all messages that there ever were, every five seconds."""

    async def story(here):
        client = connect(valkey)
        works = [Desk(here.store, client, minutes=10).look, Queues(here.store, client).look]
        works += [partial(visitors.forget_expired, here.store), partial(keep_shelves, here.store, client)]
        try:
            with statements() as executed:
                for work in works:
                    await work()
        finally:
            await client.aclose()
        assert len(executed) > 10
        found = walked(here.world.settings.home / SQLITE, executed)
        assert [one for one in found if "FROM contacts" not in one] == [], "these, twice an hour, are"

    told(story)
