"""Turns of those who write: one at a time, posts before others but not for ever, whoever goes away."""

import asyncio

import pytest

from service.store.writer import Turns

PATIENT = 60.0


async def begun(tasks):
    """Let each come to where it waits."""
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


def crowd(turns, order, names):
    """Each notes its name in its turn; those in capitals are to be first."""

    async def one(name):
        async with turns.one(first=name.isupper()):
            order.append(name)
            await asyncio.sleep(0)

    return [asyncio.create_task(one(name)) for name in names]


def test_one_at_a_time_and_those_who_are_first_go_every_other_time():
    async def flow():
        turns, order = Turns(PATIENT), []
        async with turns.one():
            tasks = await begun(crowd(turns, order, "abcABCD"))
            assert order == []
        await asyncio.gather(*tasks)
        assert order == list("AaBbCcD")
        await asyncio.gather(*crowd(turns, order, "d"))
        assert order[-1] == "d"

    asyncio.run(flow())


@pytest.mark.parametrize("handed_on", [False, True])
def test_who_goes_away_keeps_nobody_waiting(handed_on):
    """Also where the turn was given at the moment of going."""

    async def flow():
        turns, order = Turns(PATIENT), []
        async with turns.one():
            gone, *stay = await begun(crowd(turns, order, "Abc"))
            if not handed_on:
                gone.cancel()
        gone.cancel()
        await asyncio.gather(gone, *stay, return_exceptions=True)
        assert gone.cancelled()
        assert order == ["b", "c"]

    asyncio.run(flow())


def test_nobody_waits_for_ever_and_the_turn_goes_on():
    async def flow():
        turns, order = Turns(0.01), []
        async with turns.one():
            [late] = crowd(turns, order, "a")
            with pytest.raises(TimeoutError):
                await late
        await asyncio.gather(*crowd(turns, order, "b"))
        assert order == ["b"]

    asyncio.run(flow())
