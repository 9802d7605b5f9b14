"""What is pending is seen whole, and claimed only where it is ours or abandoned."""

import asyncio

from tests.wire.consuming import SECOND, abandon, broker
from wire.broker.pending import PAGE, Pending

MANY = 2 * PAGE + 50


def test_everything_pending_is_found_page_by_page(broker_url):
    async def flow():
        async with broker(broker_url) as client:
            await abandon(client, "gone", *map(str, range(MANY)))
            taken = await Pending(client, "g", "a").take_over(SECOND, 0)
            assert len(taken) == MANY
            assert set(taken.values()) == {1}
            assert await Pending(client, "g", "a").mine(SECOND) == taken
            assert await Pending(client, "g", "gone").mine(SECOND) == {}

    asyncio.run(flow())


def test_what_another_holds_is_neither_delivered_nor_held_by_us(broker_url):
    async def flow():
        async with broker(broker_url) as client:
            await abandon(client, "other", "x")
            other, mine = Pending(client, "g", "other"), Pending(client, "g", "a")
            (entry_id,) = await other.mine(SECOND)
            assert await mine.deliver(SECOND, entry_id) is None
            await mine.hold(SECOND, [entry_id])
            assert await other.mine(SECOND) == {entry_id: 1}
            assert await mine.take_over(SECOND, 60) == {}

    asyncio.run(flow())


def test_a_group_that_is_gone_holds_nothing(broker_url):
    async def flow():
        async with broker(broker_url) as client:
            await abandon(client, "a", "x")
            mine = Pending(client, "g", "a")
            (entry_id,) = await mine.mine(SECOND)
            await client.xgroup_destroy(SECOND, "g")
            await mine.hold(SECOND, [entry_id])
            await client.flushall()
            await mine.hold(SECOND, [entry_id])
            await abandon(client, "a", "y")
            assert len(await mine.mine(SECOND)) == 1

    asyncio.run(flow())


def test_each_new_delivery_is_counted_and_holding_is_not(broker_url):
    async def flow():
        async with broker(broker_url) as client:
            await abandon(client, "a", "x")
            mine = Pending(client, "g", "a")
            (entry_id,) = await mine.mine(SECOND)
            await mine.hold(SECOND, [entry_id])
            entry = await mine.deliver(SECOND, entry_id)
            assert (entry.body, entry.deliveries) == (b"x", 2)
            assert await mine.mine(SECOND) == {entry_id: 2}

    asyncio.run(flow())
