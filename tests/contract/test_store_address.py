"""How a side speaks to the other: by default, as somebody says, and as an organisation does."""

import pytest

from service.enrichment.enrich_request import events_of
from service.enrichment.preview import ask_preview
from service.errors import NotYours
from service.events import ConversationChanged
from service.identity.configuration import Configuration, configure
from service.messaging.addressing import set_address
from service.messaging.conversations import get_conversation
from tests.contract.test_store_messages import outbox
from tests.contract.test_store_service import office
from tests.store.hearing import Heard
from wire.contracts.events import MessagePosted


async def asked(world) -> list[str | None]:
    """Of every message that workers were asked about, in order."""
    return [event.address for _, event in await outbox(world.store, MessagePosted)]


def test_friends_speak_informally_until_a_side_says_otherwise(run):
    async def story(world):
        talk = world.talk.id
        heard = Heard(world.store)
        first = await world.post(world.ana, "como vai?")
        for _ in range(2):
            assert (await set_address(world.store, world.ana, talk, "formal")).address == "formal"
        assert [one.person_ids for one in heard.of(ConversationChanged)] == [(world.ana,)], "she alone"
        assert (await get_conversation(world.store, world.ben, talk)).address == "informal"
        await world.post(world.ana, "e agora?")
        await world.post(world.ben, "fine")
        assert await asked(world) == ["informal", "formal", "informal"]
        preview = await ask_preview(world.store, world.settings, world.ana, talk, ref="r", text="tudo bem?")
        assert preview.address == "formal"
        async with world.store.reading() as connection:
            [again] = await events_of(connection, [first.mine.id])
        assert again.address == "formal", "what is translated anew speaks as it is said now"
        with pytest.raises(NotYours):
            await set_address(world.store, world.eva, talk, "formal")

    run(story)


def test_an_organisation_speaks_formally_unless_it_or_a_conversation_says_otherwise(run):
    async def story(world):
        here = await office(world)
        talk, store = here.talk.id, world.store
        heard = Heard(store)
        await here.said()
        await here.post(world.ben)
        await configure(store, world.ana, here.where, Configuration(address="informal"))
        await here.said()
        assert (await get_conversation(store, world.ana, talk)).address == "informal"
        assert (await set_address(store, world.ben, talk, "formal")).address == "formal"
        assert (await get_conversation(store, world.ana, talk)).address == "formal", "of the side, not of one"
        assert {*heard.of(ConversationChanged)[-1].person_ids} == {world.ana, world.ben}
        await here.post(world.ana)
        await here.said()
        assert await asked(world) == ["formal", "formal", "informal", "formal", "informal"]
        changed = await configure(store, world.ana, here.where, Configuration(address=None))
        assert changed.address is None

    run(story)
