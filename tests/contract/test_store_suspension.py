"""An organisation that is suspended: all stays and is read, and nobody writes, whoever they are."""

import pytest

from service.desk.channels import look, visited_at
from service.desk.visiting import forget, open_mine
from service.errors import NotFound
from service.identity.contacts import create_contact
from service.identity.errors import OrganisationSuspended
from service.identity.organisations import create_organisation, get_organisation
from service.identity.suspension import suspend, suspended
from service.messaging.answering import post_as_bot
from service.messaging.editing import edit_message
from service.messaging.posting.command import BotSaid
from service.messaging.reading import read_messages
from service.messaging.service_conversations import open_service_conversation
from tests.contract.visiting import shop
from wire.contracts.contents import AnswerContent


async def as_bot(here, talk):
    said = BotSaid(language="es", given={}, hands_over=False)
    content = AnswerContent(outcome="unknown")
    return await post_as_bot(
        here.store, here.where, talk, text="hola", client_id="b", content=content, said=said
    )


def test_all_is_kept_and_read_and_nobody_writes_until_it_goes_on(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        said = await here.post(visitor.id, talk)
        answered = await here.post(world.ben, talk, "hello")
        contact, _ = await create_contact(
            here.store, world.ana, here.where, name="Zoe", language="en", reference=None
        )
        await suspend(here.store, here.where, on=True)
        for refused in (
            here.post(visitor.id, talk),
            here.post(world.ben, talk),
            here.post(world.ana, talk, for_contact=True),
            edit_message(here.store, world.settings, world.ben, answered.id, text="bye"),
            as_bot(here, talk),
            here.come(),
            open_service_conversation(here.store, world.ana, here.where, contact.id),
        ):
            with pytest.raises(OrganisationSuspended):
                await refused
        for who in (visitor.id, world.ben):
            page = await read_messages(here.store, who, talk)
            assert [one.id for one in page.messages] == [said.id, answered.id]
        again = await here.post(world.ben, talk, "hello", client_id=answered.client_id)
        assert again.id == answered.id, "what was sent before is answered as before"
        channel, hours, stands = await visited_at(here.store, here.channel.key)
        assert look(channel, "es", hours, suspended=stands).suspended
        since = (await get_organisation(here.store, world.ben, here.where)).suspended_at
        assert since is not None
        await suspend(here.store, here.where, on=True)
        assert (await get_organisation(here.store, world.ben, here.where)).suspended_at == since
        await suspend(here.store, here.where, on=False)
        assert await suspended(here.store) == []
        await here.post(visitor.id, talk)
        await here.come()

    run(story)


def test_a_visitor_of_one_may_still_be_forgotten(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        await here.post(visitor.id, talk)
        await suspend(here.store, here.where, on=True)
        assert (await open_mine(here.store, visitor))[0].id == talk
        await forget(here.store, visitor)
        assert [one.text for one in (await read_messages(here.store, world.ben, talk)).messages] == [""]

    run(story)


def test_it_is_named_by_its_id_or_by_a_name_that_it_alone_has(run):
    async def story(world):
        made = await create_organisation(world.store, world.ana, name="Casa", language="pt")
        assert await suspend(world.store, "Casa", on=True) == "Casa"
        await create_organisation(world.store, world.eva, name="Casa", language="pt")
        for called in ("Casa", "none"):
            with pytest.raises(NotFound):
                await suspend(world.store, called, on=False)
        assert [one.id for one in await suspended(world.store)] == [made.id]
        await create_organisation(world.store, world.eva, name=made.id, language="pt")
        assert await suspend(world.store, made.id, on=False) == "Casa", "an id is nobody's name"
        assert await suspended(world.store) == []

    run(story)
