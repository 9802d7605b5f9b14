"""Counting in a real broker, and without one."""

import asyncio
import os
import signal
from contextlib import asynccontextmanager

import pytest
import redis
from redis.crc import key_slot

from service.api.limits import counting
from service.api.limits.counting import RateLimiter, wait_for
from service.api.limits.table import LIMITS, POSTING_TEXT, Limit, with_overrides
from service.errors import TooManyTries
from tests.brokers import Cluster
from wire.broker.clients import connect
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

SHORT = Limit("posting", 3, 1, "person", "", "")


@asynccontextmanager
async def limits(url, *overrides):
    client = connect(url)
    try:
        yield RateLimiter(client, overrides)
    finally:
        await client.aclose()


async def hits(one: RateLimiter, limit: Limit, *who: str, cost: int = 1) -> TooManyTries | None:
    try:
        await one.hit(limit, *who, cost=cost)
    except TooManyTries as error:
        return error
    return None


def test_processes_count_together_and_people_apart(broker_url):
    async def flow():
        async with limits(broker_url, "posting=5/60") as here, limits(broker_url, "posting=5/60") as there:
            limit = here.table["posting"]
            for one in (here, there, here, there, here):
                assert await hits(one, limit, "ana") is None
            for one in (here, there):
                refused = await hits(one, limit, "ana")
                assert refused is not None
                assert refused.details["what"] == "posting"
                assert 1 <= refused.details["retry_after"] <= 60
                assert await hits(one, limit, "bob") is None
                assert await hits(one, limit, "ana", "elsewhere") is None

    asyncio.run(flow())


async def both(one: RateLimiter, cost: int, *who: str) -> tuple[str, int] | None:
    try:
        await one.hit_both(one.table["posting"], one.table["posting_text"], *who, cost=cost)
    except TooManyTries as error:
        assert 1 <= error.details["retry_after"] <= 1201
        return str(error.details["what"]), cost
    return None


async def of_two_the_second_counts_only_after_the_first(url: str) -> None:
    async with limits(url, "posting=5/600", "posting_text=100/600") as one:
        assert await asyncio.gather(*(both(one, 20, "ana") for _ in range(3))) == [None] * 3
        assert await both(one, 41, "ana") == ("posting_text", 41), "the first was counted"
        assert await asyncio.gather(both(one, 20, "ana"), both(one, 20, "bob")) == [None, None]
        assert await both(one, 1, "ana") == ("posting", 1)
        text = one.table["posting_text"]
        assert await hits(one, text, "ana", cost=20) is None, "what the first refused was not counted"
        assert await hits(one, text, "ana") is not None
        assert await hits(one, one.table["posting"], "ana") is not None


@pytest.mark.parametrize("away", [False, True])
def test_of_two_limits_the_second_counts_only_after_the_first(broker_url, away):
    """Many at once share round trips; each single `hit` sees what pairs have counted."""
    asyncio.run(of_two_the_second_counts_only_after_the_first("unix:///nowhere" if away else broker_url))


def test_of_two_limits_the_second_counts_only_after_the_first_on_a_cluster(tmp_path, caplog):
    """Counted in this process alone, it would pass without the cluster."""
    cluster = Cluster(tmp_path, primaries=3)
    try:
        asyncio.run(of_two_the_second_counts_only_after_the_first(cluster.url))
        assert "broker is away" not in caplog.text
    finally:
        cluster.stop()


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """The broker counts here, however slow the machine is: not this process, because it took too long."""
    monkeypatch.setattr(counting, "WITHIN", 30.0)


def test_after_the_wait_that_was_said_it_goes_on(broker_url):
    """For a new window, and in the middle of one that follows another; all cases wait at the same time."""

    async def goes_on(url, cost):
        async with limits(url, "posting=3/1") as one:
            for _ in range(3):
                while (refused := await hits(one, SHORT, f"who pays {cost}", cost=cost)) is None:
                    pass
                assert refused.details["retry_after"] in {1, 2}, (url, cost)
                await asyncio.sleep(refused.details["retry_after"] + 0.02)
                assert await hits(one, SHORT, f"who pays {cost}", cost=cost) is None, (url, cost)

    async def flow():
        async with asyncio.TaskGroup() as group:
            for url in (broker_url, "unix:///nowhere"):
                for cost in (1, 2):
                    group.create_task(goes_on(url, cost))

    asyncio.run(flow())


