"""The register of who is connected, kept by hosts whose clocks differ by an hour."""

import asyncio
import time

import pytest

from service.realtime.online import OnlineRegistry
from wire.broker.clients import connect


@pytest.mark.parametrize("ahead", [3600.0, -3600.0])
def test_a_host_whose_clock_is_an_hour_off_takes_nobody_for_gone(broker_url, monkeypatch, ahead):
    real = time.time

    def shifted(by: float) -> None:
        monkeypatch.setattr(time, "time", lambda: real() + by)

    async def flow():
        client = connect(broker_url)
        try:
            right, wrong = OnlineRegistry(client, "right"), OnlineRegistry(client, "wrong")
            assert await right.enter("ana")
            shifted(ahead)
            assert await wrong.online(["ana"]) == {"ana"}
            assert not await wrong.enter("ana"), "the other host holds her"
            assert await wrong.lost() == []
            assert not await wrong.exit("ana")
            assert await wrong.renew(["bob"]) == ["bob"]
            shifted(0)
            assert await right.online(["ana", "bob"]) == {"ana", "bob"}
            assert await right.lost() == []
        finally:
            await client.aclose()

    asyncio.run(flow())


def test_many_are_held_on_to_and_those_who_had_been_given_up_are_told(broker_url):
    people = [f"person-{number}" for number in range(300)]

    async def flow():
        client = connect(broker_url)
        try:
            here = OnlineRegistry(client, "here")
            assert await here.renew(people) == people
            assert await here.renew(people) == []
            await here.exit(people[200])
            assert await here.renew(people) == [people[200]]
            assert await here.online(people) == set(people)
            assert await here.renew([]) == []
        finally:
            await client.aclose()

    asyncio.run(flow())
