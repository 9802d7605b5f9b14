"""A deleted account goes with all that was its own, from the rows and from the file."""

import asyncio

import pytest
from sqlalchemy import func, select

from service.enrichment.apply import apply_batch
from service.errors import (
    HandleTaken,
    LastOwner,
    NotFound,
    NothingToCorrect,
    NotSignedIn,
    PersonGone,
    WrongPassword,
)
from service.events import ConversationChanged
from service.identity.accounts import sign_in, sign_up
from service.identity.deletion import delete_me, erase, erased, unfinished
from service.identity.organisations import leave_all, list_members
from service.identity.people import find_person, search_people
from service.knowledge.canned import Text, add_canned
from service.knowledge.corrections import correct_translation
from service.knowledge.glossary import Entry, add_word
from service.messaging.conversations import get_conversation, open_conversation
from service.messaging.messages import post_message
from service.messaging.reading import read_messages
from service.store import tables
from tests.contract.signing import ZOE, set_hash
from tests.contract.test_store_organisations import company
from tests.store.databases import enriched
from tests.store.hearing import Heard

SECRET = "xylophone-of-ana"


async def everything(world):
    """Ana writes, teaches and corrects; Ben answers."""
    store, settings, talk = world.store, world.settings, world.talk.id
    await set_hash(store, "ana", "a long password")
    for number in range(5):
        posted = await world.post(world.ana, f"{SECRET} number {number}, my friend")
        await apply_batch(store, [enriched(posted.mine, language="pt")])
    answer = await world.post(world.ben, "What a fine instrument you have")
    translated = enriched(answer.mine, language="en")
    text = next(iter(translated.translations.values()))
    await apply_batch(store, [type(translated)(**{**fields_of(translated), "translations": {"pt": text}})])
    await correct_translation(
        store, settings, world.ana, answer.mine.id, text=f"{SECRET} corrected", client_id="m"
    )
    await correct_translation(
        store, settings, world.ben, posted.mine.id, text="Bens own correction", client_id="n"
    )
    await add_word(store, world.ana, Entry(source=SECRET))
    await add_word(store, world.ana, Entry(source=SECRET + " too"), talk)
    await add_canned(store, world.ana, Text(shortcut="xyl", language="pt", text=f"{SECRET} canned"))
    return answer


def fields_of(struct):
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


async def texts_of(store):
    found = []
    async with store.reading() as connection:
        for table in tables.metadata.sorted_tables:
            if table.name != "outbox":
                found += [repr(tuple(row)) for row in (await connection.execute(select(table))).all()]
    return "\n".join(found)


def test_a_deleted_account_leaves_none_of_its_words_and_no_name(run, database):
    async def story(world):
        store = world.store
        answer = await everything(world)
        before = (await get_conversation(store, world.ben, world.talk.id)).rev
        with pytest.raises(WrongPassword):
            await delete_me(store, world.ana, password="not that one")
        assert await unfinished(store) == []
        await delete_me(store, world.ana, password="a long password")
        assert await unfinished(store) == [world.ana]
        for _ in range(2):
            heard = Heard(store)
            await erase(store, world.ana)
            shown = ConversationChanged(conversation_id=world.talk.id, person_ids=(world.ben,))
            assert heard.take() == [shown]
        await erased(store, world.ana)
        assert await unfinished(store) == []
        left = await texts_of(store)
        assert SECRET not in left and "Ana" not in left and "'ana'" not in left
        assert "Bens own correction" not in left, "what others made of the person's texts goes with these"
        seen = await get_conversation(store, world.ben, world.talk.id)
        assert (seen.other.deleted, seen.other.name, seen.other.handle) == (True, "", "")
        page = await read_messages(store, world.ben, world.talk.id)
        assert [one.text for one in page.messages] == [""] * 5 + [answer.mine.text]
        assert all(one.enrichment.status == "done" for one in page.messages[:5])
        revs = [one.rev for one in page.messages]
        assert len(set(revs)) == len(revs) and min(revs[:5]) > before, "every client hears of each"
        assert seen.rev == max(revs)

    run(story)


