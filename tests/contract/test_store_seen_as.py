"""Who is blocked sees who blocks them as of the block, whichever way they look; later as they are."""

import pytest
from sqlalchemy import select

from service.enrichment.apply import apply_enriched
from service.enrichment.commands import retry_enrichment
from service.enrichment.enrich_request import events_of
from service.enrichment.preview import ask_preview
from service.events import PersonChanged, TalkingChanged
from service.identity.deletion import delete_me
from service.identity.people import change_me, find_person, partners_of, search_people
from service.messaging.conversations import get_conversation, list_conversations, open_conversation
from service.messaging.reading import read_messages
from service.messaging.requests import block_conversation, unblock_conversation
from service.store.tables import accounts, participants
from tests.contract.asking import asked, say
from tests.store.databases import enriched
from tests.store.hearing import Heard


async def as_shown(world, talk, me=None):
    """Every way in which one looks at Ben, as (name, language)."""
    me = me or world.ana
    people = [
        (await get_conversation(world.store, me, talk)).other,
        next(one for one in await list_conversations(world.store, me) if one.id == talk).other,
        (await open_conversation(world.store, me, "ben"))[0].other,
        await find_person(world.store, me, "ben"),
        *await search_people(world.store, me, "ben"),
    ]
    assert len(people) == 5
    return {(one.name, one.language) for one in people}


async def found(world, me, text):
    return [one.name for one in await search_people(world.store, me, text)]


async def renamed(world):
    await change_me(world.store, world.ben, name="Wotan", language="fr")


def test_a_new_name_and_language_are_not_seen_by_who_is_blocked(run):
    async def story(world):
        await block_conversation(world.store, world.ben, world.talk.id)
        await renamed(world)
        await block_conversation(world.store, world.ben, world.talk.id)
        assert await as_shown(world, world.talk.id) == {("Ben", "en")}
        assert await found(world, world.ana, "wot") == [], "not by the name that they do not know"
        assert await found(world, world.eva, "wot") == ["Wotan"]
        assert world.ana not in await partners_of(world.store, world.ben), "no frame says it"
        await unblock_conversation(world.store, world.ben, world.talk.id)
        assert await as_shown(world, world.talk.id) == {("Wotan", "fr")}
        assert await found(world, world.ana, "wot") == ["Wotan"]

    run(story)


def test_they_are_found_by_the_name_of_then(run):
    async def story(world):
        await change_me(world.store, world.ben, name="Zoë")
        await block_conversation(world.store, world.ben, world.talk.id)
        await renamed(world)
        assert await found(world, world.ana, "zoe") == ["Zoë"]
        assert await found(world, world.eva, "zoe") == []

    run(story)


def test_a_stranger_who_is_blocked_sees_it_as_little(run):
    async def story(world):
        talk = await asked(world)
        await block_conversation(world.store, world.ben, talk)
        await renamed(world)
        assert await as_shown(world, talk, world.eva) == {("Ben", "en")}
        assert await as_shown(world, world.talk.id) == {("Wotan", "fr")}, "others see it"

    run(story)


def test_who_blocks_sees_the_other_side_as_it_is_and_both_may_block(run):
    async def story(world):
        await block_conversation(world.store, world.ben, world.talk.id)
        await change_me(world.store, world.ana, name="Anaïs", language="de")
        other = (await get_conversation(world.store, world.ben, world.talk.id)).other
        assert (other.name, other.language) == ("Anaïs", "de")
        await block_conversation(world.store, world.ana, world.talk.id)
        await change_me(world.store, world.ana, name="Third", language="es")
        await renamed(world)
        ben = (await get_conversation(world.store, world.ana, world.talk.id)).other
        ana = (await get_conversation(world.store, world.ben, world.talk.id)).other
        assert (ben.name, ben.language, ana.name, ana.language) == ("Ben", "en", "Anaïs", "de")
        heard = Heard(world.store)
        await unblock_conversation(world.store, world.ben, world.talk.id)
        assert heard.of(TalkingChanged) == [], "the other side still blocks"
        ben = (await get_conversation(world.store, world.ana, world.talk.id)).other
        assert ben.name == "Wotan"

    run(story)


