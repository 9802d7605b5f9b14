"""What a consumer left behind: taken up again by itself or by another, never doubled, never for ever."""

import asyncio
from collections import Counter

from tests.wire.consuming import (
    SECOND,
    Seen,
    abandon,
    broker,
    consumer,
    dead,
    has_group,
    pending,
    post,
    running,
    settled,
    until,
)
from wire.broker.streams import DEAD

HOUR = 3600


def test_a_restarted_consumer_begins_with_what_it_left_and_takes_it_alone(broker_url):
    async def flow():
        seen = Seen()
        async with broker(broker_url) as client:
            await abandon(client, "a", "x", "y")
            async with running(consumer(broker_url, seen)):
                await until(lambda: len(seen.values) == 2)
            assert [(b[0].value, b[0].deliveries) for b in seen.batches] == [("x", 2), ("y", 2)]
            assert await pending(client) == 0

    asyncio.run(flow())


def test_what_was_tried_least_is_retried_first(broker_url):
    async def flow():
        seen = Seen()
        async with broker(broker_url) as client:
            await abandon(client, "a", "suspect", "mate", "mate too")
            entry_id = (await client.xrange(SECOND))[0][0]
            await client.xclaim(SECOND, "g", "a", 0, [entry_id], retrycount=2)
            async with running(consumer(broker_url, seen)):
                await until(lambda: len(seen.values) == 3)
        assert seen.values == ["mate", "mate too", "suspect"]

    asyncio.run(flow())


def test_an_entry_that_kept_killing_its_process_goes_to_dead_unhandled(broker_url):
    async def flow():
        seen = Seen()
        async with broker(broker_url) as client:
            await abandon(client, "a", "killer")
            ((entry_id, _),) = await client.xrange(SECOND)
            await client.xclaim(SECOND, "g", "a", 0, [entry_id], retrycount=4)
            async with running(consumer(broker_url, seen, max_deliveries=4)):
                await until(lambda: client.xlen(DEAD))
            (letter,) = await dead(client)
            assert letter.code == "never_finished"
            assert not seen.values
            assert await pending(client) == 0

    asyncio.run(flow())


def test_another_consumer_takes_over_what_a_dead_one_left_beyond_one_page(broker_url):
    async def flow():
        seen = Seen()
        async with broker(broker_url) as client:
            await abandon(client, "dead-one", *map(str, range(250)))
            async with running(consumer(broker_url, seen, reclaim_after=0.3)):
                await until(lambda: len(seen.values) == 250)
            assert Counter(seen.values) == Counter(map(str, range(250)))
            assert await pending(client) == 0

    asyncio.run(flow())


def test_nobody_takes_a_batch_that_is_still_being_worked_on(broker_url):
    """However long it takes: entries are made older than the other one waits before it takes them over."""

    async def flow():
        release = asyncio.Event()

        async def slow(values):
            await release.wait()

        async def idle():
            found = await client.xpending_range(SECOND, "g", "-", "+", 10)
            return [one["time_since_delivered"] / 1000 for one in found]

        first, second = Seen(slow), Seen()
        async with broker(broker_url) as client:
            await post(client, *"abc")
            ids = [entry_id for entry_id, _ in await client.xrange(SECOND)]
            async with running(consumer(broker_url, first, reclaim_after=0.3)):  # says ten times a second
                await until(lambda: has_group(client))
                await until(in_hand(client, 3))
                await client.xclaim(SECOND, "g", "a", 0, ids, idle=1000 * HOUR, justid=True)
                async with asyncio.timeout(60):
                    while max(await idle()) > HOUR / 2:
                        await asyncio.sleep(0.01)
                async with running(consumer(broker_url, second, name="b", reclaim_after=HOUR / 2)):
                    await post(client, "d")
                    await until(lambda: second.values)  # it looks for what others left before it reads
                    assert second.values == ["d"]
                    release.set()
                    await until(lambda: len(first.values) == 3)
            assert second.values == ["d"]
            assert await pending(client) == 0

    asyncio.run(flow())


def in_hand(client, count):
    async def are():
        return await pending(client) == count

    return are


def test_two_consumers_share_work_without_doubles(broker_url):
    async def flow():
        begun = asyncio.Event(), asyncio.Event()

        def breathing(one, other):
            async def breathe(values):
                one.set()
                await other.wait()
                await asyncio.sleep(0.001)

            return breathe

        seen = Seen(breathing(*begun)), Seen(breathing(*reversed(begun)))
        async with broker(broker_url) as client:
            await post(client, *map(str, range(300)))
            pair = [consumer(broker_url, s, name=n, batch=4) for s, n in zip(seen, "ab", strict=True)]
            async with running(*pair):
                await until(lambda: len(seen[0].values) + len(seen[1].values) == 300)
            assert sorted(seen[0].values + seen[1].values, key=int) == list(map(str, range(300)))
            assert all(s.values for s in seen)

    asyncio.run(flow())


def test_an_entry_deleted_while_it_waits_for_a_retry_is_let_go(broker_url):
    async def flow():
        async def fail(values):
            if "gone" in values:
                await client.xdel(SECOND, (await client.xrange(SECOND))[0][0])
                raise ValueError("no")

        seen = Seen(fail)
        async with broker(broker_url) as client:
            await post(client, "gone")
            async with running(consumer(broker_url, seen)):
                await until(lambda: has_group(client))
                await until(lambda: pending(client))
                await until(lambda: settled(client))
                await post(client, "next")
                await until(lambda: seen.values == ["next"])
            assert not await client.exists(DEAD)

    asyncio.run(flow())