def test_nobody_reaches_a_deleted_account_and_nobody_gets_its_handle(run):
    async def story(world):
        store = world.store
        answer = await everything(world)
        late = await world.post(world.ana, SECRET)
        await delete_me(store, world.ana, password="a long password")
        await erase(store, world.ana)
        assert await apply_batch(store, [enriched(late.mine)]) == [], "an enrichment that comes late"
        with pytest.raises(PersonGone):
            await world.post(world.ben)
        with pytest.raises(NotSignedIn):
            await world.post(world.ana)
        with pytest.raises((PersonGone, NothingToCorrect)):
            await correct_translation(store, world.settings, world.ben, late.mine.id, text="x", client_id="y")
        with pytest.raises(NotFound):
            await open_conversation(store, world.ben, "ana")
        with pytest.raises(NotFound):
            await find_person(store, world.ben, "ana")
        assert await search_people(store, world.ben, "a") == []
        for handle in ("ana", "ANA"):
            with pytest.raises(HandleTaken):
                await sign_up(store, **(ZOE | {"handle": handle}))
            with pytest.raises(WrongPassword):
                await sign_in(store, handle=handle, password="a long password")
        assert SECRET not in await texts_of(store) and answer

    run(story)


def test_a_conversation_goes_when_both_sides_are_deleted(run):
    async def story(world):
        store = world.store
        await everything(world)
        await set_hash(store, "ben", "a long password")
        for one in (world.ana, world.ben):
            await delete_me(store, one, password="a long password")
        await erase(store, world.ana)
        async with store.reading() as connection:
            assert await connection.scalar(select(func.count()).select_from(tables.messages)) == 0

    run(story)


def test_a_text_that_is_being_posted_while_the_account_goes_is_erased_too(run):
    async def story(world):
        store = world.store
        await set_hash(store, "ana", "a long password")
        posts = [
            post_message(
                store, world.settings, world.ana, world.talk.id, text=SECRET, client_id=f"late {one}"
            )
            for one in range(20)
        ]
        deletion = delete_me(store, world.ana, password="a long password")
        await asyncio.gather(*posts[:10], deletion, *posts[10:], return_exceptions=True)
        await erase(store, world.ana)
        assert SECRET not in await texts_of(store)

    run(story)


def test_the_file_of_the_store_does_not_hold_what_was_deleted(run, database):
    if database.kind != "sqlite":
        pytest.skip("PostgreSQL writes pages anew when VACUUM does")

    async def story(world):
        await everything(world)
        await world.store.checkpoint()
        path = database.settings.home / "duologue.db"
        assert SECRET.encode() in path.read_bytes()
        await delete_me(world.store, world.ana, password="a long password")
        await erase(world.store, world.ana)
        await erased(world.store, world.ana)
        async with world.store.reading() as connection:
            sent = list((await connection.execute(select(tables.outbox.c.id))).scalars())
        await world.store.forget_sent(sent)  # as the relay does
        await world.store.checkpoint()
        assert SECRET.encode() not in path.read_bytes()

    run(story)


def test_of_owners_who_delete_their_accounts_at_once_one_stays(run):
    async def leaves(world, account_id):
        async with world.store.writing() as connection:
            await leave_all(connection, 1, account_id)

    async def story(world):
        where = await company(world, ben="owner", eva="agent")
        async with world.store.writing() as connection:
            await leave_all(connection, 1, world.ana)
            other = asyncio.create_task(leaves(world, world.ben))
            await asyncio.wait({other}, timeout=0.2)  # as far as it comes
        with pytest.raises(LastOwner):
            await other
        found = {one.handle: one.role for one in await list_members(world.store, world.eva, where)}
        assert found == {"ben": "owner", "eva": "agent"}

    run(story)
