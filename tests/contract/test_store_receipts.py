"""Receipts of many are written together; each has its own outcome, and who is concerned is told once."""

import asyncio

import pytest
from sqlalchemy import select

from service.api.socket import receipts
from service.api.socket.receipts import Receipts
from service.errors import NotFound, NotYours, Unavailable
from service.events import ReceiptMoved
from service.messaging.conversations import get_conversation
from service.messaging.posting.reaching import ReceiptWork
from service.messaging.receipts import mark
from service.realtime.frames import Receipt
from service.store import Store
from service.store.tables import outbox
from tests.store.databases import acquainted
from tests.store.hearing import Heard
from wire.contracts.codec import decoder
from wire.contracts.ids import new_id

decode = decoder(ReceiptMoved)


async def written(sending: Receipts) -> None:
    """All that it was given."""
    stop = asyncio.Event()
    stop.set()
    await sending.run(stop)


def test_who_waits_shares_a_transaction_and_who_is_refused_fails_alone(run, monkeypatch):
    async def story(world):
        other = await acquainted(world.store, world.eva, "ben")
        for author in (world.ana, world.ben, world.ben):
            await world.post(author)
        heard, store, talk, groups = Heard(world.store), world.store, world.talk.id, []
        name = "on_postgresql" if store.locks_rows else "on_sqlite"
        work = getattr(ReceiptWork, name)
        monkeypatch.setattr(
            ReceiptWork, name, lambda self, plain, *rest: groups.append(rest[0]) or work(self, plain, *rest)
        )
        found = await asyncio.gather(
            mark(store, world.ana, talk, read_seq=2),
            mark(store, world.eva, talk, read_seq=2),
            mark(store, world.ben, talk, delivered_seq=3),
            mark(store, world.ben, other.id, read_seq=1),
            mark(store, world.ben, talk, read_seq=2),
            mark(store, world.ben, new_id(), read_seq=1),
            mark(store, world.ben, "x", read_seq=1),
            return_exceptions=True,
        )
        assert [len(one) for one in groups] == [7]
        assert found[0].read_seq == 2
        assert isinstance(found[1], NotYours)
        assert (found[2].delivered_seq, found[2].read_seq) == (3, 1), "read by answering"
        assert found[3] is None, "nothing was said there"
        assert (found[4].delivered_seq, found[4].read_seq) == (3, 2), "on top of the one before"
        assert all(isinstance(one, NotFound) for one in found[5:])
        assert heard.of(ReceiptMoved) == [found[0], found[2], found[4]]
        shown = await get_conversation(store, world.ana, talk)
        assert (shown.mine.read_seq, shown.theirs.delivered_seq, shown.theirs.read_seq) == (2, 3, 2)

    run(story)


def test_where_nobody_here_shows_screens_they_go_by_the_outbox(run):
    async def story(world):
        await world.post(world.ana)
        store = await Store.open(world.settings)
        try:
            moved = await mark(store, world.ben, world.talk.id, read_seq=1)
        finally:
            await store.close()
        async with world.store.reading() as connection:
            [*_, last] = await connection.scalars(select(outbox.c.body).order_by(outbox.c.id))
        assert decode(last) == moved

    run(story)


def test_of_many_from_one_the_furthest_is_told(run):
    async def story(world):
        for _ in range(3):
            await world.post(world.ana)
        heard, sending, refused = Heard(world.store), Receipts(world.store), []
        for delivered, read in ((1, None), (3, 2), (2, 1)):
            frame = Receipt(conversation_id=world.talk.id, delivered_seq=delivered, read_seq=read)
            sending.add(world.ben, frame, refused.append)
        sending.add(world.eva, Receipt(conversation_id=world.talk.id, read_seq=1), refused.append)
        await written(sending)
        [moved] = heard.of(ReceiptMoved)
        assert (moved.person_id, moved.delivered_seq, moved.read_seq) == (world.ben, 3, 2)
        assert [type(one) for one in refused] == [NotYours]
        sending.add(world.ben, Receipt(conversation_id=world.talk.id, read_seq=3), refused.append)
        await written(sending)
        assert [one.read_seq for one in heard.of(ReceiptMoved)] == [3], "and those that come later as well"

    run(story)


def test_so_many_may_wait_and_no_more(monkeypatch):
    monkeypatch.setattr(receipts, "MOST", 1)
    marked = []

    async def mark_(_, person_id, *__, **___):
        marked.append(person_id)

    monkeypatch.setattr(receipts, "mark", mark_)

    async def story():
        sending, frame = Receipts(None), Receipt(conversation_id="c", read_seq=1)
        for _ in range(2):
            sending.add("ben", frame, print)
        with pytest.raises(Unavailable):
            sending.add("ana", frame, print)
        await written(sending)
        sending.add("ana", frame, print)
        await written(sending)

    asyncio.run(story())
    assert marked == ["ben", "ana"]
