"""An organisation's conversations: several agents on one side, a contact on the other; on both databases."""

import pytest
from sqlalchemy import select

from service.enrichment.apply import apply_enriched
from service.enrichment.enrich_request import events_of
from service.errors import NotDirect, NotFound, NotYours, RoleLacks
from service.identity.contacts import create_contact
from service.identity.organisations import change_role, remove_member
from service.messaging.access import contact_access, visible_to
from service.messaging.conversations import (
    get_conversation,
    list_conversations,
    open_conversation,
    set_suggestions,
)
from service.messaging.messages import post_message
from service.messaging.reading import changed_since, read_messages
from service.messaging.receipts import mark
from service.messaging.requests import (
    accept_conversation,
    block_conversation,
    ignore_conversation,
)
from service.messaging.service_conversations import open_service_conversation
from service.store import outbox, tables
from tests.contract.test_store_organisations import company
from tests.store.databases import enriched
from wire.contracts.codec import decoder
from wire.contracts.contents import NoteContent
from wire.contracts.events import MessagePosted


class Office:
    """Ana (pt) owns an organisation, Ben (en) is its agent, Zoë (fr) its contact; Eva (es) is not in it."""

    def __init__(self, world, where, contact, talk):
        self.world, self.where, self.contact, self.talk = world, where, contact, talk
        self.count = 0

    async def post(self, author_id, text="text", **options):
        self.count += 1
        options.setdefault("client_id", f"c{self.count}")
        world = self.world
        return await post_message(world.store, world.settings, author_id, self.talk.id, text=text, **options)

    async def said(self, text="Bonjour", **options):
        """By the contact, as Ben tells it."""
        return await self.post(self.world.ben, text, for_contact=True, **options)


async def office(world):
    where = await company(world, ben="agent")
    contact, _ = await create_contact(world.store, world.ben, where, name="Zoë", language="fr")
    talk = await open_service_conversation(world.store, world.ben, where, contact.id)
    return Office(world, where, contact, talk)


async def queued(world, stream="messages:"):
    """Messages that wait for workers."""
    async with world.store.writing() as connection:
        rows = await outbox.oldest(connection, 1000)
    decode = decoder(MessagePosted)
    return [decode(row.body) for row in rows if row.stream.startswith(stream)]


def test_every_agent_sees_it_and_nobody_else(run):
    async def story(world):
        here = await office(world)
        for agent in (world.ana, world.ben):
            shown = {one.id: one for one in await list_conversations(world.store, agent)}
            assert set(shown) == {here.talk.id, world.talk.id}
            one = shown[here.talk.id]
            assert (one.kind, one.organisation.name, one.state) == ("service", "Casa Verde", "accepted")
            assert (one.other.id, one.other.name, one.other.handle) == (here.contact.id, "Zoë", "")
            assert one.other.language == "fr"
            assert shown[world.talk.id].organisation is None
        assert await list_conversations(world.store, world.eva) == []
        with pytest.raises(NotYours):
            await get_conversation(world.store, world.eva, here.talk.id)

    run(story)


def test_agents_answer_in_turn_and_the_contact_speaks_through_the_organisation(run):
    async def story(world):
        here = await office(world)
        asked = (await here.said("Bonjour")).mine
        first = (await here.post(world.ben, "Hello")).mine
        second = (await here.post(world.ana, "Olá")).mine
        page = await read_messages(world.store, world.ben, here.talk.id)
        assert [(one.author_kind, one.author_id, one.side) for one in page.messages] == [
            ("contact", here.contact.id, 1),
            ("account", world.ben, 0),
            ("account", world.ana, 0),
        ]
        assert [one.language for one in (asked, first, second)] == ["fr", "en", "pt"]
        assert (await get_conversation(world.store, world.ana, here.talk.id)).side == 0
        async with world.store.reading() as connection:
            kept = (await connection.execute(select(tables.messages.c.organisation_id))).scalars().all()
        assert set(kept) == {here.where}

    run(story)


def test_what_the_contact_says_is_translated_for_all_agents_and_theirs_for_the_contact(run):
    async def story(world):
        here = await office(world)
        asked = (await here.said()).mine
        told = (await here.post(world.ana, "Olá")).mine
        events = {one.message_id: one for one in await queued(world)}
        assert events[asked.id].targets == ("pt", "en"), "the organisation's, then its agents'"
        assert events[asked.id].suggest
        assert events[told.id].targets == ("fr",)
        assert not events[told.id].suggest, "a contact has no screen of ours"
        assert {one.organisation_id for one in events.values()} == {here.where}
        async with world.store.writing() as connection:
            again = {one.message_id: one for one in await events_of(connection, [asked.id, told.id])}
        for key, event in events.items():
            assert (again[key].targets, again[key].suggest) == (event.targets, event.suggest)
            assert again[key].organisation_id == here.where

    run(story)


def test_turns_of_colleagues_count_as_ones_own(run):
    async def story(world):
        here = await office(world)
        await here.said()
        await here.post(world.ben, "Hello")
        last = (await here.post(world.ana, "Olá")).mine
        async with world.store.writing() as connection:
            [again] = await events_of(connection, [last.id])
        [posted] = [one for one in await queued(world) if one.message_id == last.id]
        for event in (posted, again):
            assert [(turn.text, turn.own) for turn in event.context] == [("Bonjour", False), ("Hello", True)]

    run(story)


