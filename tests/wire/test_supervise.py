"""Back-off, stop-aware waits, and work that is kept running."""

import asyncio
import logging

import pytest

from wire.contracts.errors import BrokerGone
from wire.tasks import Backoff, delay, every, keep_running, on_news, pause, retrying


def test_backoff_grows_to_its_limit_and_starts_small_again():
    backoff = Backoff(0.2, 5.0)
    waits = [backoff.next() for _ in range(50)]
    assert all(0 < wait <= 7.5 for wait in waits)
    assert waits[0] <= 0.3
    assert min(waits[10:]) >= 2.5
    backoff.reset()
    assert backoff.next() <= 0.3


@pytest.mark.parametrize("tries", [1, 2, 1000])
def test_delays_are_never_above_their_limit(tries):
    assert delay(tries, 0.5, 10) <= 15


def test_a_pause_ends_when_told_to_stop():
    async def flow():
        stop = asyncio.Event()
        assert not await pause(stop, 0.01)
        asyncio.get_running_loop().call_later(0.05, stop.set)
        assert await pause(stop, 60)
        assert await pause(stop, 60)

    asyncio.run(asyncio.wait_for(flow(), 90))


def failing(times: int, error: Exception):
    """A function that fails so many times, and the list of its calls."""
    calls: list[int] = []

    async def do(value: int) -> int:
        calls.append(value)
        if len(calls) <= times:
            raise error
        return value

    return do, calls


def test_a_call_is_tried_again_until_it_works_and_told_of_once(caplog):
    async def flow():
        do, calls = failing(3, BrokerGone("away"))
        assert await retrying(asyncio.Event(), "the call", first=0.001)(do, 7) == 7
        assert calls == [7, 7, 7, 7]

    with caplog.at_level(logging.WARNING):
        asyncio.run(asyncio.wait_for(flow(), 90))
    assert [one.message for one in caplog.records] == ["the call: not now (BrokerGone); trying again"]


def test_a_call_is_not_tried_again_after_the_stop_nor_for_what_does_not_pass():
    async def flow():
        stop = asyncio.Event()
        do, calls = failing(99, BrokerGone("away"))
        asyncio.get_running_loop().call_later(0.05, stop.set)
        with pytest.raises(BrokerGone):
            await retrying(stop, "the call", first=60.0, longest=60.0)(do, 1)
        assert len(calls) == 2, "the wait ends with the stop, and one last try follows"
        do, calls = failing(99, ValueError("wrong"))
        with pytest.raises(ValueError, match="wrong"):
            await retrying(asyncio.Event(), "the call")(do, 1)
        assert len(calls) == 1

    asyncio.run(asyncio.wait_for(flow(), 90))


def test_failing_work_is_started_again_and_told_of(caplog):
    async def flow():
        stop, runs = asyncio.Event(), 0

        async def work():
            nonlocal runs
            runs += 1
            if runs == 1:
                raise ValueError("broken")
            stop.set()

        await keep_running("the work", work, stop)
        assert runs == 2

    with caplog.at_level(logging.ERROR):
        asyncio.run(asyncio.wait_for(flow(), 90))
    assert "the work failed" in caplog.text


def test_a_timer_goes_on_after_a_failure():
    async def flow():
        stop, turns = asyncio.Event(), 0

        async def work():
            nonlocal turns
            turns += 1
            if turns == 3:
                stop.set()
            raise ValueError("broken")

        await every(0.01, "the timer", work, stop)
        assert turns == 3

    asyncio.run(asyncio.wait_for(flow(), 90))


def test_news_that_come_while_work_is_done_are_worked_on_in_the_next_turn_and_before_the_stop():
    async def flow():
        news, stop, due, done = asyncio.Event(), asyncio.Event(), ["first"], []

        async def work():
            done.append(tuple(due))
            due.clear()
            if done == [("first",)]:
                due.extend(("second", "third"))
                news.set()
                await asyncio.sleep(0)
            elif len(done) == 2:
                due.append("last")
                stop.set()

        news.set()
        await on_news(news, work, stop)
        assert done == [("first",), ("second", "third")] and due == ["last"]
        stop.clear()
        waiting = asyncio.create_task(on_news(news, work, stop))
        await asyncio.sleep(0)
        stop.set()
        await waiting
        assert done[2:] == [("last",)], "what was there before the stop"

    asyncio.run(asyncio.wait_for(flow(), 60))
