"""An owner asks all members to come by the identity provider, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from service.errors import InvalidInput
from service.identity import elsewhere, second_factor
from service.identity.accounts import sign_in, sign_up
from service.identity.configuration import Configuration, configure
from service.identity.errors import ProviderSignInMissing, SecondFactorMissing
from service.identity.organisations import create_organisation, join
from service.identity.passkey_models import Proof
from service.identity.sessions import hash_of, holding, who
from service.notifications.subscriptions import subscriptions_of
from service.outbound.errors import ProviderRefused
from service.store import tables
from tests.authenticator import Authenticator
from tests.contract.signing import ZOE
from tests.contract.test_store_elsewhere import HERE, Provider, enter
from wire.contracts.ids import new_id

PASSWORD = ZOE["password"]


@pytest.fixture
def app(monkeypatch):
    return Authenticator(monkeypatch)


class House:
    """Zoe's, who has a second factor and is known to the provider; Ben is an agent, by his password."""

    @classmethod
    async def made(cls, store, app):
        self = cls()
        self.store, self.app = store, app
        self.zoe = await sign_up(store, **ZOE)
        self.id = (await create_organisation(store, self.zoe.person.id, name="Casa", language="pt")).id
        self.ben = await sign_up(store, **(ZOE | {"handle": "benn"}))
        async with store.writing() as connection:
            await join(connection, self.id, self.ben.person.id, "agent", datetime.now(UTC))
        return self

    async def ask(self, since, what="provider_from"):
        asked = Configuration(**{what: since})
        return getattr(await configure(self.store, self.zoe.person.id, self.id, asked), what)

    async def connect(self, signed, sub):
        me = await elsewhere.proven(self.store, signed.person.id, signed.token, HERE, self.proof(signed))
        begun = await elsewhere.ask_to_add(self.store, Provider(), me, signed.token, HERE, "/")
        came = {"state": begun.url, "browser": begun.browser, "code": sub, "issuer": None}
        assert (await elsewhere.come_back(self.store, Provider(), **came)).signed is None

    def proof(self, signed):
        has = signed is self.zoe and self.app.secret
        return Proof(password=PASSWORD, code=self.app.fresh() if has else None)

    async def is_kept_out(self, signed):
        """By all that asks: each way to know has to say the same."""
        token, out = signed.token, False
        try:
            await who(self.store, token, lacking=("second_factor",))
        except ProviderSignInMissing as error:
            assert error.details == {"organisation": self.id, "name": "Casa"}
            assert (await who(self.store, token, lacking=("provider",))).demand.kind == "provider"
            out = True
        assert (token not in await holding(self.store, [token])) >= out
        return out


def test_who_asks_it_has_come_by_the_provider_and_has_another_way_in(run, app):
    async def story(world):
        house, now = await House.made(world.store, app), datetime.now(UTC)
        with pytest.raises(InvalidInput):
            await house.ask(now)
        world.store.issuer = Provider.issuer
        with pytest.raises(ProviderSignInMissing):
            await house.ask(now)
        await house.connect(house.zoe, "zoe")
        with pytest.raises(SecondFactorMissing):
            await house.ask(now)
        await app.join(world.store, house.zoe, PASSWORD)
        for refused in (now + timedelta(days=91), now.replace(tzinfo=None)):
            with pytest.raises(InvalidInput):
                await house.ask(refused)
        assert await house.ask(now) >= now
        assert await house.ask(None) is None

    run(story)


def test_members_are_led_to_it_and_owners_lock_nobody_out(run, app):
    async def story(world):
        store = world.store
        store.issuer = Provider.issuer
        house = await House.made(store, app)
        zoe, ben, now = house.zoe, house.ben, datetime.now(UTC).replace(microsecond=0)
        await house.connect(zoe, "zoe")
        codes = await app.join(store, zoe, PASSWORD)
        place = {"id": new_id(), "session": hash_of(ben.token), "person_id": ben.person.id, "failures": 0}
        place |= {"endpoint": "https://push.example", "endpoint_key": "-", "p256dh": "-", "auth": "-"}
        async with store.writing() as connection:
            row = place | {"hides_text": False, "created_at": now}
            await connection.execute(insert(tables.push_subscriptions).values(row))
        await house.ask(now + timedelta(days=7))
        told = (await who(store, ben.token)).demand
        assert (told.kind, told.name, told.since) == ("provider", "Casa", now + timedelta(days=7))
        assert not await house.is_kept_out(ben)
        await house.ask(now)
        assert await house.is_kept_out(ben)
        assert await subscriptions_of(store, ben.person.id) == [], "nothing is pushed there"
        again = await sign_in(store, handle="zoe", password=PASSWORD, code=app.fresh())
        assert again.person.demand is None and not await house.is_kept_out(again), "an owner's other way in"
        await house.ask(now, "second_factor_from")
        assert await house.is_kept_out(ben), "first things first"
        await house.ask(None, "second_factor_from")
        await house.connect(ben, "ben")
        assert not await house.is_kept_out(ben), "in this session he has just been there"
        assert len(await subscriptions_of(store, ben.person.id)) == 1
        other = await sign_in(store, handle="benn", password=PASSWORD)
        assert other.person.demand.kind == "provider" and await house.is_kept_out(other)
        with pytest.raises(ProviderRefused):
            await house.connect(other, "mallory")
        assert await house.is_kept_out(other), "a password adds nobody else's account there"
        await house.connect(other, "ben")
        assert not await house.is_kept_out(other)
        came = await enter(store, "ben")
        assert came.person.demand is None and not await house.is_kept_out(came)
        for issuer, out in (("https://new.example", True), ("", False), (Provider.issuer, False)):
            store.issuer = issuer
            assert await house.is_kept_out(came) is out, issuer
        [known] = (await elsewhere.ways_in(store, ben.person.id)).identities
        await elsewhere.remove(store, ben.person.id, came.token, HERE, known.id, house.proof(ben))
        assert await house.is_kept_out(came), "it was by an account that he has there no more"
        await second_factor.remove(store, zoe.person.id, again.token, password=PASSWORD, code=codes[0])
        assert await house.is_kept_out(again), "a password alone is no other way in"

    run(story)