def test_the_wait_is_never_too_short_by_what_the_window_says():
    for amount, cost in ((1, 1), (3, 2), (60, 1), (40_000, 5_000)):
        for previous in (0, 1, amount // 2, amount):
            for current in (0, 1, amount // 2, amount):
                for left in (0.0, 1.5, 30.0, 59.9):
                    wait = wait_for(amount, 60, cost, previous, left, current, left + 60)
                    assert counted(previous, left, current, left + 60, wait) + cost <= amount
                    assert 1 <= wait <= 121


def counted(previous, previous_left, current, current_left, after):
    """What counts after some seconds, by the rules of a sliding window counter."""
    if after < current_left - 60:
        return int(previous * max(0.0, previous_left - after) / 60) + current
    return int(current * max(0.0, current_left - after) / 60)


def test_forgiven_is_as_if_never_counted(broker_url):
    async def flow():
        async with limits(broker_url) as one:
            limit = one.table["sign_in_here"]
            for _ in range(limit.amount):
                await one.hit(limit, "ana", "10.0.0.1")
            assert await hits(one, limit, "ana", "10.0.0.1") is not None
            await one.forgive(limit, "ana", "10.0.0.1")
            assert await hits(one, limit, "ana", "10.0.0.1") is None

    asyncio.run(flow())


def test_without_a_broker_each_process_counts_for_itself_and_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(counting, "MOST_KEYS", 50)

    async def flow():
        async with limits("unix:///nowhere", "posting=5/60") as one:
            limit = one.table["posting"]
            for _ in range(5):
                await one.hit(limit, "ana")
            assert await hits(one, limit, "ana") is not None
            for number in range(500):
                await one.hit(limit, f"p{number}")
                assert len(one._memory.storage) <= 51
            assert await hits(one, limit, "ana") is None, "forgotten with the others, rather than growing"

    asyncio.run(flow())


def test_a_broker_that_comes_back_is_asked_again(broker_url, monkeypatch):
    monkeypatch.setattr(counting, "AWAY", 0.2)
    monkeypatch.setattr(counting, "WITHIN", 0.5)

    async def flow():
        async with limits(broker_url, "posting=2/60") as one:
            limit = one.table["posting"]
            with redis.Redis.from_url(broker_url) as other:
                broker = int(other.info("server")["process_id"])
            os.kill(broker, signal.SIGSTOP)
            try:
                await one.hit(limit, "ana")
                assert len(one._memory.storage) == 1, "counted here: nobody waits for a broker that hangs"
            finally:
                os.kill(broker, signal.SIGCONT)
            monkeypatch.setattr(counting, "WITHIN", 30.0)
            monkeypatch.setattr(one._broker._hits, "_within", 30.0)
            await asyncio.sleep(0.3)
            await one.hit(limit, "ana")
            await one.hit(limit, "ana")
            assert await hits(one, limit, "ana") is not None

    asyncio.run(flow())


def test_keys_are_ours_end_by_themselves_and_fit_a_cluster(broker_url):
    async def flow():
        async with limits(broker_url) as one:
            for limit in one.table.values():
                if limit.seconds:
                    await one.hit(limit, "someone {with} braces\n\x00\ud800", cost=1)

    asyncio.run(flow())
    with redis.Redis.from_url(broker_url) as client:
        keys = client.keys()
        assert len(keys) == len([one for one in LIMITS.values() if one.seconds])
        for key in keys:
            assert key.startswith(b"limit:")
            assert key.count(b"{") == key.count(b"}") == 1
            assert key_slot(key) == key_slot(key + b"/-1"), "both windows on one node of a cluster"
            assert 0 < client.ttl(key) <= 2 * 3600
            assert b"someone" not in key
    assert len({key_slot(key) for key in keys}) == 1, "two limits of one person are counted by one script"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nothing=3/minute", "no limit"),
        ("posting=3", "60/minute"),
        ("sockets=3/minute", "number alone"),
    ],
)
def test_a_limit_that_is_none_stops_the_start(text, says):
    settings = Settings.load({"DUOLOGUE_LIMITS": text})
    with pytest.raises(SettingsError, match=says):
        with_overrides(settings.limits, 5000)


@pytest.mark.parametrize(
    "text", ["posting", "posting=x/minute", "posting=3/fortnight", "=3", "posting=0/minute"]
)
def test_a_limit_that_cannot_be_read_is_refused_by_name(text):
    with pytest.raises(SettingsError, match="DUOLOGUE_LIMITS"):
        Settings.load({"DUOLOGUE_LIMITS": text})


def test_limits_are_set_by_name_and_the_longest_message_always_fits():
    settings = Settings.load({"DUOLOGUE_LIMITS": "posting=2/hour, sockets=7"})
    before = Settings.load({"DUOLOGUE_LIMITS": "mending=7/minute"}).limits
    assert with_overrides(before, 5000)["correcting"].amount == 7, "a name that settings may still have"
    table = with_overrides(settings.limits, 90_000)
    assert (table["posting"].amount, table["posting"].seconds) == (2, 3600)
    assert table["sockets"].amount == 7
    assert table[POSTING_TEXT.name].amount == 180_000
