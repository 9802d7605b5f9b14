"""Who was forgotten stays so: in the broker, and whatever comes late; on both databases."""

import pytest

from service.desk.visiting import Saying, forget, open_mine, say
from service.errors import NotFound, NotSignedIn, PersonGone
from service.files.uploads import upload_of
from service.messaging.conversations import get_conversation
from service.messaging.service_conversations import open_service_conversation
from service.messaging.taken_back import noted
from tests.contract.test_store_file_limits import begun
from tests.contract.visiting import shop


def test_who_was_forgotten_comes_back_by_no_door(run):
    """Not by what was under way when they were, nor by what the organisation does afterwards."""

    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing(name="Lucía")
        await here.post(visitor.id, talk, "mi dirección")
        await forget(world.store, visitor)
        late = (
            (lambda: say(world.store, visitor, Saying(name="Lu")), NotSignedIn),
            (lambda: open_mine(world.store, visitor), NotSignedIn),
            (lambda: here.post(world.ana, talk, "hola", for_contact=True), PersonGone),
            (lambda: open_service_conversation(world.store, world.ben, here.where, visitor.id), NotFound),
        )
        for attempt, refused in late:
            with pytest.raises(refused):
                await attempt()
        assert (await get_conversation(world.store, world.ben, talk)).other.name == ""

    run(story)


def test_the_broker_is_to_let_go_of_what_they_wrote_and_of_nothing_else(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        other, elsewhere = await here.writing()
        asked = [(await here.post(visitor.id, talk, text)).id for text in ("mi", "dirección")]
        await here.post(world.ben, talk, "thanks")
        await here.post(other.id, elsewhere)
        await forget(world.store, visitor)
        await forget(world.store, visitor)
        assert sorted(one.message_id for one in await noted(world.store)) == sorted(asked)

    run(story)


def test_nor_does_a_file_stay_that_they_brought_and_did_not_send(run):
    async def story(world):
        here = await shop(world)
        (visitor, talk), (other, elsewhere) = [await here.writing() for _ in range(2)]
        file, kept = await begun(world, visitor.id, talk), await begun(world, other.id, elsewhere)
        await forget(world.store, visitor)
        with pytest.raises(NotFound):
            await upload_of(world.store, visitor.id, file.id)
        assert await upload_of(world.store, other.id, kept.id) == kept

    run(story)
