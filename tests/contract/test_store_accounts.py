"""Passwords from every keyboard, sessions, and accounts that go with all that was theirs."""

import asyncio
import unicodedata

import pytest
from sqlalchemy import func, select, update

from service.enrichment.apply import apply_batch
from service.errors import (
    HandleTaken,
    InvalidInput,
    NotFound,
    NothingToMend,
    NotSignedIn,
    PersonGone,
    WrongPassword,
)
from service.identity import passwords as passwords_of
from service.identity.accounts import change_password, sign_in, sign_up
from service.identity.deletion import delete_me, erase, erased, unfinished
from service.identity.people import find_person, search_people
from service.identity.sessions import MOST, end_others, end_session, hash_of, list_sessions, who
from service.knowledge.canned import Text, add_canned
from service.knowledge.corrections import correct_translation
from service.knowledge.glossary import Entry, add_word
from service.messaging.conversations import get_conversation, open_conversation
from service.messaging.messages import post_message
from service.messaging.reading import read_messages
from service.store import tables
from tests.store.databases import enriched

ZOE = {"handle": "zoe", "name": "Zoë", "password": "correct horse", "language": "pt"}
ACCENTED = "contraseña única ①"
BOTH = [unicodedata.normalize(form, ACCENTED) for form in ("NFC", "NFD")]


async def set_hash(store, handle, password):
    hashed = await passwords_of.hash_of(store.hashing, password)
    async with store.writing() as connection:
        where = tables.people.c.handle == handle
        await connection.execute(update(tables.people).where(where).values(password_hash=hashed))
    return hashed


async def hash_in(store, handle):
    async with store.reading() as connection:
        query = select(tables.people.c.password_hash).where(tables.people.c.handle == handle)
        return await connection.scalar(query)


def test_a_password_opens_from_every_keyboard(run):
    async def story(world):
        for number, one in enumerate(BOTH):
            await sign_up(world.store, **(ZOE | {"handle": f"zoe{number}", "password": one}))
            for other in (*BOTH, BOTH[0].replace(" ", "\u00a0")):
                assert (await sign_in(world.store, handle=f"zoe{number}", password=other)).token
            with pytest.raises(WrongPassword):
                await sign_in(world.store, handle=f"zoe{number}", password=BOTH[0].replace("ú", "u"))

    run(story)


@pytest.mark.parametrize("before", BOTH, ids=["composed", "decomposed"])
def test_a_password_from_before_opens_and_is_kept_in_the_one_form_from_then_on(run, before):
    async def story(world):
        await sign_up(world.store, **ZOE)
        await set_hash(world.store, "zoe", before)
        for one in BOTH:
            await sign_in(world.store, handle="zoe", password=one)
        hashed = await hash_in(world.store, "zoe")
        opaque = passwords_of.password(ACCENTED)
        assert await passwords_of.fits(world.store.hashing, hashed, [opaque]) == opaque

    run(story)


def test_a_password_that_none_may_have_today_still_opens_what_it_opened(run):
    async def story(world):
        await sign_up(world.store, **ZOE)
        before = await set_hash(world.store, "zoe", "horse \u2764\ufe0f battery")
        assert await sign_in(world.store, handle="zoe", password="horse \u2764\ufe0f battery")
        assert await hash_in(world.store, "zoe") == before
        with pytest.raises(InvalidInput) as refused:
            passwords_of.password("horse \u2764\ufe0f battery")
        assert refused.value.details == {"field": "password", "reason": "characters"}

    run(story)


