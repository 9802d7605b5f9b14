"""What agents of one organisation see of each other, and what a new language brings; on both databases."""

import pytest
from sqlalchemy import select

from service.enrichment.apply import apply_enriched
from service.errors import NotYours
from service.identity.organisations import change_role, remove_member
from service.identity.people import change_me, partners_among, partners_of
from service.knowledge.canned import Text, add_canned
from service.messaging.conversations import who_sees_typing
from service.messaging.requests import block_conversation, unblock_conversation
from service.store import outbox
from service.store.tables import canned
from tests.contract.test_store_service import office
from tests.store.databases import enriched
from wire.contracts.codec import decoder
from wire.contracts.events import MessagePosted


def test_an_agents_new_language_brings_what_contacts_wrote_in_it_too(run):
    async def story(world):
        here = await office(world)
        asked = (await here.said("Bonjour")).mine
        await here.post(world.ana, "Olá")
        async with world.store.writing() as connection:
            await outbox.remove(connection, await outbox.oldest(connection, 1000))
        for _ in range(2):  # the second changes nothing
            await change_me(world.store, world.ben, language="de")
            [event] = await again(world)
            assert (event.message_id, event.targets) == (asked.id, ("pt", "de")), "the contact's, for all"

    async def again(world):
        async with world.store.writing() as connection:
            rows = await outbox.oldest(connection, 1000)
        return [decoder(MessagePosted)(row.body) for row in rows if row.stream.startswith("bulk:")]

    run(story)


def test_who_may_not_write_for_an_organisation_brings_it_no_language(run):
    async def story(world):
        here = await office(world)
        await here.said("Bonjour")
        await change_role(world.store, world.ana, here.where, world.ben, "analyst")
        async with world.store.writing() as connection:
            await outbox.remove(connection, await outbox.oldest(connection, 1000))
        await change_me(world.store, world.ben, language="de")
        async with world.store.writing() as connection:
            assert not [row for row in await outbox.oldest(connection, 1000) if "bulk" in row.stream]

    run(story)


def test_colleagues_know_of_each_other_but_where_one_blocks_and_who_does_not_answer(run):
    async def story(world):
        here = await office(world)
        assert await partners_of(world.store, world.ana) == [world.ben], "once, though they talk as well"
        await block_conversation(world.store, world.ana, world.talk.id)
        assert await partners_of(world.store, world.ana) == await partners_of(world.store, world.ben) == []
        await unblock_conversation(world.store, world.ana, world.talk.id)
        await change_role(world.store, world.ana, here.where, world.ben, "analyst")
        assert await partners_among(world.store, world.ana, [world.ben, world.eva]) == {world.ben}, "talks"

    run(story)


def test_colleagues_see_who_is_typing_and_the_contact_does_not(run):
    async def story(world):
        here = await office(world)
        assert await who_sees_typing(world.store, world.ben, here.talk.id) == (world.ana,)
        assert await who_sees_typing(world.store, world.ben, world.talk.id) == (world.ana,)
        await remove_member(world.store, world.ana, here.where, world.ben)
        assert await who_sees_typing(world.store, world.ana, here.talk.id) == ()
        with pytest.raises(NotYours):
            await who_sees_typing(world.store, world.ben, here.talk.id)

    run(story)


def test_an_organisations_answer_is_counted_where_an_agent_gives_it_and_no_contact_does(run):
    async def story(world):
        here = await office(world)
        answer = Text(shortcut="hours", language="en", text="We open at nine.")
        await add_canned(world.store, world.ana, answer, here.where)
        for posted in (await here.said(answer.text), await here.post(world.ben, answer.text)):
            for _ in range(2):  # however often it comes
                await apply_enriched(world.store, enriched(posted.mine))
        async with world.store.reading() as connection:
            assert await connection.scalar(select(canned.c.uses)) == 1

    run(story)
