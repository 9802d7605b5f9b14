"""Far from a limit nobody waits for the broker; near it all count together, and what is left is exact."""

import asyncio

import pytest
import redis

from service.api.limits import ahead, counting
from service.api.limits.ahead import AHEAD
from service.api.limits.table import LIMITS
from tests.api.limits.test_counting import hits, limits

MOST = 200
"""Of a limit that lasts longer than any test."""
SET = (f"posting={MOST}/3600", "posting_text=100000/3600", f"passwords={MOST}/3600")


@pytest.fixture(autouse=True)
def only_when_asked(monkeypatch):
    """Nothing is counted late by itself: a test says when."""
    monkeypatch.setattr(ahead, "SETTLES", 3600.0)
    monkeypatch.setattr(counting, "AWAY", 3600.0)


def in_broker(url: str) -> int:
    with redis.Redis.from_url(url) as client:
        return sum(int(client.get(key) or 0) for key in client.scan_iter("limit:*posting/*"))


async def until_refused(*processes, name="posting") -> int:
    """How many are let through, each process in turn, until all refuse."""
    passed, refusing = 0, 0
    while refusing < len(processes):
        refusing = 0
        for one in processes:
            refused = await hits(one, one.table[name], "ana")
            passed, refusing = passed + (refused is None), refusing + (refused is not None)
    return passed


def test_who_is_far_from_a_limit_is_counted_later_with_others(broker_url):
    async def flow():
        async with limits(broker_url, *SET) as one:
            for _ in range(MOST // AHEAD):
                assert await hits(one, one.table["posting"], "ana") is None
            assert in_broker(broker_url) == 0
            assert await hits(one, one.table["posting"], "ana") is None
            assert in_broker(broker_url) == MOST // AHEAD + 1, "beyond, all that was let through comes first"
            await one.hit_both(LIMITS["posting"], LIMITS["posting_text"], "ana", cost=5)
            await one.hit(LIMITS["posting"], "bob")
            await one.settle()
            assert in_broker(broker_url) == MOST // AHEAD + 3

    asyncio.run(flow())


@pytest.mark.parametrize("name", ["posting", "passwords"])
@pytest.mark.parametrize("away", [False, True])
def test_one_process_lets_through_what_the_limit_says(broker_url, name, away):
    async def flow():
        async with limits("unix:///nowhere" if away else broker_url, *SET) as one:
            assert await until_refused(one, name=name) == MOST

    asyncio.run(flow())


def test_processes_let_through_no_more_than_the_part_that_each_may_be_ahead(broker_url):
    async def flow():
        async with limits(broker_url, *SET) as here, limits(broker_url, *SET) as there:
            assert MOST <= await until_refused(here, there) <= MOST + 2 * MOST // AHEAD
            assert await hits(there, there.table["posting"], "bob") is None

    asyncio.run(flow())


def test_who_has_used_a_limit_up_elsewhere_gets_the_part_and_no_more(broker_url):
    async def flow():
        async with limits(broker_url, *SET) as here, limits(broker_url, *SET) as there:
            assert await until_refused(here) == MOST
            assert await until_refused(there) <= MOST // AHEAD
            assert await until_refused(there) == 0

    asyncio.run(flow())


def test_what_must_be_exact_asks_the_broker_each_time(broker_url):
    async def flow():
        async with limits(broker_url, *SET) as here, limits(broker_url, *SET) as there:
            assert await until_refused(here, there, name="passwords") == MOST

    asyncio.run(flow())


def test_what_is_remembered_is_bounded_and_keeps_what_is_owed(broker_url, monkeypatch):
    monkeypatch.setattr(ahead, "MOST_KEYS", 10)

    async def flow():
        async with limits(broker_url, *SET) as one:
            for number in range(25):
                assert await hits(one, one.table["posting"], f"p{number}") is None
            await one.settle()
            assert in_broker(broker_url) == 25
            for number in range(25):
                assert await hits(one, one.table["posting"], f"q{number}") is None
                await one.settle()
                assert len(one._ahead._own) <= 11
            assert in_broker(broker_url) == 50

    asyncio.run(flow())
