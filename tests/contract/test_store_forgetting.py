"""Whom an operator may mean, how much there is of them, and deliveries that name them; on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from service.cli.forget import _called
from service.desk.forgetting import Meant, meant, reach
from service.desk.visiting import forget
from service.errors import InvalidInput
from service.identity.account import Account
from service.identity.deletion import erase, remove
from service.identity.organisations import create_organisation
from service.outbound.webhooks.deliveries import forget_about
from service.store.tables import accounts
from service.store.typed import fetch_one
from service.store.webhook_tables import webhook_deliveries, webhooks
from tests.contract.visiting import shop
from wire.contracts.ids import new_id


async def deliveries(world, where, *bodies):
    """Of a webhook: one in each state for each body."""
    hook, now = new_id(), datetime.now(UTC)
    made = {"id": hook, "organisation_id": where, "url": "https://a.test/", "events": '["*"]', "secret": "x"}
    one = {"webhook_id": hook, "event": "rated", "attempts": 0, "created_at": now}
    async with world.store.writing() as connection:
        more = {"enabled": True, "created_at": now, "failures": 0}
        await connection.execute(insert(webhooks).values(made | more))
        rows = [
            one | {"id": new_id(), "event_id": new_id(), "state": state, "body": body}
            for body in bodies
            for state in ("waiting", "delivered", "dead")
        ]
        await connection.execute(insert(webhook_deliveries), rows)


async def left(world):
    async with world.store.reading() as connection:
        rows = await connection.execute(select(webhook_deliveries.c.body, webhook_deliveries.c.state))
        return sorted((row.body, row.state) for row in rows)


def test_somebody_is_found_by_whatever_they_are_known_by(run):
    async def story(world):
        here = await shop(world)
        zoe = await here.visitor(identity=here.signed("u-1"), email="Zoe@Example.org", name="Zoe")

        async def found(text):
            return [(one.kind, one.id, one.gone) for one in await meant(world.store, text)]

        for text in ("ana", "@ana", " Ana ", world.ana):
            assert await found(text) == [("account", world.ana, False)]
        for text in ("zoe@example.org", "u-1", zoe.id):
            assert await found(text) == [("contact", zoe.id, False)]
        assert await found("nobody") == await found("") == []
        await here.visitor(identity=here.signed("u-2"), email="zoe@example.org")
        assert len(await found("ZOE@example.org")) == 2
        anne = await here.visitor(identity=here.signed(world.ana), email="Änne@Example.org")
        assert await found("Änne@Example.org") == [("contact", anne.id, False)], "as it is written"
        assert await found(world.ana) == [("account", world.ana, False)], "a site's own reference is no id"
        with pytest.raises(InvalidInput):
            await found("\udcff")
        await forget(world.store, zoe)
        assert await found(zoe.id) == [("contact", zoe.id, True)] and await found("u-1") == []
        async with world.store.reading() as connection:
            eva = await fetch_one(connection, Account, select(accounts).where(accounts.c.id == world.eva))
        await remove(world.store, eva)
        assert await found("eva") == await found(world.eva) == [("account", world.eva, True)]

    run(story)


def test_what_a_customer_says_of_itself_gives_a_terminal_no_orders():
    who = Meant(kind="contact", id="i", name="Zoë \u202e", known_as="\x1b]0;x\x07@b.example", gone=False)
    assert _called(who) == "contact i: Zoë \\u202e (\\x1b]0;x\\x07@b.example)"


def test_what_there_is_is_counted_and_is_gone_afterwards(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing(name="Zoe")
        for text in ("hola", "adiós"):
            await here.post(visitor.id, talk, text)
        await world.post(world.ana, "olá")
        await here.post(world.ana, talk, "at your service")
        await deliveries(world, here.where, f'{{"person_id":"{visitor.id}"}}', '{"person_id":"else"}')
        (customer,), (account,) = await meant(world.store, visitor.id), await meant(world.store, "ana")
        assert await reach(world.store, customer) == {
            "messages": 2, "conversations": 1, "visits": 1, "deliveries to webhooks": 3,
        }  # fmt: skip
        known = await reach(world.store, account)
        assert (known["messages"], known["memberships"]) == (1, 1), "what she writes for the shop is not hers"
        assert known["organisations that need another owner first"] == 1
        await create_organisation(world.store, world.eva, name="Eva's", language="en")
        (eva,) = await meant(world.store, "eva")
        assert await reach(world.store, eva) == {
            "memberships": 1, "organisations that go with them, and all in these": 1,
        }  # fmt: skip
        assert await forget_about(world.store, visitor.id) == 2 and await forget_about(world.store, "%") == 0
        assert [state for body, state in await left(world) if visitor.id in body] == ["waiting"]
        assert len(await left(world)) == 4
        await forget(world.store, visitor)
        assert await reach(world.store, customer) == {"conversations": 1, "deliveries to webhooks": 1}
        await erase(world.store, world.ana)
        assert "messages" not in await reach(world.store, account)

    run(story)
