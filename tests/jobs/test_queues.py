"""The job `queues`: who is connected is asked of the broker; where it is away nobody is given anything."""

import pytest

from service.desk.routing.agents import set_state
from service.jobs.queues import Queues
from service.realtime.online import OnlineRegistry
from tests.contract.test_store_routing import queue, served_by, waiting
from tests.contract.visiting import shop
from tests.store.databases import sqlite_database, world
from wire.broker.clients import connect


@pytest.fixture
def told(tmp_path):
    """A story with a shop, in whose queue a conversation waits; Ben says that he is there."""
    database = sqlite_database(tmp_path)

    def run(story):
        async def begun(store):
            here = await shop(await world(store, database.settings))
            await queue(here, assignment="automatic")
            await set_state(store, here.world.ben, "online")
            await story(here, await waiting(here))

        database.run(begun)

    return run


def test_only_who_is_connected_is_given_what_waits(told, valkey):
    async def story(here, talk):
        client = connect(valkey)
        try:
            job = Queues(here.store, client)
            assert await job.look() == 0
            assert await served_by(here, talk) == [None]
            await OnlineRegistry(client, "a process").enter(here.world.ben)
            assert await job.look() == 1
            assert await job.look() == 0
            assert await served_by(here, talk) == [here.world.ben]
        finally:
            await client.aclose()

    told(story)


def test_while_the_broker_is_away_it_waits(told):
    async def story(here, talk):
        client = connect("redis://127.0.0.1:1")
        try:
            assert await Queues(here.store, client).look() == 0
            assert await served_by(here, talk) == [None]
        finally:
            await client.aclose()

    told(story)
