"""Hits that a client of the broker brings to no end, or ends otherwise than by saying that it is away."""

import asyncio
import logging

import pytest
from redis.exceptions import RedisError

from service.api.limits.hits import TURNS, Hits
from tests.virtual_time import run

WITHIN = 0.5


class Script:
    """`ManyCalls` whose client does, call after call, what is asked of it."""

    def __init__(self, *does):
        self.does, self.over = list(does), False

    async def run(self, client, calls):
        act = self.does.pop(0)
        if isinstance(act, Exception):
            raise act
        if act == "deaf":
            await asyncio.shield(asyncio.Event().wait())
        while (
            act == "never" and not self.over
        ):  # as `wait_for` of Python 3.11, which may take no notice of a time-out
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                continue
        return [1 for _ in calls]


async def told(hits):
    try:
        return await hits.count(("k",), (1,))
    except (RedisError, OSError) as error:
        return type(error).__name__


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (KeyError("slot"), "ConnectionError"),
        (OSError("away"), "OSError"),
        ("deaf", "TimeoutError"),
        ("never", "TimeoutError"),
    ],
)
def test_who_counts_is_answered_and_so_is_who_counts_next(wrong, said, caplog):
    async def flow():
        script = Script(wrong, "well", "well")
        hits = Hits(None, script, WITHIN)
        first = asyncio.create_task(told(hits))
        await asyncio.sleep(0)
        others = [
            asyncio.create_task(told(hits)) for _ in range(3)
        ]  # while the first is under way, or with it
        async with asyncio.timeout(60):
            assert await first == said
            assert set(await asyncio.gather(*others)) <= {said, 1}
            assert await told(hits) == 1
        script.over = True

    caplog.set_level(logging.CRITICAL)
    run(flow())
    assert TURNS > 1, "those that wait for one round trip have their own after it"


def test_of_a_herd_that_nobody_answers_the_first_alone_begins_anew(caplog):
    """Who came later and is in time has its answer from that; the others are told, and begin nothing."""

    async def flow():
        script = Script("never", "well")
        hits = Hits(None, script, WITHIN)

        async def later():
            await asyncio.sleep((TURNS - 1) * WITHIN)
            return await told(hits)

        found = await asyncio.gather(*(told(hits) for _ in range(20)), later())
        assert found == ["TimeoutError"] * 20 + [1] and script.does == []
        script.over = True

    caplog.set_level(logging.ERROR)
    run(flow())
    assert [one.getMessage() for one in caplog.records] == [
        "hits are counted anew: those before them came to no end"
    ]
