"""Posting and reading: order without gaps, nothing twice, nothing missed, nothing seen by others."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text, update

from service.enrichment.apply import apply_enriched
from service.errors import (
    ClientIdReused,
    InvalidInput,
    NotFound,
    NotYours,
    TextEmpty,
    TextTooLong,
)
from service.messaging.conversations import get_conversation, list_conversations
from service.messaging.messages import post_message
from service.messaging.reading import changed_since, read_messages
from service.messaging.receipts import mark
from service.store import tables
from tests.store.databases import enriched
from wire.contracts.activity import Activity
from wire.contracts.codec import decoder
from wire.contracts.events import MessagePosted
from wire.contracts.ids import new_id

decode = decoder(MessagePosted | Activity)


async def outbox(store, kind=MessagePosted):
    async with store.reading() as connection:
        rows = await connection.execute(select(tables.outbox).order_by(tables.outbox.c.id))
        return [(row.stream, event) for row in rows if isinstance(event := decode(row.body), kind)]


def test_concurrent_posts_from_both_sides_get_seq_without_gaps(run):
    async def story(world):
        posts = [world.post((world.ana, world.ben)[number % 2]) for number in range(50)]
        posted = await asyncio.gather(*posts)
        assert sorted(one.mine.seq for one in posted) == list(range(1, 51))
        assert sorted(one.mine.rev for one in posted) == list(range(1, 51))
        queued = [event.seq for _, event in await outbox(world.store)]
        assert queued == list(range(1, 51)), "rows leave in the order of the conversation"

    run(story)


def test_the_same_client_id_is_one_message_also_when_sent_at_once(run):
    async def story(world):
        posted = await asyncio.gather(*(world.post(world.ana, "once", client_id="same") for _ in range(8)))
        assert len({one.mine.id for one in posted}) == 1
        assert sum(one.created for one in posted) == 1
        assert len(await outbox(world.store)) == 1
        theirs = await world.post(world.ben, "mine", client_id="same")
        assert theirs.created, "client ids belong to their author"

    run(story)


def test_a_client_id_does_not_change_its_text(run):
    async def story(world):
        first = await world.post(world.ana, "one", client_id="same")
        with pytest.raises(ClientIdReused):
            await world.post(world.ana, "two", client_id="same")
        page = await read_messages(world.store, world.ana, world.talk.id)
        assert [one.id for one in page.messages] == [first.mine.id]

    run(story)


def test_what_the_worker_is_asked(run):
    async def story(world):
        for number in range(6):
            await world.post((world.ana, world.ben)[number % 2], f"turn {number}")
        posted = await world.post(world.ana, "and now?")
        stream, event = (await outbox(world.store))[-1]
        assert stream.startswith("messages:{")
        assert (event.language, event.targets, event.suggest) == ("pt", ("en",), True)
        assert [turn.text for turn in event.context] == ["turn 2", "turn 3", "turn 4", "turn 5"]
        assert (event.message_id, event.seq) == (posted.mine.id, 7)
        assert event.posted_at == posted.mine.posted_at <= event.queued_at

    run(story)


def test_a_message_set_back_in_time_is_queued_now(run):
    async def story(world):
        long_ago = datetime.now(UTC) - timedelta(days=3)
        posted = await world.post(world.ana, posted_at=long_ago)
        assert posted.mine.posted_at == long_ago
        _, event = (await outbox(world.store))[0]
        assert event.posted_at == long_ago
        assert datetime.now(UTC) - event.queued_at < timedelta(minutes=1)

    run(story)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", TextEmpty),
        (" \n\t ", TextEmpty),
        ("\u200b\u200d", TextEmpty),
        ("a\x00b", InvalidInput),
        ("a\ud800b", InvalidInput),
        ("x" * 20_001, TextTooLong),
    ],
    ids=["empty", "blanks", "invisible", "nul", "half a surrogate pair", "too long"],
)
def test_texts_that_are_refused(run, text, error):
    async def story(world):
        with pytest.raises(error) as refused:
            await post_message(
                world.store, world.settings, world.ana, world.talk.id, text=text, client_id="one"
            )
        if error is TextTooLong:
            assert refused.value.details == {"limit": 20_000}
        assert (await get_conversation(world.store, world.ana, world.talk.id)).last_seq == 0
        assert await outbox(world.store) == []

    run(story)


@pytest.mark.parametrize(
    "text", ["語" * 20_000, "👩‍👩‍👧 ok", "  led by blanks\n", "<b>&amp;</b>'; DROP TABLE people; --"]
)
def test_texts_come_back_as_they_were_written(run, text):
    async def story(world):
        await world.post(world.ana, text)
        page = await read_messages(world.store, world.ben, world.talk.id)
        assert page.messages[0].text == text

    run(story)


def test_nobody_else_gets_in(run):
    async def story(world):
        posted = await world.post(world.ana)
        talk, store = world.talk.id, world.store
        for attempt in (
            lambda: world.post(world.eva),
            lambda: read_messages(store, world.eva, talk),
            lambda: changed_since(store, world.eva, talk, 0),
            lambda: get_conversation(store, world.eva, talk),
            lambda: mark(store, world.eva, talk, read_seq=1),
        ):
            with pytest.raises(NotYours):
                await attempt()
        for nowhere in (new_id(), "no id", "\x00", "x" * 5000, posted.mine.id):
            with pytest.raises(NotFound):
                await read_messages(store, world.ana, nowhere)
        assert await list_conversations(store, world.eva) == []

    run(story)


def test_pages_go_both_ways(run):
    async def story(world):
        for _ in range(12):
            await world.post(world.ana)
        talk, store, ben = world.talk.id, world.store, world.ben

        async def page(**where):
            found = await read_messages(store, ben, talk, **where)
            return [one.seq for one in found.messages], found.more

        assert await page(limit=5) == ([8, 9, 10, 11, 12], True)
        assert await page(limit=5, before=8) == ([3, 4, 5, 6, 7], True)
        assert await page(limit=5, before=3) == ([1, 2], False)
        assert await page(limit=5, after=0) == ([1, 2, 3, 4, 5], True)
        assert await page(limit=5, after=10) == ([11, 12], False)
        assert await page(after=3, before=6) == ([4, 5], False)
        assert await page(after=10**30, limit=-4) == ([], False)
        assert (await page(before=10**30, limit=10**9))[0] == list(range(1, 13))

    run(story)


def test_a_position_brings_everything_back_while_enrichments_arrive(run):
    async def story(world):
        posted = [(await world.post(world.ana)).mine for _ in range(30)]
        held, rev, rounds = {}, 0, 0
        while True:
            page = await changed_since(world.store, world.ben, world.talk.id, rev, limit=7)
            assert [one.seq for one in page.messages] == sorted(one.seq for one in page.messages)
            held |= {one.id: one for one in page.messages}
            rev, rounds = page.rev, rounds + 1
            if rounds <= 6:  # while the client pages, old and new messages change
                await apply_enriched(world.store, enriched(posted[rounds * 2]))
                await apply_enriched(world.store, enriched(posted[29 - rounds]))
                posted.append((await world.post(world.ben)).mine)
            elif not page.more:
                break
        truth = await read_messages(world.store, world.ben, world.talk.id, limit=200)
        assert held == {one.id: one for one in truth.messages}
        assert rev == truth.rev == 30 + 12 + 6
        nothing = await changed_since(world.store, world.ben, world.talk.id, rev)
        assert (nothing.messages, nothing.rev, nothing.more) == ((), rev, False)

    run(story)


def test_a_position_from_the_future_is_put_right(run):
    async def story(world):
        await world.post(world.ana)
        page = await changed_since(world.store, world.ben, world.talk.id, 10**30)
        assert (page.messages, page.rev, page.more) == ((), 1, False)

    run(story)


def test_receipts_only_grow_and_never_above_the_last_message(run):
    async def story(world):
        for _ in range(5):
            await world.post(world.ana)
        store, talk = world.store, world.talk.id
        change = await mark(store, world.ben, talk, delivered_seq=3)
        assert (change.delivered_seq, change.read_seq) == (3, 0)
        assert (change.person_id, change.told) == (world.ben, (world.ana, world.ben))
        assert await mark(store, world.ben, talk, delivered_seq=2) is None
        change = await mark(store, world.ben, talk, read_seq=4)
        assert (change.delivered_seq, change.read_seq) == (4, 4), "what is read was delivered"
        change = await mark(store, world.ben, talk, delivered_seq=10**30, read_seq=-7)
        assert (change.delivered_seq, change.read_seq) == (5, 4)
        assert await mark(store, world.ben, talk) is None
        mine = await get_conversation(store, world.ana, talk)
        assert (mine.theirs.delivered_seq, mine.theirs.read_seq, mine.mine.read_seq) == (5, 4, 0)

    run(story)


def test_concurrent_receipts_end_at_the_highest(run):
    async def story(world):
        for _ in range(10):
            await world.post(world.ana)
        marks = (mark(world.store, world.ben, world.talk.id, read_seq=seq) for seq in (3, 9, 1, 7, 10, 2))
        changes = [one for one in await asyncio.gather(*marks) if one]
        assert len({one.read_seq for one in changes}) == len(changes), "each told of once"
        assert (await get_conversation(world.store, world.ben, world.talk.id)).mine.read_seq == 10

    run(story)


def test_a_page_of_ten_thousand_messages_costs_what_one_of_four_hundred_does(run):
    """Ten times as much for 25 times as many would already be a look at all of them."""

    async def story(world):
        await fill(world, 1, 400)
        few = await four_looks(world, 400)
        await fill(world, 401, 10_000)
        many = await four_looks(world, 10_000)
        assert many < 10 * few, f"four looks took {few:.3f} s of 400, {many:.3f} s of 10,000"

    run(story)


async def four_looks(world, count):
    """The least of three times, in seconds."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        last = await read_messages(world.store, world.ben, world.talk.id)
        middle = await read_messages(world.store, world.ben, world.talk.id, before=count // 2)
        changed = await changed_since(world.store, world.ben, world.talk.id, count - 300)
        listed = await list_conversations(world.store, world.ben)
        times.append(time.perf_counter() - began)
        assert last.messages[-1].seq == count and middle.messages[-1].seq == count // 2 - 1
        assert len(changed.messages) == 200 and changed.more
        assert listed[0].unread == count
    return min(times)


async def fill(world, first, count):
    """Many messages at once, as a long life would leave them: seq `first` to `count`."""
    now, ids = datetime.now(UTC), [new_id() for _ in range(first, count + 1)]
    same = {
        "conversation_id": world.talk.id,
        "author_id": world.ana,
        "author_kind": "account",
        "side": 0,
        "text": "text",
        "language": "pt",
    }
    times = {"posted_at": now, "queued_at": now, "attempts": 0}
    rows = [
        same | times | {"id": one, "seq": seq, "rev": seq, "client_id": str(seq)}
        for seq, one in enumerate(ids, start=first)
    ]
    known = [{"message_id": one, "status": "done", "body": "{}", "updated_at": now} for one in ids]
    async with world.store.writing() as connection:
        await connection.execute(insert(tables.messages), rows)
        await connection.execute(insert(tables.enrichments), known)
        moved = update(tables.conversations).values(last_seq=count, rev=count)
        await connection.execute(moved.where(tables.conversations.c.id == world.talk.id))
        if world.store.locks_rows:
            # As PostgreSQL does by itself within a minute; until then it plans for the test before.
            await connection.execute(text("ANALYZE"))
