"""Who comes by an identity provider, on both databases: at once, deleted, or without a password."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from service.errors import WrongPassword
from service.identity import accounts, elsewhere, second_factor
from service.identity.accounts import change_password, sign_in
from service.identity.ceremonies import Site
from service.identity.deletion import delete_me
from service.identity.errors import LastWayIn, SignInAgain
from service.outbound.provider import Claims
from service.store import tables

HERE = Site(host="localhost", origin="http://localhost")
NEW = "correct horse battery"


class Provider:
    """Says of whoever has a code that it is their name there."""

    issuer = "https://id.example"

    async def way(self, asked, state):
        return state

    async def claims(self, asked, code, issuer):
        return Claims(sub=code, name="Zoë", preferred_username="zoe")


async def enter(store, sub):
    begun = await elsewhere.begin(store, Provider(), HERE, back="/", language="pt")
    came = {"state": begun.url, "browser": begun.browser, "code": sub, "issuer": None}
    return (await elsewhere.come_back(store, Provider(), **came)).signed


def test_who_comes_twice_at_once_is_one_and_two_of_a_name_are_two(run):
    async def story(world):
        store = world.store
        came = await asyncio.gather(*(enter(store, sub) for sub in ("one", "one", "two")))
        ids = [one.person.id for one in came]
        assert ids[0] == ids[1] != ids[2]
        assert len({one.person.handle for one in came}) == 2
        async with store.reading() as connection:
            for table, count in ((tables.identities, 2), (tables.flows, 0)):
                assert await connection.scalar(select(func.count()).select_from(table)) == count

    run(story)


def test_who_has_no_password_shows_who_they_are_by_a_sign_in_of_now(run):
    async def story(world):
        store = world.store
        me = await enter(store, "one")
        long_ago = datetime.now(UTC) - accounts.FRESH - timedelta(seconds=1)
        async with store.writing() as connection:
            await connection.execute(update(tables.sessions).values(created_at=long_ago))
        with pytest.raises(SignInAgain):
            await change_password(store, me.person.id, me.token, old="", new=NEW)
        with pytest.raises(WrongPassword):
            await delete_me(store, me.person.id, password="")
        again = await enter(store, "one")
        await change_password(store, me.person.id, again.token, old="", new=NEW)
        assert (await sign_in(store, handle=me.person.handle, password=NEW)).token
        with pytest.raises(WrongPassword):
            await delete_me(store, me.person.id, password="", token=again.token)

    run(story)


def test_who_has_no_password_sets_up_an_app_by_a_sign_in_of_now(run):
    async def story(world):
        me = await enter(world.store, "one")
        assert (
            await second_factor.begin(
                world.store, await accounts.confirmed(world.store, me.person.id, "", me.token)
            )
        ).secret
        with pytest.raises(WrongPassword):
            await accounts.confirmed(world.store, me.person.id, "")

    run(story)


def test_nobody_is_unlocked_out_of_their_account(run):
    async def story(world):
        me = await enter(world.store, "one")
        await second_factor.unlock(world.store, me.person.handle)
        async with world.store.writing() as connection:
            await connection.execute(delete(tables.identities))
        with pytest.raises(LastWayIn):
            await second_factor.unlock(world.store, me.person.handle)

    run(story)


def test_a_deleted_account_is_not_found_again(run):
    async def story(world):
        store = world.store
        me = await enter(store, "one")
        await delete_me(store, me.person.id, password="", token=me.token)
        async with store.reading() as connection:
            assert (await connection.execute(select(tables.identities))).all() == []
        other = await enter(store, "one")
        assert other.person.id != me.person.id and other.person.handle != me.person.handle

    run(story)
