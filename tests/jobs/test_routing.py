"""Shares: what goes beyond one waits on a lane of `bulk`, and is on `messages` for whoever counts."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
import redis
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from service.jobs.routing import routed
from service.store.outbox import Row
from wire.broker import shares
from wire.broker.clients import connect
from wire.broker.streams import BULK, HURRIED, LANES, MESSAGES, keys, lane_of, partition_in, stream
from wire.contracts.codec import decoder, encode
from wire.contracts.events import MessagePosted, Term

read = decoder(MessagePosted)

SLOWER = 100
"""Times as slowly as it is refilled, a share stays as it was left, however long a test takes."""


@pytest.fixture(autouse=True, scope="module")
def unhurried():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shares, "BURST", SLOWER * shares.BURST)
        patch.setattr(shares, "EACH", SLOWER * shares.EACH)
        patch.setattr(shares, "CHARACTERS", shares.CHARACTERS / SLOWER)
        yield


def posted(author: str, text: str = "hello", number: int = 0, **more) -> MessagePosted:
    now = datetime.now(UTC)
    return MessagePosted(
        message_id=f"{author}{number}", conversation_id="c", seq=number, author_id=author, text=text,
        language="en", targets=("pt",), posted_at=now, queued_at=now, **more,
    )  # fmt: skip


def sent(
    url: str, *events: MessagePosted, name: str = MESSAGES, partition: int = 0
) -> list[tuple[str, bytes]]:
    rows = [Row(number, stream(name, partition), encode(event)) for number, event in enumerate(events)]
    return sent_rows(url, rows)


def sent_rows(url: str, rows: list[Row]) -> list[tuple[str, bytes]]:
    async def flow():
        client = connect(url)
        try:
            return [(row.stream, row.body) for row in await routed(client, rows)]
        finally:
            await client.aclose()

    return asyncio.run(flow())


def at(found: list[tuple[str, bytes]], key: str) -> list[MessagePosted]:
    return [read(body) for where, body in found if where == key]


def work_of(found: list[tuple[str, bytes]]) -> list[tuple[str, str]]:
    """Where the work on each message is: (key, message)."""
    return [(key, read(body).message_id) for key, body in found if not read(body).elsewhere]


def test_a_flood_goes_to_its_authors_lane_and_everybody_else_stays(broker_url):
    flood = [posted("flooder", number=number, text="hello " * 10) for number in range(60)]
    quiet = [posted(f"p{number}") for number in range(20)]
    mixed = [one for three in zip(flood[::3], flood[1::3], flood[2::3], strict=True) for one in three]
    for place, one in enumerate(quiet):
        mixed.insert(4 * place, one)
    found = sent(broker_url, *mixed, partition=3)
    work = dict.fromkeys(work_of(found))
    assert len(work) == 80, "the work on each is in one place"
    fast = [one for key, one in work if key == stream(MESSAGES, 3)]
    assert {one.message_id for one in quiet} <= set(fast)
    assert len(fast) - 20 == int(shares.BURST / (shares.EACH + 60 / shares.CHARACTERS))
    assert {key for key, _ in work} == {stream(MESSAGES, 3), lane_of("flooder", 3)}
    assert [one.message_id for one in at(found, stream(MESSAGES, 3))] == [one.message_id for one in mixed]


def test_what_is_elsewhere_is_counted_and_carries_nothing_for_workers(broker_url):
    long = posted("a", text="x" * 5000, terms=(Term(source="x", target="y"),))
    found = sent(broker_url, long)
    (seen,), (work,) = at(found, stream(MESSAGES, 0)), at(found, lane_of("a", 0))
    assert work == long
    assert (seen.elsewhere, seen.terms, seen.text) == (True, (), long.text)


def test_a_share_comes_back_with_time_by_the_brokers_clock(broker_url, monkeypatch):
    monkeypatch.setattr(shares, "BURST", SLOWER * 3.5)
    hour = time.time() + 3600
    assert [key for key, _ in work_of(sent(broker_url, posted("a"), posted("a", number=1)))] == [
        stream(MESSAGES, 0),
        lane_of("a", 0),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: hour)
        assert [key for key, _ in work_of(sent(broker_url, posted("a", number=2)))] == [lane_of("a", 0)]
    with redis.Redis.from_url(broker_url) as client:
        empty, now = int(client.get("share:{a}")), 1000 * client.time()[0]
        assert now < empty <= now + 1000 * shares.BURST + 1000
        client.set("share:{a}", empty - 1000 * SLOWER * 3)  # as if so much time had gone by
    assert work_of(sent(broker_url, posted("a", number=3)))[0][0] == stream(MESSAGES, 0)


def test_what_others_cause_is_on_their_account(broker_url):
    found = sent(broker_url, *[posted("a", number=number, account="b") for number in range(30)])
    assert lane_of("b", 0) in dict(found)
    assert work_of(sent(broker_url, posted("a", number=99)))[0][0] == stream(MESSAGES, 0), "a has a share yet"


def test_what_is_asked_again_goes_to_a_lane_and_what_is_hurried_only_within_the_share(broker_url):
    assert [key for key, _ in sent(broker_url, posted("a"), name=BULK)] == [
        lane_of("a", 0),
        stream(MESSAGES, 0),
    ]
    hurried = sent(broker_url, *[posted("a", number=number) for number in range(40)], name=HURRIED)
    assert {key for key, _ in hurried} == {stream(HURRIED, 0)}
    assert len(hurried) < 12


def test_rows_of_other_streams_and_unreadable_ones_pass_as_they_are(broker_url):
    rows = [Row(1, "activity:{0}", b"{}"), Row(2, stream(MESSAGES, 0), b"not json")]
    assert sent_rows(broker_url, rows) == [("activity:{0}", b"{}"), (stream(MESSAGES, 0), b"not json")]


@given(st.text(max_size=40), st.integers(0, 20))
@settings(max_examples=50)
def test_a_lane_is_one_of_its_partition_and_stays(person, partition):
    lane = lane_of(person, partition)
    assert lane == lane_of(person, partition)
    assert partition_in(lane) == partition
    assert lane in keys(BULK, partition + 1)
    assert len(set(keys(BULK, partition + 1))) == LANES * (partition + 1)


def test_how_long_a_message_was_held_back_is_told_by_the_clock_that_queued_it(broker_url):
    late = datetime.now(UTC) - timedelta(seconds=100)
    old = structs.replace(posted("a"), queued_at=late)
    fresh, aside = posted("b"), structs.replace(posted("c", text="x" * 5000), queued_at=late)
    found = [read(body) for _, body in sent(broker_url, old, fresh, aside)]
    work = {one.author_id: one for one in found if not one.elsewhere}
    assert 100 <= work["a"].held < 200
    assert 100 <= work["c"].held < 200
    assert work["b"].held == 0
    assert work["a"].queued_at == old.queued_at