def test_each_agent_has_receipts_and_wishes_of_ones_own(run):
    async def story(world):
        here = await office(world)
        await here.said()
        await here.said("Vous êtes là ?")
        await mark(world.store, world.ben, here.talk.id, read_seq=1)
        await set_suggestions(world.store, world.ben, here.talk.id, False)
        bens, anas = [
            await get_conversation(world.store, one, here.talk.id) for one in (world.ben, world.ana)
        ]
        assert (bens.mine.read_seq, bens.unread, bens.suggestions) == (1, 1, False)
        assert (anas.mine.read_seq, anas.unread, anas.suggestions) == (0, 2, True)
        await here.post(world.ana, "Olá")
        assert (await get_conversation(world.store, world.ana, here.talk.id)).mine.read_seq == 2
        assert (await get_conversation(world.store, world.ben, here.talk.id)).mine.read_seq == 1
        async with world.store.reading() as connection:
            side = tables.participants.c.party_id == here.where
            read = await connection.scalar(select(tables.participants.c.read_seq).where(side))
        assert read == 2, "the side is as far as whoever is furthest"

    run(story)


def test_who_leaves_or_may_not_converse_sees_nothing_of_it_any_more(run):
    async def story(world):
        here = await office(world)
        await here.said()
        await mark(world.store, world.ben, here.talk.id, read_seq=1)
        await change_role(world.store, world.ana, here.where, world.ben, "analyst")
        for attempt in (
            lambda: read_messages(world.store, world.ben, here.talk.id),
            lambda: changed_since(world.store, world.ben, here.talk.id, 0),
            lambda: here.post(world.ben),
            lambda: here.said(),
            lambda: mark(world.store, world.ben, here.talk.id, read_seq=1),
            lambda: open_service_conversation(world.store, world.ben, here.where, here.contact.id),
        ):
            with pytest.raises(RoleLacks):
                await attempt()
        assert [one.id for one in await list_conversations(world.store, world.ben)] == [world.talk.id]
        await remove_member(world.store, world.ana, here.where, world.ben)
        with pytest.raises(NotYours):
            await read_messages(world.store, world.ben, here.talk.id)
        page = await read_messages(world.store, world.ana, here.talk.id)
        assert len(page.messages) == 1, "what was said stays with the organisation"

    run(story)


def test_a_contact_has_many_conversations_and_a_pair_one(run):
    async def story(world):
        here = await office(world)
        more = await open_service_conversation(world.store, world.ana, here.where, here.contact.id)
        assert more.id != here.talk.id
        again, news = await open_conversation(world.store, world.ben, "ana")
        assert (again.id, news) == (world.talk.id, None)
        with pytest.raises(NotFound):
            await open_service_conversation(world.store, world.ana, here.where, world.eva)
        other = await company(world)
        with pytest.raises(NotFound):
            await open_service_conversation(world.store, world.ana, other, here.contact.id)

    run(story)


def test_nobody_ignores_or_blocks_a_customer_and_nobody_speaks_for_a_person(run):
    async def story(world):
        here = await office(world)
        for decide in (ignore_conversation, block_conversation):
            with pytest.raises(NotDirect):
                await decide(world.store, world.ben, here.talk.id)
        assert (await accept_conversation(world.store, world.ben, here.talk.id)).state == "accepted"
        with pytest.raises(NotFound):
            await world.post(world.ana, for_contact=True)

    run(story)


def test_an_enrichment_is_kept_and_counted_for_the_side(run):
    async def story(world):
        here = await office(world)
        asked = (await here.said()).mine
        found = await apply_enriched(world.store, enriched(asked, language="fr"))
        assert found.author_id == here.contact.id
        [seen] = (await read_messages(world.store, world.ben, here.talk.id)).messages
        assert seen.enrichment.translations["en"].text == "Hello!"
        assert seen.enrichment.suggestions

    run(story)


def test_the_same_client_id_is_known_for_each_author(run):
    async def story(world):
        here = await office(world)
        first = await here.said(client_id="same")
        again = await here.said(client_id="same")
        other = await here.post(world.ben, "Bonjour", client_id="same")
        assert (first.created, again.created, other.created) == (True, False, True)
        assert again.mine == first.mine

    run(story)


def test_a_note_is_for_colleagues_and_not_for_the_contact(run):
    async def story(world):
        here = await office(world)
        await here.said()
        note = (await here.post(world.ben, "is she a regular?", content=NoteContent())).mine
        for agent in (world.ben, world.ana):
            page = await read_messages(world.store, agent, here.talk.id)
            assert [one.id for one in page.messages][-1:] == [note.id]
            changed = await changed_since(world.store, agent, here.talk.id, note.rev - 1)
            assert [one.id for one in changed.messages] == [note.id]
        async with world.store.reading() as connection:
            contact = await contact_access(connection, world.ben, here.talk.id)
            query = select(tables.messages.c.id).where(visible_to(contact))
            seen = (await connection.execute(query)).scalars().all()
        assert note.id not in seen
        asked = [one for one in await queued(world) if not one.elsewhere]
        assert len(asked) == 1, "nobody translates a note"

    run(story)
