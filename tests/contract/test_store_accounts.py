"""Passwords from every keyboard, and sessions."""

import asyncio
import unicodedata
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from service.errors import (
    InvalidInput,
    NotFound,
    NotSignedIn,
    WrongPassword,
)
from service.identity import passwords as passwords_of
from service.identity.accounts import change_password, sign_in, sign_up
from service.identity.sessions import (
    MOST,
    USED_EVERY,
    begin,
    end_others,
    end_session,
    hash_of,
    holding,
    list_sessions,
    sign_out,
    who,
)
from service.store.tables import sessions
from tests.contract.signing import ZOE, hash_in, set_hash

ACCENTED = "contraseña única ①"


BOTH = [unicodedata.normalize(form, ACCENTED) for form in ("NFC", "NFD")]


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


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u3000"])
def test_blanks_alone_are_no_password(blank):
    with pytest.raises(InvalidInput) as refused:
        passwords_of.password(blank * 8)
    assert refused.value.details == {"field": "password", "reason": "characters"}
    assert passwords_of.password(f"{blank * 7}x") == "       x"


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


def test_of_many_sessions_those_that_hold_are_known_at_once_and_counted_as_used(run):
    async def story(world):
        store, now = world.store, datetime.now(UTC)
        mine = await sign_up(store, **ZOE)
        holds, unused, expired, ended = [await add_session(store, mine.person.id) for _ in range(4)]
        await sign_out(store, ended)
        async with store.writing() as connection:
            for token, at in ((unused, "last_used_at"), (expired, "expires_at")):
                change = update(sessions).where(sessions.c.token_hash == hash_of(token))
                await connection.execute(change.values({at: now - 2 * USED_EVERY}))
        asked = [holds, unused, expired, ended, "nobody's"]
        assert await holding(store, asked) == {holds, unused}
        assert await holding(store, []) == frozenset()
        used = [one.last_used_at for one in await list_sessions(store, mine.person.id, unused) if one.current]
        assert used[0] >= now

    run(story)


async def add_session(store, person_id):
    async with store.writing() as connection:
        return await begin(connection, store, person_id)
