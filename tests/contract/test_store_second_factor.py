"""A second factor, on both databases: switched on, asked for, used once, given up; asked of members."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from service.errors import InvalidInput, NotFound, Unavailable, WrongPassword
from service.identity import second_factor
from service.identity.accounts import confirmed, sign_in, sign_up
from service.identity.configuration import Configuration, configure
from service.identity.deletion import delete_me
from service.identity.errors import SecondFactorMissing, SecondFactorNeeded, SecondFactorOn, WrongCode
from service.identity.organisations import create_organisation, join, remove_member
from service.identity.recovery import CODES
from service.identity.sessions import hash_of, holding, list_sessions, who
from service.notifications.subscriptions import subscriptions_of
from service.store import tables
from service.store.seal import Seal
from tests.authenticator import Authenticator
from tests.contract.signing import ZOE
from wire.contracts.ids import new_id

PASSWORD = ZOE["password"]
ARABIC = {ord("0") + one: chr(0x660 + one) for one in range(10)}
AGAIN = {"handle": "zoe", "password": PASSWORD}


@pytest.fixture
def app(monkeypatch):
    return Authenticator(monkeypatch)


def test_it_is_switched_on_by_a_code_and_other_sessions_end(run, app):
    async def story(world):
        store = world.store
        mine = await sign_up(store, **ZOE)
        me = mine.person.id
        await sign_in(store, **AGAIN)
        with pytest.raises(WrongPassword):
            await second_factor.begin(store, await confirmed(store, me, "wrong horse"))
        with pytest.raises(NotFound):
            await second_factor.confirm(store, me, mine.token, code="000000")
        begun = await second_factor.begin(store, await confirmed(store, me, PASSWORD))
        app.secret = begun.secret
        for code in (app.wrong(), "\u00e9", "\ud800", ""):
            with pytest.raises(WrongCode):
                await second_factor.confirm(store, me, mine.token, code=code)
        assert not (await second_factor.show(store, me)).on
        assert len(await list_sessions(store, me, mine.token)) == 2
        app.secret = (await second_factor.begin(store, await confirmed(store, me, PASSWORD))).secret
        assert app.secret != begun.secret, "what was begun before is of no use"
        spaced = f"{app.code()[:3]} {app.code()[3:]}"
        made = await second_factor.confirm(store, me, mine.token, code=spaced)
        assert len(set(made.codes)) == CODES
        found = await second_factor.show(store, me)
        assert (found.on, found.recovery_left) == (True, CODES)
        assert [one.current for one in await list_sessions(store, me, mine.token)] == [True]
        for again in (
            second_factor.begin(store, await confirmed(store, me, PASSWORD)),
            second_factor.confirm(store, me, mine.token, code=app.fresh()),
        ):
            with pytest.raises(SecondFactorOn):
                await again
        async with store.reading() as connection:
            row = (await connection.execute(select(tables.second_factors))).one()
            hashes = (await connection.execute(select(tables.recovery_codes.c.code_hash))).scalars().all()
        assert app.secret not in row.secret
        assert not set(made.codes) & set(hashes)

    run(story)


def test_what_was_begun_long_ago_is_not_confirmed(run, app):
    async def story(world):
        mine = await sign_up(world.store, **ZOE)
        app.secret = (
            await second_factor.begin(world.store, await confirmed(world.store, mine.person.id, PASSWORD))
        ).secret
        long_ago = datetime.now(UTC) - second_factor.HELD - timedelta(seconds=1)
        async with world.store.writing() as connection:
            await connection.execute(update(tables.second_factors).values(created_at=long_ago))
        with pytest.raises(NotFound):
            await second_factor.confirm(world.store, mine.person.id, mine.token, code=app.code())

    run(story)


def test_a_code_is_asked_for_and_none_works_twice(run, app):
    async def story(world):
        store, guesses = world.store, []

        async def guess():
            guesses.append(1)

        recovery = await app.join(store, await sign_up(store, **ZOE), PASSWORD)
        with pytest.raises(SecondFactorNeeded):
            await sign_in(store, **AGAIN, guess=guess)
        with pytest.raises(WrongPassword):
            await sign_in(store, handle="zoe", password="wrong horse", code=app.fresh(), guess=guess)
        assert guesses == [], "who does not know the password tries no code"
        used = app.fresh()
        tries = [sign_in(store, **AGAIN, code=used, guess=guess) for _ in range(2)]
        told = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(type(one).__name__ for one in told) == ["SignedIn", "WrongCode"]
        typed = recovery[0].upper().replace("-", " ")
        await sign_in(store, **AGAIN, code=typed, guess=guess)
        assert len(guesses) == 2, "of recovery codes there are too many to be guessed"
        await sign_in(store, **AGAIN, code=app.fresh().translate(ARABIC), guess=guess)
        assert len(guesses) == 3, "digits of another keyboard are guesses too"
        for code in (recovery[0], app.wrong(), "", "\ud800"):
            with pytest.raises(WrongCode):
                await sign_in(store, **AGAIN, code=code, guess=guess)

    run(story)


def test_codes_of_before_are_renewed_and_it_is_switched_off_by_password_and_code(run, app):
    async def story(world):
        store = world.store
        mine = await sign_up(store, **ZOE)
        me = mine.person.id
        old = await app.join(store, mine, PASSWORD)
        with pytest.raises(WrongCode):
            await second_factor.renew_recovery(store, me, password=PASSWORD, code=app.code())
        new = (await second_factor.renew_recovery(store, me, password=PASSWORD, code=app.fresh())).codes
        with pytest.raises(WrongCode):
            await second_factor.remove(store, me, mine.token, password=PASSWORD, code=old[0])
        with pytest.raises(WrongPassword):
            await second_factor.remove(store, me, mine.token, password="wrong horse", code=new[0])
        other = await sign_in(store, **AGAIN, code=app.fresh())
        await second_factor.remove(store, me, mine.token, password=PASSWORD, code=new[0])
        assert not (await second_factor.show(store, me)).on
        with pytest.raises(NotFound):
            await second_factor.remove(store, me, mine.token, password=PASSWORD, code=new[1])
        assert [one.current for one in await list_sessions(store, me, other.token)] == [False]
        assert (await sign_in(store, **AGAIN)).token

    run(story)


def test_a_deleted_account_leaves_nothing_of_it(run, app):
    async def story(world):
        mine = await sign_up(world.store, **ZOE)
        await app.join(world.store, mine, PASSWORD)
        await delete_me(world.store, mine.person.id, password=PASSWORD)
        async with world.store.reading() as connection:
            for table in (tables.second_factors, tables.recovery_codes):
                assert (await connection.execute(select(table))).all() == []

    run(story)


def test_another_key_opens_nothing_and_recovery_codes_still_work(run, app):
    async def story(world):
        store = world.store
        recovery = await app.join(store, await sign_up(store, **ZOE), PASSWORD)
        fresh = app.fresh()
        elsewhere = world.settings.home / "elsewhere"
        store.seal = Seal(replace(world.settings, home=elsewhere, seal_key="x" * 32))
        with pytest.raises(Unavailable):
            await sign_in(store, **AGAIN, code=fresh)
        assert (await sign_in(store, **AGAIN, code=recovery[0])).token

    run(story)


def test_an_owner_who_has_one_asks_one_of_all_members(run, app):
    async def story(world):
        store, now = world.store, datetime.now(UTC)
        zoe = await sign_up(store, **ZOE)
        house = (await create_organisation(store, zoe.person.id, name="Casa", language="pt")).id
        ben = await sign_up(store, **(ZOE | {"handle": "benn"}))
        async with store.writing() as connection:
            await join(connection, house, ben.person.id, "agent", now)

        async def ask(since):
            asked = Configuration(second_factor_from=since)
            return (await configure(store, zoe.person.id, house, asked)).second_factor_from

        place = {"id": new_id(), "session": hash_of(ben.token), "person_id": ben.person.id, "failures": 0}
        place |= {"endpoint": "https://push.example", "endpoint_key": "-", "p256dh": "-", "auth": "-"}
        async with store.writing() as connection:
            row = place | {"hides_text": False, "created_at": now}
            await connection.execute(insert(tables.push_subscriptions).values(row))

        async def told_at():
            return len(await subscriptions_of(store, ben.person.id))

        soon = now.replace(microsecond=0) + timedelta(days=7)
        with pytest.raises(SecondFactorMissing):
            await ask(soon)
        await app.join(store, zoe, PASSWORD)
        for refused in (now + timedelta(days=91), now.replace(tzinfo=None)):
            with pytest.raises(InvalidInput):
                await ask(refused)
        assert await ask(soon) == soon
        assert await told_at() == 1
        told = (await who(store, ben.token)).demand
        assert told is not None
        assert (told.organisation_id, told.name, told.since, told.due) == (house, "Casa", soon, False)
        assert (await who(store, zoe.token)).demand is None
        assert await ask(now - timedelta(days=1)) >= now, "from now on"
        assert await told_at() == 0, "nothing that was written is pushed to who is kept out"
        with pytest.raises(SecondFactorMissing) as refused:
            await who(store, ben.token)
        assert await holding(store, [ben.token, zoe.token]) == {zoe.token}
        assert refused.value.details == {"organisation": house, "name": "Casa"}
        entered = (await sign_in(store, handle="benn", password=PASSWORD)).person
        for me in (await who(store, ben.token, lacking=("second_factor",)), entered):
            assert me.demand is not None and me.demand.due, "also in the moment that it was set to"
        await remove_member(store, ben.person.id, house, ben.person.id)
        assert (await who(store, ben.token)).demand is None
        assert await told_at() == 1
        assert await ask(None) is None

    run(story)


def test_whoever_runs_the_service_lets_somebody_in_who_has_lost_it(run, app):
    async def story(world):
        store = world.store
        mine = await sign_up(store, **ZOE)
        await app.join(store, mine, PASSWORD)
        assert await second_factor.unlock(store, "@Zoe")
        assert not await second_factor.unlock(store, "zoe")
        with pytest.raises(NotFound):
            await second_factor.unlock(store, "nobody.here")
        assert await list_sessions(store, mine.person.id, mine.token) == []
        assert (await sign_in(store, **AGAIN)).token

    run(story)
