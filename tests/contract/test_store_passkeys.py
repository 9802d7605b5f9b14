"""Passkeys, on both databases: added, signed in with, a second factor by being there, given up."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import msgspec
import pytest
from sqlalchemy import func, select, update

from service.errors import InvalidInput, NotFound, TooMany, WrongPassword
from service.identity import entering, passkeys, second_factor
from service.identity.accounts import sign_in, sign_up
from service.identity.ceremonies import Site
from service.identity.challenges import LASTS, forget_unanswered
from service.identity.configuration import Configuration, configure
from service.identity.deletion import delete_me
from service.identity.errors import PasskeyRefused, SecondFactorMissing, SecondFactorNeeded, WrongCode
from service.identity.organisations import create_organisation, join
from service.identity.passkey_models import Asserted, Attested, Proof
from service.identity.sessions import list_sessions, who
from service.messaging.exporting import files_of
from service.store import tables
from service.store.ops_tables import audit_entries
from tests.authenticator import Authenticator
from tests.contract.signing import ZOE
from tests.passkey_device import PRESENT, Device

HERE = Site(host="localhost", origin="http://localhost")
ELSEWHERE = Site(host="chat.example", origin="https://chat.example")
PASSWORD = ZOE["password"]
PROOF = Proof(password=PASSWORD)
AGAIN = {"handle": "zoe", "password": PASSWORD}


def said(asked):
    return msgspec.to_builtins(asked)


class Person:
    """Somebody signed up, in a session of theirs."""

    def __init__(self, store, signed):
        self.store, self.id, self.token = store, signed.person.id, signed.token

    async def ask(self, site=HERE, proof=PROOF):
        return said(await passkeys.ask_to_add(self.store, self.id, self.token, site, proof))

    async def keep(self, made, site=HERE, name="phone"):
        return await passkeys.add(self.store, self.id, self.token, site, Attested(name=name, **made))

    async def add(self, device, name="phone", proof=PROOF):
        return await self.keep(device.make(await self.ask(proof=proof)), name=name)

    async def remove(self, passkey, proof):
        await passkeys.remove(self.store, self.id, self.token, HERE, passkey, proof)

    async def signed(self, device):
        """A proof by passkey."""
        asked = said(await entering.ask_to_sign(self.store, HERE))
        return Proof(password=PASSWORD, passkey=Asserted(**device.sign(asked)))


async def enter(store, device, site=HERE, asked=None):
    asked = asked or said(await entering.ask_to_sign(store, site))
    return await entering.enter(store, site, Asserted(**device.sign(asked)), "Firefox")


async def zoe(world):
    return Person(world.store, await sign_up(world.store, **ZOE))


def test_one_is_added_named_and_signed_in_with(run):
    async def story(world):
        store, me, phone, key = world.store, await zoe(world), Device(), Device()
        await sign_in(store, **AGAIN)
        with pytest.raises(WrongPassword):
            await me.ask(proof=Proof(password="wrong horse"))
        first = await me.add(phone, " phone ")
        assert (first.passkey.name, first.passkey.site, len(first.codes)) == ("phone", "localhost", 10)
        assert [one.current for one in await list_sessions(store, me.id, me.token)] == [True]
        with pytest.raises(SecondFactorNeeded) as needed:
            await sign_in(store, **AGAIN)
        assert needed.value.details == {"ways": "passkey"}
        there = await enter(store, phone)
        assert (there.person.id, there.person.demand) == (me.id, None)
        assert {one.device for one in await list_sessions(store, me.id, me.token)} == {"", "Firefox"}
        again = await sign_in(store, **AGAIN, code=first.codes[0])
        assert again.person.id == me.id
        second = await me.add(key, "key", await me.signed(phone))
        assert second.codes == ()
        renamed = await passkeys.rename(store, me.id, second.passkey.id, "blue key")
        found = await passkeys.list_passkeys(store, me.id)
        assert [one.name for one in found] == ["phone", "blue key"]
        assert renamed == found[1] and found[0].last_used_at is not None
        assert (await second_factor.show(store, me.id)).passkeys == 2
        exported = {
            name: b"".join([part async for part in parts])
            async for name, parts in files_of(store, there.person)
        }
        assert b"blue key" in exported["passkeys.jsonl"] and b"public_key" not in exported["passkeys.jsonl"]

    run(story)


def test_what_was_asked_is_answered_once_by_whom_and_where_it_was_asked(run):
    async def story(world):
        store, me, phone = world.store, await zoe(world), Device()
        ben = Person(store, await sign_up(store, **(ZOE | {"handle": "benn"})))
        other = Person(store, await sign_in(store, **AGAIN))
        for person, site in ((ben, HERE), (other, HERE), (me, ELSEWHERE)):
            with pytest.raises(PasskeyRefused):
                await person.keep(phone.make(await me.ask()), site)
        to_enter = said(await entering.ask_to_sign(store, HERE))
        with pytest.raises(PasskeyRefused):
            await me.keep(phone.make(to_enter))
        made = phone.make(await me.ask())
        tries = await asyncio.gather(me.keep(made), me.keep(made), return_exceptions=True)
        assert sorted(type(one).__name__ for one in tries) == ["PasskeyAdded", "PasskeyRefused"]
        with pytest.raises(PasskeyRefused):
            await ben.add(phone)
        asked = said(await entering.ask_to_sign(store, HERE))
        answer = Asserted(**phone.sign(asked))
        told = await asyncio.gather(
            *(entering.enter(store, HERE, answer) for _ in range(2)), return_exceptions=True
        )
        assert sorted(type(one).__name__ for one in told) == ["PasskeyRefused", "SignedIn"]
        late = said(await entering.ask_to_sign(store, HERE))
        async with store.writing() as connection:
            over = datetime.now(UTC) - timedelta(seconds=1)
            await connection.execute(update(tables.challenges).values(expires_at=over))
        with pytest.raises(PasskeyRefused):
            await enter(store, phone, asked=late)
        assert await forget_unanswered(store) >= 1
        assert timedelta(minutes=5) >= LASTS
        async with store.reading() as connection:
            assert await connection.scalar(select(func.count()).select_from(tables.challenges)) == 0

    run(story)


def test_no_other_device_site_or_holder_gets_in(run):
    async def story(world):
        store, me, phone = world.store, await zoe(world), Device()
        await me.add(phone)

        async def refused(device, site=HERE):
            with pytest.raises(PasskeyRefused):
                await enter(store, device, site)

        stranger = Device()
        await refused(stranger)
        stranger.id = phone.id
        await refused(stranger)
        await refused(phone, ELSEWHERE)
        phone.origin = "http://localhost.evil.example"
        await refused(phone)
        phone.origin = HERE.origin
        phone.flags = PRESENT
        await refused(phone)
        unknown = Device()
        unknown.flags = PRESENT
        with pytest.raises(PasskeyRefused):
            await me.add(unknown, proof=await _recognised(me, phone))
        assert (await enter(store, phone)).person.id == me.id
        phone.count = 1
        await refused(phone)
        for garbage in ("AA", "e30", "bnVsbA", "W1tbW1tb"):
            with pytest.raises(PasskeyRefused):
                broken = Asserted(
                    id=garbage, client_data=garbage, authenticator_data=garbage, signature=garbage
                )
                await entering.enter(store, HERE, broken)

    async def _recognised(me, phone):
        phone.flags = Device().flags
        return await me.signed(phone)

    run(story)


def test_who_knows_the_password_alone_neither_adds_nor_removes_one(run, monkeypatch):
    async def story(world):
        store, me, phone, key = world.store, await zoe(world), Device(), Device()
        house = (await create_organisation(store, me.id, name="Casa", language="pt")).id
        first = await me.add(phone)
        for proof, error in (
            (PROOF, SecondFactorNeeded),
            (Proof(password=PASSWORD, code="no such code"), WrongCode),
            (Proof(password=PASSWORD, passkey=(await me.signed(key)).passkey), PasskeyRefused),
        ):
            with pytest.raises(error):
                await me.ask(proof=proof)
            with pytest.raises(error):
                await me.remove(first.passkey.id, proof)
        ben = Person(store, await sign_up(store, **(ZOE | {"handle": "benn"})))
        await ben.add(key)
        with pytest.raises(PasskeyRefused):
            await me.ask(proof=await ben.signed(key))
        for wrong in ("", "no id", first.passkey.id.replace("0", "1")):
            with pytest.raises(NotFound):
                await passkeys.rename(store, me.id, wrong, "x")
        with pytest.raises(InvalidInput):
            await passkeys.rename(store, me.id, first.passkey.id, "  ")
        with pytest.raises(NotFound):
            await ben.remove(first.passkey.id, await ben.signed(key))
        monkeypatch.setattr(passkeys, "MOST", 1)
        with pytest.raises(TooMany):
            await me.ask(proof=await me.signed(phone))
        await me.remove(first.passkey.id, Proof(password=PASSWORD, code=first.codes[0]))
        found = await second_factor.show(store, me.id)
        assert (found.on, found.passkeys, found.recovery_left) == (False, 0, 0)
        assert (await sign_in(store, **AGAIN)).person.id == me.id
        with pytest.raises(PasskeyRefused):
            await enter(store, phone)
        async with store.reading() as connection:
            noted = select(audit_entries.c.action).where(audit_entries.c.organisation_id == house)
            actions = set((await connection.execute(noted)).scalars())
        assert {"passkey_added", "passkey_removed"} <= actions

    run(story)


def test_it_is_what_an_organisation_may_ask_of_its_members_and_goes_beside_an_app(run, monkeypatch):
    async def story(world):
        store, me, phone, app = world.store, await zoe(world), Device(), Authenticator(monkeypatch)
        house = (await create_organisation(store, me.id, name="Casa", language="pt")).id
        ben = Person(store, await sign_up(store, **(ZOE | {"handle": "benn"})))
        async with store.writing() as connection:
            await join(connection, house, ben.id, "agent", datetime.now(UTC))
        asked = Configuration(second_factor_from=datetime.now(UTC))
        with pytest.raises(SecondFactorMissing):
            await configure(store, me.id, house, asked)
        first = await me.add(phone)
        await configure(store, me.id, house, asked)
        with pytest.raises(SecondFactorMissing):
            await who(store, ben.token)
        await ben.add(Device())
        assert (await who(store, ben.token)).demand is None
        await app.join(store, SimpleNamespace(person=SimpleNamespace(id=me.id), token=me.token), PASSWORD)
        with pytest.raises(SecondFactorNeeded) as needed:
            await sign_in(store, **AGAIN)
        assert needed.value.details == {"ways": "code,passkey"}
        await second_factor.remove(store, me.id, me.token, password=PASSWORD, code=app.fresh())
        found = await second_factor.show(store, me.id)
        assert (found.on, found.passkeys, found.recovery_left) == (False, 1, 10), (
            "codes stand for passkeys, too"
        )
        await me.remove(first.passkey.id, await me.signed(phone))
        assert (await second_factor.show(store, me.id)).recovery_left == 0

    run(story)


@pytest.mark.parametrize("how", ["deleted", "unlocked"])
def test_nothing_of_it_is_left_of_an_account_that_goes_or_is_let_in(run, how):
    async def story(world):
        store, me, phone = world.store, await zoe(world), Device()
        await me.add(phone)
        await me.ask(proof=await me.signed(phone))
        if how == "deleted":
            await delete_me(store, me.id, password=PASSWORD)
        else:
            assert await second_factor.unlock(store, "zoe")
            assert (await sign_in(store, **AGAIN)).token
        async with store.reading() as connection:
            for table in (tables.passkeys, tables.challenges, tables.recovery_codes):
                assert (await connection.execute(select(table))).all() == []
        with pytest.raises(PasskeyRefused):
            await enter(store, phone)

    run(story)
