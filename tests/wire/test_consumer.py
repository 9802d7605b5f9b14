"""The stream consumer against a real Valkey: what is handed out, retried, buried, and never lost."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import redis.exceptions

from service.wire.broker import connect
from service.wire.codec import decoder
from service.wire.consumer import Consumer, Delivery
from service.wire.errors import DecodeError, NotNow
from service.wire.events import Dead
from service.wire.streams import BODY, DEAD

FIRST, SECOND = "urgent:{0}", "calm:{0}"
read_dead = decoder(Dead)


def text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise DecodeError("not UTF-8", body) from error


class Seen:
    """A handler that keeps what it was given, and may be told how to fail."""

    def __init__(self, fail: Callable[[list[str]], Awaitable[None]] | None = None) -> None:
        self.batches: list[list[Delivery[str]]] = []
        self.fail = fail

    async def __call__(self, batch) -> None:
        if self.fail:
            await self.fail([one.value for one in batch])
        self.batches.append(list(batch))

    @property
    def values(self) -> list[str]:
        return [one.value for batch in self.batches for one in batch]


def consumer(url: str, handle, *, name="a", streams=(SECOND,), **options) -> Consumer[str]:
    options = {"block": 0.1, "reclaim_after": 60.0} | options
    return Consumer(url, group="g", name=name, streams=streams, decode=text, handle=handle, **options)


@asynccontextmanager
async def running(*consumers: Consumer[str]):
    stop = asyncio.Event()
    tasks = [asyncio.create_task(one.run(stop)) for one in consumers]
    try:
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(15):
            await asyncio.gather(*tasks)


async def until(true: Callable[[], object], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while True:
            found = true()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def broker(url: str):
    client = connect(url)
    try:
        yield client
    finally:
        await client.aclose()


async def post(client, *values: str | bytes, stream=SECOND) -> None:
    for value in values:
        await client.xadd(stream, {BODY: value})


async def pending(client, stream=SECOND) -> int:
    return (await client.xpending(stream, "g"))["pending"]


async def dead(client) -> list[Dead]:
    return [read_dead(fields[BODY]) for _, fields in await client.xrange(DEAD)]


def test_entries_from_before_the_group_are_seen_and_acknowledged(broker_url):
    async def flow():
        seen = Seen()
        async with broker(broker_url) as client:
            await post(client, *"abcde")
            async with running(consumer(broker_url, seen, batch=2)):
                await until(lambda: len(seen.values) == 5)
            assert seen.values == list("abcde")
            assert [len(batch) for batch in seen.batches] == [2, 2, 1]
            assert await pending(client) == 0

    asyncio.run(flow())


def test_the_first_stream_goes_before_the_others(broker_url):
    async def flow():
        async with broker(broker_url) as client:
            await post(client, *"abcdefgh")

            async def urgent_arrives(values):
                if values == ["a"]:
                    await post(client, "now", stream=FIRST)

            seen = Seen(urgent_arrives)
            async with running(consumer(broker_url, seen, batch=1, streams=(FIRST, SECOND))):
                await until(lambda: len(seen.values) == 9)
        assert seen.values[:3] == ["a", "now", "b"]

    asyncio.run(flow())


def test_others_wait_until_the_first_stream_is_empty(broker_url):
    async def flow():
        seen = Seen()
        async with broker(broker_url) as client:
            await post(client, "c1", "c2")
            await post(client, "u1", "u2", "u3", stream=FIRST)
            async with running(consumer(broker_url, seen, batch=1, streams=(FIRST, SECOND))):
                await until(lambda: len(seen.values) == 5)
        assert seen.values == ["u1", "u2", "u3", "c1", "c2"]

    asyncio.run(flow())


def test_poison_goes_to_dead_with_its_cause_and_its_batch_mates_pass(broker_url):
    tries, told = Counter(), []

    async def fail(values):
        if "bad" in values:
            tries[len(values)] += 1
            raise ValueError("this one cannot be understood")

    async def on_dead(letter, value):
        told.append((letter.code, value))

    async def flow():
        seen = Seen(fail)
        async with broker(broker_url) as client:
            await post(client, "a", "bad", "b")
            async with running(consumer(broker_url, seen, max_deliveries=3, on_dead=on_dead)):
                await until(lambda: sorted(seen.values) == ["a", "b"], 2)
                await until(lambda: told)
            (letter,) = await dead(client)
            assert (letter.code, letter.body, letter.deliveries) == ("handler_failed", b"bad", 3)
            assert letter.cause.startswith("ValueError: this one cannot be understood")
            assert (letter.stream, letter.group) == (SECOND, "g")
            assert await pending(client) == 0
        assert told == [("handler_failed", "bad")]
        assert tries == {3: 1, 1: 3}

    asyncio.run(flow())


@pytest.mark.parametrize("body", [b"\xff\xfe", b"\xc3("])
def test_an_undecodable_entry_goes_to_dead_at_once(broker_url, body):
    told = []

    async def on_dead(letter, value):
        told.append(value)

    async def flow():
        seen = Seen()
        async with broker(broker_url) as client:
            await post(client, "a", body, "b")
            async with running(consumer(broker_url, seen, on_dead=on_dead)):
                await until(lambda: len(seen.values) == 2)
            (letter,) = await dead(client)
            assert (letter.code, letter.body, letter.deliveries) == ("undecodable", body, 1)
            assert await pending(client) == 0
        assert told == [None]

    asyncio.run(flow())


def test_an_entry_without_a_body_goes_to_dead(broker_url):
    async def flow():
        async with broker(broker_url) as client:
            await client.xadd(SECOND, {"other": "field"})

            def refuse_empty(body: bytes) -> str:
                if not body:
                    raise DecodeError("empty", body)
                return body.decode()

            one = Consumer(
                broker_url,
                group="g",
                name="a",
                streams=[SECOND],
                decode=refuse_empty,
                handle=Seen(),
                block=0.1,
            )
            async with running(one):
                await until(lambda: client.xlen(DEAD))
            assert await pending(client) == 0

    asyncio.run(flow())


def test_errors_that_pass_by_themselves_are_waited_out_and_not_counted(broker_url):
    errors = [NotNow("busy"), redis.exceptions.ConnectionError("gone"), NotNow("busy")]

    async def fail(values):
        if errors:
            raise errors.pop()

    async def flow():
        seen = Seen(fail)
        async with broker(broker_url) as client:
            await post(client, "a", "b")
            async with running(consumer(broker_url, seen, max_deliveries=1)):
                await until(lambda: seen.values)
            assert [one.deliveries for one in seen.batches[0]] == [1, 1]
            assert not await client.exists(DEAD)

    asyncio.run(flow())


def test_stopping_while_nothing_can_be_handled_leaves_entries_pending_and_alive(broker_url):
    async def fail(values):
        tried.set()
        raise NotNow("busy")

    async def flow():
        async with broker(broker_url) as client:
            await post(client, "a", "b")
            async with running(consumer(broker_url, Seen(fail), max_deliveries=1)):
                await tried.wait()
            assert await pending(client) == 2
            assert not await client.exists(DEAD)

    tried = asyncio.Event()
    asyncio.run(flow())


async def abandon(client, name: str, *values: str, stream=SECOND) -> None:
    """What a killed process leaves: entries delivered to `name`, never acknowledged."""
    await client.xgroup_create(stream, "g", id="0", mkstream=True)
    await post(client, *values, stream=stream)
    await client.xreadgroup("g", name, {stream: ">"})


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


def test_an_entry_that_kept_killing_its_process_is_buried_unhandled(broker_url):
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
    async def flow():
        release = asyncio.Event()

        async def slow(values):
            await release.wait()

        first, second = Seen(slow), Seen()
        async with broker(broker_url) as client:
            await post(client, *"abc")
            async with running(consumer(broker_url, first, reclaim_after=0.3)):
                await until(lambda: client.xlen(SECOND))
                await until(lambda: _has_group(client))
                await until(lambda: pending(client))
                async with running(consumer(broker_url, second, name="b", reclaim_after=0.3)):
                    await asyncio.sleep(1.2)  # four times the age at which it would be taken over
                    release.set()
                    await until(lambda: len(first.values) == 3)
            assert not second.values
            assert await pending(client) == 0

    asyncio.run(flow())


async def _has_group(client) -> bool:
    return bool(await client.exists(SECOND)) and bool(await client.xinfo_groups(SECOND))


def test_two_consumers_share_work_without_doubles(broker_url):
    async def flow():
        async def breathe(values):
            await asyncio.sleep(0.001)

        seen = Seen(breathe), Seen(breathe)
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
                await until(lambda: _has_group(client))
                await until(lambda: pending(client))
                await until(lambda: _settled(client))
                await post(client, "next")
                await until(lambda: seen.values == ["next"])
            assert not await client.exists(DEAD)

    asyncio.run(flow())


async def _settled(client) -> bool:
    return await pending(client) == 0


def test_flushall_brings_the_groups_back(broker_url):
    async def flow():
        seen = Seen()
        async with broker(broker_url) as client:
            await post(client, "before")
            async with running(consumer(broker_url, seen)):
                await until(lambda: seen.values == ["before"])
                await client.flushall()
                await post(client, "after")
                await until(lambda: seen.values == ["before", "after"])
                await until(lambda: _settled(client))

    asyncio.run(flow())


def test_stopping_is_prompt_and_finishes_what_is_in_hand(broker_url):
    async def flow():
        async def slow(values):
            await asyncio.sleep(0.3)

        seen = Seen(slow)
        async with broker(broker_url) as client:
            await post(client, *"ab")
            async with running(consumer(broker_url, seen, batch=1, block=0.5)) as stop:
                await until(lambda: _has_group(client))
                await until(lambda: pending(client))
                began = time.monotonic()
                stop.set()
            assert time.monotonic() - began < 1.5
            assert seen.values == ["a"]
            assert await pending(client) == 0

    asyncio.run(flow())


def test_stopping_works_while_the_broker_is_away():
    async def flow():
        one = consumer("unix:///nowhere/valkey.sock", Seen())
        async with running(one):
            await asyncio.sleep(0.2)

    asyncio.run(asyncio.wait_for(flow(), 3))
