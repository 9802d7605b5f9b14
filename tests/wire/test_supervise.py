"""Back-off, stop-aware waits, and work that is kept running."""

import asyncio
import logging

import pytest

from wire.tasks import Backoff, delay, every, keep_running, pause


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