def test_nothing_is_translated_into_the_new_language_before_the_block_ends(run):
    """Neither what was there, nor what is written meanwhile, nor a draft: their author sees the languages."""

    async def targets(world, ids):
        async with world.store.reading() as connection:
            return {one.targets for one in await events_of(connection, ids)}

    async def story(world):
        before = (await world.post(world.ana)).mine
        await apply_enriched(world.store, enriched(before))
        await block_conversation(world.store, world.ben, world.talk.id)
        await renamed(world)
        shown = await read_messages(world.store, world.ana, world.talk.id)
        assert [one.rev for one in shown.messages] == [one.rev for one in await as_of(world, before)]
        assert shown.messages[-1].enrichment.status == "done", "it waits for nothing"
        meanwhile = (await world.post(world.ana)).mine
        await apply_enriched(world.store, enriched(meanwhile, status="failed", translations={}))
        await retry_enrichment(world.store, world.settings, world.ana, meanwhile.id)
        assert await targets(world, [before.id, meanwhile.id]) == {("en",)}
        draft = await ask_preview(world.store, world.settings, world.ana, world.talk.id, ref="r", text="Oi")
        assert "fr" not in repr(draft)
        await unblock_conversation(world.store, world.ben, world.talk.id)
        assert await targets(world, [before.id, meanwhile.id]) == {("fr",)}
        after = (await read_messages(world.store, world.ana, world.talk.id)).messages
        assert {one.enrichment.status for one in after} == {"pending"}, "as if the language were new now"

    async def as_of(world, message):
        """A message whose enrichment came, and no more."""
        [one] = (await read_messages(world.store, world.ana, world.talk.id)).messages
        assert one.rev == message.rev + 1
        return [one]

    run(story)


@pytest.mark.parametrize("changed", [True, False])
def test_who_is_back_is_told_with_what_is_new(run, changed):
    async def story(world):
        await block_conversation(world.store, world.ben, world.talk.id)
        if changed:
            await renamed(world)
        heard = Heard(world.store)
        await unblock_conversation(world.store, world.ben, world.talk.id)
        events = heard.take()
        [back] = [one for one in events if isinstance(one, TalkingChanged)]
        assert back.talking and (back.person.name if back.person else None) == ("Wotan" if changed else None)
        assert not [one for one in events if isinstance(one, PersonChanged)], "nobody else is told"

    run(story)


def test_who_is_deleted_leaves_no_name_behind(run, monkeypatch):
    async def story(world):
        await block_conversation(world.store, world.ben, world.talk.id)
        row = (participants.c.conversation_id == world.talk.id, participants.c.account_id == world.ben)
        names = select(participants.c.seen_name, participants.c.seen_name_key).where(*row)
        async with world.store.reading() as connection:
            assert tuple((await connection.execute(names)).one()) == ("Ben", "ben")
            account = (await connection.execute(select(accounts).where(accounts.c.id == world.ben))).one()

        async def confirmed(store, me_id, password, token):
            return account

        monkeypatch.setattr("service.identity.deletion.confirmed", confirmed)
        await delete_me(world.store, world.ben, password="-")
        async with world.store.reading() as connection:
            assert tuple((await connection.execute(names)).one()) == (None, None)
        assert (await get_conversation(world.store, world.ana, world.talk.id)).other.deleted

    run(story)


def test_one_who_comes_later_is_not_concerned(run):
    async def story(world):
        await block_conversation(world.store, world.ben, world.talk.id)
        await renamed(world)
        talk = await asked(world)
        assert await as_shown(world, talk, world.eva) == {("Wotan", "fr")}
        posted = await say(world, world.eva, talk, "hola")
        async with world.store.reading() as connection:
            assert [one.targets for one in await events_of(connection, [posted.mine.id])] == [("fr",)]

    run(story)
