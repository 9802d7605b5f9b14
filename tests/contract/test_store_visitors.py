"""Visitors: who they are, what they see of their conversation, how they are forgotten; on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from service.desk import visitors
from service.desk.queries import desk_conversations
from service.desk.visiting import Saying, conversations, forget, open_mine, say
from service.desk.visitors import LASTS, USED_EVERY, visitor_of
from service.enrichment.apply import apply_enriched
from service.errors import NotFound, NotSignedIn, NotYours, PersonGone
from service.identity.contacts import list_contacts
from service.messaging.access import message_of
from service.messaging.conversations import get_conversation, list_conversations
from service.messaging.reading import read_messages
from service.messaging.receipts import mark
from service.store import tables
from tests.contract.test_store_service import queued
from tests.contract.visiting import shop
from tests.store.databases import enriched
from wire.contracts.contents import NoteContent
from wire.contracts.sentiment_trend import QUIET


def test_a_visitor_and_an_agent_write_and_read(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        asked = await here.post(visitor.id, talk, "¿Cuánto cuesta?")
        assert (asked.author_kind, asked.author_id, asked.side, asked.language) == (
            "contact", visitor.id, 1, "es",
        )  # fmt: skip
        answered = await here.post(world.ben, talk, "Ten euros")
        events = {one.message_id: one for one in await queued(world)}
        assert events[asked.id].targets == ("pt", "en")
        assert events[answered.id].targets == ("es",)
        assert not events[answered.id].suggest
        page = await read_messages(world.store, visitor.id, talk)
        assert [one.text for one in page.messages] == ["¿Cuánto cuesta?", "Ten euros"]
        [shown] = await conversations(world.store, visitor)
        assert (shown.id, shown.side, shown.other.id, shown.other.name) == (talk, 1, here.where, "Casa Verde")
        assert shown.unread == 1
        assert (await get_conversation(world.store, visitor.id, talk)).last_message.id == answered.id
        assert {one.id for one in await list_conversations(world.store, world.ana)} >= {talk}
        again, new = await open_mine(world.store, visitor)
        assert (again.id, new) == (talk, False)

    run(story)


def test_a_visitor_is_told_what_agents_write_and_not_what_is_found_out(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        asked = await here.post(visitor.id, talk)
        answered = await here.post(world.ben, talk, "hello")
        await here.post(world.ben, talk, "hello", client_id="again")
        heard = await _heard(world, [asked, answered])
        assert heard[visitor.id], "their own, and what is understood of both"
        for message in heard[visitor.id]:
            known = message.enrichment
            assert (known.sentiment, known.suggestions) == (None, ())
        assert any(one.enrichment.sentiment for one in heard[world.ben])
        page = await read_messages(world.store, visitor.id, talk)
        assert all(one.enrichment.sentiment is None for one in page.messages)
        assert page.messages[1].enrichment.translations
        [shown] = await conversations(world.store, visitor)
        assert shown.sentiment == QUIET

    run(story)


async def _heard(world, messages):
    """What is understood of messages comes; messages that each was sent, by person."""
    heard = {}

    async def hear(event):
        for one in getattr(event, "seen", ()):
            heard.setdefault(one.person_id, []).append(one.message)
        assert not set(getattr(event, "sentiment_for", ())) - {world.ana, world.ben}

    world.store.subscribers.add(hear)
    for one in messages:
        await apply_enriched(world.store, enriched(one))
    return heard


def test_a_note_among_agents_never_reaches_a_visitor(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        await here.post(visitor.id, talk)
        heard = await _heard(world, [])
        note = await here.post(world.ben, talk, "a difficult one", content=NoteContent())
        assert world.ana in heard
        assert visitor.id not in heard
        page = await read_messages(world.store, visitor.id, talk)
        assert [one.text for one in page.messages] == ["hola"]
        [shown] = await conversations(world.store, visitor)
        assert (shown.last_message.text, shown.unread) == ("hola", 0)
        async with world.store.reading() as connection:
            with pytest.raises(NotFound):
                await message_of(connection, visitor.id, note.id)

    run(story)


def test_how_far_the_organisation_has_read_is_told_without_a_name(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        asked = await here.post(visitor.id, talk)
        told = []

        async def hear(event):
            if visitor.id in getattr(event, "told", ()):
                told.append((event.person_id, event.read_seq))

        world.store.subscribers.add(hear)
        await mark(world.store, world.ben, talk, read_seq=asked.seq)
        await mark(world.store, world.ana, talk, read_seq=asked.seq)
        assert told == [(here.where, 1)]
        await here.post(visitor.id, talk)
        await here.post(world.ana, talk, "olá")
        assert told == [(here.where, 1), (here.where, 2)]
        [shown] = await conversations(world.store, visitor)
        assert shown.theirs.read_seq == 2
        await mark(world.store, visitor.id, talk, read_seq=3)
        assert (await get_conversation(world.store, world.ben, talk)).theirs.read_seq == 3

    run(story)


def test_a_visitor_has_their_own_conversation_and_no_other(run):
    async def story(world):
        here = await shop(world)
        one, talk = await here.writing()
        other, _ = await here.writing()
        for attempt in (
            lambda: read_messages(world.store, other.id, talk),
            lambda: here.post(other.id, talk),
            lambda: mark(world.store, other.id, talk, read_seq=1),
            lambda: read_messages(world.store, one.id, world.talk.id),
            lambda: here.post(one.id, talk, for_contact=True),
        ):
            with pytest.raises(NotYours):
                await attempt()

    run(story)


def test_whom_the_site_knows_is_one_contact_on_every_device(run):
    async def story(world):
        here = await shop(world)
        first = await here.come(identity=here.signed("user-7"), name="Lucía")
        visitor = await visitor_of(world.store, first.token)
        talk, _ = await open_mine(world.store, visitor)
        second = await here.come(identity=here.signed("user-7"), language="fr")
        assert (second.contact_id, second.conversation_id) == (first.contact_id, talk.id)
        assert second.token != first.token
        seen = await visitor_of(world.store, first.token)
        assert (seen.name, seen.language) == ("Lucía", "fr")
        await here.change(new_secret=True)
        stranger = await here.come()
        assert stranger.contact_id != first.contact_id
        shown = {one.id: one for one in await list_contacts(world.store, world.ben, here.where)}
        assert shown[first.contact_id].reference == "user-7"
        assert shown[stranger.contact_id].name.startswith("#")

    run(story)


def test_what_a_visitor_says_of_themselves_is_seen_by_agents(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing(name="Lu", email="lu@example.org")
        answered = await here.post(world.ben, talk, "hello")
        note = await here.post(world.ben, talk, "a difficult one", content=NoteContent())
        await apply_enriched(world.store, enriched(answered))
        after = await say(world.store, visitor, Saying(language="fr", email=None))
        assert (after.name, after.email, after.language) == ("Lu", None, "fr")
        assert await visitor_of(world.store, (await here.come()).token) != after
        assert (await get_conversation(world.store, world.ana, talk)).other.language == "fr"
        asked = [one for one in await queued(world, "bulk:") if one.targets == ("fr",)]
        assert [one.message_id for one in asked] == [answered.id]
        assert note.id not in {one.message_id for one in asked}
        nameless = await say(world.store, after, Saying(name=None))
        assert nameless.name.startswith("#")

    run(story)


def test_a_visitor_is_forgotten(run):
    async def story(world):
        here = await shop(world)
        first = await here.come(identity=here.signed("user-7"), name="Lucía", email="l@example.org")
        visitor = await visitor_of(world.store, first.token)
        talk = (await open_mine(world.store, visitor))[0].id
        await here.post(visitor.id, talk, "mi dirección")
        await here.post(world.ben, talk, "thanks")
        ended = []

        async def hear(event):
            ended.extend([event.session] if hasattr(event, "session") else [])

        world.store.subscribers.add(hear)
        await forget(world.store, visitor)
        await forget(world.store, visitor)
        assert len(ended) == 1, "its sockets close"
        with pytest.raises(NotSignedIn):
            await visitor_of(world.store, first.token)
        with pytest.raises(NotYours):
            await here.post(visitor.id, talk)
        page = await read_messages(world.store, world.ben, talk)
        assert [(one.text, one.content.kind) for one in page.messages] == [
            ("", "removed"),
            ("thanks", "text"),
        ]
        page = await desk_conversations(world.store, world.ben, "resolved")
        assert [one.conversation.id for one in page.items] == [talk], "nobody is left to be answered"
        async with world.store.reading() as connection:
            query = select(tables.contacts).where(tables.contacts.c.id == visitor.id)
            row = (await connection.execute(query)).one()
        assert (row.name, row.name_key, row.email, row.reference) == ("", "", None, None)
        with pytest.raises(PersonGone):
            await here.post(world.ben, talk, "are you there?")
        other = (await get_conversation(world.store, world.ben, talk)).other
        assert (other.id, other.name, other.deleted) == (visitor.id, "", True)
        assert await list_contacts(world.store, world.ben, here.where) == []
        back = await here.come(identity=here.signed("user-7"))
        assert back.contact_id != first.contact_id
        assert back.conversation_id is None

    run(story)


def test_tokens_are_renewed_by_use_and_end_by_their_time(run):
    async def story(world):
        here = await shop(world)
        made = await here.come()
        writes, _ = await here.writing()
        now = datetime.now(UTC)
        table = tables.visitors

        async def set_back(**values):
            async with world.store.writing() as connection:
                await connection.execute(update(table).values(values))

        async def expires():
            async with world.store.reading() as connection:
                mine = table.c.contact_id == made.contact_id
                return await connection.scalar(select(table.c.expires_at).where(mine))

        await set_back(last_used_at=now - USED_EVERY, expires_at=now + timedelta(days=1))
        await visitor_of(world.store, made.token)
        assert await expires() >= now + LASTS
        assert await visitors.forget_expired(world.store) == 0
        await set_back(expires_at=now - timedelta(seconds=1))
        with pytest.raises(NotSignedIn) as refused:
            await visitor_of(world.store, made.token)
        assert refused.value.details["reason"] == "expired"
        assert await visitors.forget_expired(world.store) == 1, "who never wrote"
        left = {one.id for one in await list_contacts(world.store, world.ben, here.where)}
        assert left == {writes.id}

    run(story)


def test_one_visitor_has_so_many_tokens_at_most(run):
    async def story(world):
        here = await shop(world)
        who = here.signed("user-7")
        tokens = [(await here.come(identity=who)).token for _ in range(visitors.MOST + 2)]
        held = []
        for token in tokens:
            try:
                held.append((await visitor_of(world.store, token)).id)
            except NotSignedIn:
                held.append(None)
        assert held[:2] == [None, None]
        assert None not in held[2:]

    run(story)
