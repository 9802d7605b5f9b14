"""What is said leaves at once where another process hears it, and shares round trips where none does."""

import asyncio
from itertools import pairwise

from service.realtime import publisher
from service.realtime.publisher import Publisher
from tests.realtime.registries import connections, joined, sign, taken


def test_where_another_process_hears_nothing_waits_for_company(broker_url, monkeypatch):
    monkeypatch.setattr(publisher, "APART", 3600.0)

    async def flow():
        async with connections(broker_url) as here, connections(broker_url) as there:
            await joined(here, "ana")
            queue = await joined(there, "ana")
            for number in range(20):
                await here.notify("ana", sign(str(number)))
                assert await taken(queue) == [str(number)]

    asyncio.run(flow())


def test_where_only_this_process_hears_round_trips_are_shared(broker_url, monkeypatch):
    left, apart, publish = [], 0.1, Publisher._publish

    async def noted(self, batch):
        if batch:
            left.append(asyncio.get_running_loop().time())
        await publish(self, batch)

    monkeypatch.setattr(publisher, "APART", apart)
    monkeypatch.setattr(Publisher, "_publish", noted)

    async def flow():
        async with connections(broker_url) as here:
            await joined(here, "ana")
            while len(left) < 4:
                await here.notify("ana", sign("again"))
                await here.notify("nobody here", sign("again"))
                await asyncio.sleep(0.001)

    asyncio.run(flow())
    assert all(later - earlier > 0.9 * apart for earlier, later in pairwise(left))
