"""What an organisation teaches holds in its conversations, for its agents, and nowhere else."""

import pytest
from sqlalchemy import func, select

from service.enrichment.context import language_context
from service.errors import NotFound, NotYours, RoleLacks, ShortcutTaken, TermKnown, TooMany
from service.identity.contacts import create_contact
from service.identity.organisations import create_organisation, leave_all
from service.knowledge import canned as canned_module
from service.knowledge import glossary as glossary_module
from service.knowledge.canned import Text, add_canned, canned_of_organisation, read_canned, remove_canned
from service.knowledge.glossary import (
    Entry,
    add_word,
    read_glossary,
    remove_word,
    words_of_organisation,
)
from service.knowledge.scopes import TranslationContext
from service.messaging.service_conversations import open_service_conversation
from service.store.tables import canned, terms
from tests.contract.test_store_organisations import company

BULE = Entry(source="bule", target="teapot")
HELLO = Text(shortcut="hi", language="pt", text="Bom dia da Casa Verde!")


async def service_talk(world, made):
    contact, _ = await create_contact(world.store, world.ana, made, name="Zoe", language="en", reference=None)
    return await open_service_conversation(world.store, world.ana, made, contact.id)


async def along(world, organisation, conversation="none"):
    setting = TranslationContext(conversation, None, None, organisation)
    async with world.store.reading() as connection:
        found = await language_context(connection, setting, "O bule azul", "pt", answers=True)
    return [one.source for one in found.terms], [one.text for one in found.answers]


def test_words_and_answers_hold_in_its_conversations_alone(run):
    async def story(world):
        made = await company(world, ben="agent")
        rival = await create_organisation(world.store, world.eva, name="Rival", language="pt")
        word = await add_word(world.store, world.ana, BULE, organisation_id=made)
        answer = await add_canned(world.store, world.ana, HELLO, made)
        assert await along(world, made) == (["bule"], [HELLO.text])
        assert await along(world, rival.id) == await along(world, None) == ([], [])
        assert word.by is None
        assert await words_of_organisation(world.store, world.ben, made) == (word,)
        assert await canned_of_organisation(world.store, world.ben, made) == (answer,)
        assert (await read_canned(world.store, world.ben)).organisations == {made: (answer,)}
        assert (await read_canned(world.store, world.eva)).organisations == {}
        talk = await service_talk(world, made)
        assert (await read_glossary(world.store, world.ben, talk.id)).organisation == (word,)
        assert (await read_glossary(world.store, world.ben)).organisation == ()

    run(story)


def test_owners_and_admins_teach_and_nobody_else(run):
    async def story(world):
        made = await company(world, ben="agent", eva="admin")
        word = await add_word(world.store, world.eva, BULE, organisation_id=made)
        answer = await add_canned(world.store, world.eva, HELLO, made)
        rival = await create_organisation(world.store, world.ben, name="Rival", language="pt")
        for me, error in ((world.ben, RoleLacks),):
            for call in (
                add_word(world.store, me, BULE, organisation_id=made),
                add_canned(world.store, me, HELLO, made),
                remove_word(world.store, me, word.id, made),
                remove_canned(world.store, me, answer.id, made),
            ):
                with pytest.raises(error):
                    await call
        for call in (
            remove_word(world.store, world.ben, word.id, rival.id),
            remove_canned(world.store, world.ben, answer.id, rival.id),
            remove_word(world.store, world.ana, word.id),
        ):
            with pytest.raises(NotYours):
                await call
        await remove_word(world.store, world.ana, word.id, made)
        await remove_canned(world.store, world.ana, answer.id, made)
        with pytest.raises(NotFound):
            await remove_word(world.store, world.ana, word.id, made)

    run(story)


def test_a_list_is_bounded_and_says_what_is_there(run, monkeypatch):
    async def story(world):
        made = await company(world)
        await add_word(world.store, world.ana, BULE, organisation_id=made)
        await add_canned(world.store, world.ana, HELLO, made)
        with pytest.raises(TermKnown):
            await add_word(world.store, world.ana, BULE, organisation_id=made)
        with pytest.raises(ShortcutTaken):
            await add_canned(world.store, world.ana, HELLO, made)
        monkeypatch.setitem(glossary_module.WORDS.most, "organisation", 1)
        monkeypatch.setitem(canned_module.ANSWERS.most, "organisation", 1)
        with pytest.raises(TooMany):
            await add_word(world.store, world.ana, Entry(source="casa"), organisation_id=made)
        with pytest.raises(TooMany):
            await add_canned(world.store, world.ana, Text(shortcut="yo", language="pt", text="Oi"), made)

    run(story)


def test_what_was_taught_stays_with_the_organisation_and_goes_with_it(run):
    async def story(world):
        made = await company(world, ben="admin")
        await add_word(world.store, world.ben, BULE, organisation_id=made)
        await add_canned(world.store, world.ben, HELLO, made)

        async def left(me):
            async with world.store.writing() as connection:
                await leave_all(connection, world.store.partitions, me)
            async with world.store.reading() as connection:
                return [
                    await connection.scalar(select(func.count()).select_from(one)) for one in (terms, canned)
                ]

        assert await left(world.ben) == [1, 1]
        assert await left(world.ana) == [0, 0]

    run(story)
