"""The stream consumer against a real Valkey: what is handed out, retried, set aside, and never lost."""

import asyncio
from collections import Counter

import pytest
import redis.exceptions

from tests.wire.consuming import (
    FIRST,
    SECOND,
    Seen,
    broker,
    consumer,
    dead,
    pending,
    post,
    running,
    settled,
    until,
)
from wire.broker.consumer import Consumer, joined
from wire.broker.pending import Entry
from wire.broker.streams import DEAD
from wire.contracts.errors import DecodeError, NotNow


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
        told.append((letter.code, value, sorted(seen.values)))

    seen = Seen(fail)

    async def flow():
        async with broker(broker_url) as client:
            await post(client, "a", "bad", "b")
            async with running(consumer(broker_url, seen, max_deliveries=3, on_dead=on_dead)):
                await until(lambda: sorted(seen.values) == ["a", "b"])
                await until(lambda: told)
            (letter,) = await dead(client)
            assert (letter.code, letter.body, letter.deliveries) == ("handler_failed", b"bad", 3)
            assert letter.cause.startswith("ValueError: this one cannot be understood")
            assert (letter.stream, letter.group) == (SECOND, "g")
            assert await pending(client) == 0
        assert told == [("handler_failed", "bad", ["a", "b"])], "others do not wait for it"
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
                await until(lambda: settled(client))

    asyncio.run(flow())


def test_stopping_is_prompt_and_finishes_what_is_in_hand(broker_url):
    async def flow():
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def slow(values):
            begun.set()
            await go_on.wait()

        seen = Seen(slow)
        async with broker(broker_url) as client:
            await post(client, *"ab")
            async with running(consumer(broker_url, seen, batch=1, block=0.5)) as stop:
                await begun.wait()
                stop.set()
                go_on.set()
            assert seen.values == ["a"]
            assert await pending(client) == 0

    asyncio.run(flow())


def test_stopping_works_while_the_broker_is_away():
    async def flow():
        one = consumer("unix:///nowhere/valkey.sock", Seen())
        async with running(one):
            await asyncio.sleep(0.2)

    asyncio.run(asyncio.wait_for(flow(), 90))


def test_streams_in_turn_are_served_alike_and_a_stop_leaves_the_rest_of_the_turn(broker_url):
    async def flow():
        async with broker(broker_url) as client:
            await post(client, *[f"f{number}" for number in range(6)], stream=FIRST)
            await post(client, "s0", "s1", stream=SECOND)
            seen = Seen()
            one = consumer(broker_url, seen, batch=2, streams=(FIRST, SECOND), in_turn=True)
            async with running(one):
                await until(lambda: len(seen.values) == 8)
            assert seen.values[:4] == ["f0", "f1", "s0", "s1"], (
                "the second does not wait for all of the first"
            )

            async def stops(values):
                stop.set()

            await post(client, "f6", stream=FIRST)
            await post(client, "s2", stream=SECOND)
            seen = Seen(stops)
            one = consumer(broker_url, seen, batch=2, streams=(FIRST, SECOND), in_turn=True)
            async with running(one) as stop:
                await until(lambda: seen.values)
            assert seen.values == ["f6"]
            assert await pending(client) == 1

    asyncio.run(flow())


def test_streams_in_turn_are_handled_together_up_to_a_number_and_acknowledged_each(broker_url):
    tried = []

    async def fail(values):
        tried.append(values)
        if "f1" in values and len(values) > 1:
            raise ValueError("not in company")

    async def flow():
        async with broker(broker_url) as client:
            await post(client, "f0", "f1", "f2", stream=FIRST)
            await post(client, "s0", "s1", "s2", stream=SECOND)
            seen = Seen(fail)
            both = {"streams": (FIRST, SECOND), "in_turn": True}
            async with running(consumer(broker_url, seen, batch=2, together=4, **both)):
                await until(lambda: len(seen.values) == 6)
            assert tried[0] == ["f0", "f1", "s0", "s1"], "of both, where each has few"
            assert tried[1:5] == [["f0"], ["f1"], ["s0"], ["s1"]], "one by one where that failed"
            assert tried[5:] == [["f2", "s2"]]
            assert [await pending(client, one) for one in (FIRST, SECOND)] == [0, 0]

    asyncio.run(flow())


def test_batches_are_put_together_in_order_up_to_a_number():
    def sizes(most, *lanes):
        entries = [[Entry("lane", str(one), b"", 1)] * one for one in lanes]
        return [len(batch) for batch in joined(entries, most)]

    assert sizes(8, 2, 2, 2, 2, 1) == [8, 1]
    assert sizes(4, 2, 3, 1, 2) == [2, 4, 2]
    assert sizes(0, 2, 2) == [2, 2]
    assert sizes(8) == []
