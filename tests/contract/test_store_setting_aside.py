"""A file is set aside for one message at a time, and let go of where that message is refused."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from service.errors import ClientIdReused, TooMany
from service.files import limits, uploads
from service.files.attaching import attached, let_go
from service.files.errors import FileUsed
from service.files.queries import file_for
from service.models import Attachment
from service.store.tables import files
from tests.contract.test_store_files import Shelf


async def aside(world, file_id: str, client_id: str):
    return await attached(world.store, world.ana, world.talk.id, client_id, Attachment(file_id=file_id))


def test_of_several_messages_at_once_one_gets_the_file(run):
    async def story(world):
        file_id = await Shelf(world).brought()
        found = await asyncio.gather(
            *(aside(world, file_id, f"c-{n}") for n in range(4)), return_exceptions=True
        )
        assert sum(isinstance(one, FileUsed) for one in found) == 3, found
        [first] = [n for n, one in enumerate(found) if not isinstance(one, Exception)]
        assert (await aside(world, file_id, f"c-{first}")).file_id == file_id, "the same again"

    run(story)


def test_a_message_that_is_refused_or_lost_lets_go_of_its_file(run):
    async def story(world):
        file_id = await Shelf(world).brought()
        await aside(world, file_id, "refused")
        with pytest.raises(FileUsed):
            await uploads.drop(world.store, world.ana, file_id)
        await let_go(world.store, world.ana, file_id, "another")
        with pytest.raises(FileUsed):
            await aside(world, file_id, "too early")
        await let_go(world.store, world.ana, file_id, "refused")
        await aside(world, file_id, "lost")
        long_ago = datetime.now(UTC) - uploads.HELD - timedelta(seconds=1)
        async with world.store.writing() as connection:
            await connection.execute(update(files).values(touched_at=long_ago))
        await aside(world, file_id, "later")
        await let_go(world.store, world.ana, file_id, "later")
        await uploads.drop(world.store, world.ana, file_id)

    run(story)


def test_a_file_that_was_sent_is_never_let_go_of(run):
    async def story(world):
        file_id, message = await Shelf(world).sent()
        await let_go(world.store, world.ana, file_id, message.client_id)
        assert (await file_for(world.store, world.ben, file_id)).id == file_id

    run(story)


def test_a_client_id_of_another_message_takes_no_file_along(run):
    async def story(world):
        file_id = await Shelf(world).brought()
        await world.post(world.ana, "a text", client_id="used")
        with pytest.raises(ClientIdReused):
            await aside(world, file_id, "used")
        assert (await file_for(world.store, world.ana, file_id)).id == file_id

    run(story)


def test_a_file_that_waits_for_a_message_counts_as_begun(run):
    async def story(world):
        shelf = Shelf(world)
        for n in range(limits.MOST_OPEN):
            file_id = await shelf.begun(1)
            async with world.store.writing() as connection:
                own = update(files).where(files.c.id == file_id)
                await connection.execute(own.values(client_id=f"never-{n}"))
        with pytest.raises(TooMany):
            await shelf.begun(1)

    run(story)