def test_a_new_password_ends_all_other_sessions(run):
    async def story(world):
        store = world.store
        mine = await sign_up(store, **ZOE, device="Firefox, Linux")
        other = await sign_in(store, handle="zoe", password=ZOE["password"], device="curl")
        listed = await list_sessions(store, mine.person.id, mine.token)
        assert {(one.device, one.current) for one in listed} == {("Firefox, Linux", True), ("curl", False)}
        for old, new, problem in (
            ("wrong horse", "another one", WrongPassword),
            (ZOE["password"], "short", InvalidInput),
        ):
            with pytest.raises(problem):
                await change_password(store, mine.person.id, mine.token, old=old, new=new)
        assert await who(store, other.token), "nothing has changed"
        ended = await change_password(store, mine.person.id, mine.token, old=ZOE["password"], new=BOTH[1])
        assert ended == [hash_of(other.token)]
        assert (await who(store, mine.token)).handle == "zoe"
        with pytest.raises(NotSignedIn) as refused:
            await who(store, other.token)
        assert refused.value.details == {"reason": "ended"}
        with pytest.raises(WrongPassword):
            await sign_in(store, handle="zoe", password=ZOE["password"])
        assert await sign_in(store, handle="zoe", password=BOTH[0])

    run(story)


def test_who_signs_in_while_the_password_changes_gets_no_session_with_the_old_one(run):
    async def story(world):
        store = world.store
        mine = await sign_up(store, **ZOE)
        change = change_password(store, mine.person.id, mine.token, old=ZOE["password"], new="another one")
        tries = [sign_in(store, handle="zoe", password=ZOE["password"]) for _ in range(3)]
        await asyncio.gather(change, *tries, return_exceptions=True)
        assert [one.current for one in await list_sessions(store, mine.person.id, mine.token)] == [True]

    run(story)


def test_sessions_are_ended_by_their_person_alone_and_are_bounded(run):
    async def story(world):
        store = world.store
        mine = await sign_up(store, **ZOE)
        other = await sign_in(store, handle="zoe", password=ZOE["password"])
        eve = await sign_up(store, **(ZOE | {"handle": "evelyn"}))
        [session] = [one for one in await list_sessions(store, mine.person.id, other.token) if one.current]
        for who_asks, which in ((eve.person.id, session.id), (mine.person.id, "nothing")):
            with pytest.raises(NotFound):
                await end_session(store, who_asks, which)
        assert await end_session(store, mine.person.id, session.id) == hash_of(other.token)
        for _ in range(MOST + 3):
            last = await add_session(store, mine.person.id)
        assert len(await list_sessions(store, mine.person.id, last)) == MOST
        with pytest.raises(NotSignedIn):
            await who(store, mine.token)
        assert len(await end_others(store, mine.person.id, last)) == MOST - 1
        assert await who(store, last) and await who(store, eve.token)

    run(story)


async def add_session(store, person_id):
    from service.identity import sessions

    async with store.writing() as connection:
        return await sessions.begin(connection, store, person_id)


SECRET = "xylophone-of-ana"


async def everything(world):
    """Ana writes, teaches and mends; Ben answers."""
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
        store, settings, world.ana, answer.mine.id, text=f"{SECRET} mended", client_id="m"
    )
    await correct_translation(store, settings, world.ben, posted.mine.id, text="Bens own mend", client_id="n")
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


def test_a_deleted_account_leaves_none_of_its_words_and_no_name(run, house):
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
            assert await erase(store, world.ana) == [(world.ben, world.talk.id)]
        await erased(store, world.ana)
        assert await unfinished(store) == []
        left = await texts_of(store)
        assert SECRET not in left and "Ana" not in left and "'ana'" not in left
        assert "Bens own mend" not in left, "what others made of the person's texts goes with these"
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
        with pytest.raises((PersonGone, NothingToMend)):
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


def test_the_file_of_the_store_does_not_hold_what_was_deleted(run, house):
    if house.kind != "sqlite":
        pytest.skip("PostgreSQL writes pages anew when VACUUM does")

    async def story(world):
        await everything(world)
        await world.store.checkpoint()
        path = house.settings.home / "duologue.db"
        assert SECRET.encode() in path.read_bytes()
        await delete_me(world.store, world.ana, password="a long password")
        await erase(world.store, world.ana)
        await erased(world.store, world.ana)
        async with world.store.writing(shred=True) as connection:
            await connection.execute(tables.outbox.delete())
        await world.store.checkpoint()
        assert SECRET.encode() not in path.read_bytes()

    run(story)
