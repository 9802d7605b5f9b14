"""Files in the store: parts, the message that a file goes with, and what goes when that goes."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from service.errors import NotFound, NotYours, StorageFull
from service.files import uploads
from service.files.attaching import attached
from service.files.checking import Checker
from service.files.errors import FileTypeDiffers, FileUsed, OffsetDiffers
from service.files.forgetting import Sweeper, release_unsent
from service.files.queries import file_for, files_of
from service.files.storage import FileStorage, content_key
from service.messaging.editing import remove_message
from service.messaging.erasure import erase_conversation
from service.messaging.retention import erase_before
from service.models import Attachment
from service.store.tables import conversations, file_parts, files


async def pieces(*some: bytes):
    for one in some:
        yield one


class Shelf:
    """Files of a world, in a folder."""

    def __init__(self, world) -> None:
        self.world, self.storage = world, FileStorage(world.settings)
        self.checker = Checker(world.store, self.storage, world.settings)

    async def begun(self, size: int, owner: str = "", name: str = "a.txt") -> str:
        world = self.world
        made = await uploads.begin(
            world.store, self.storage, world.settings, owner or world.ana, world.talk.id, size=size, name=name
        )
        return made.id

    async def append(self, file_id: str, offset: int, *some: bytes, owner: str = ""):
        me = owner or self.world.ana
        return await uploads.append(self.world.store, self.storage, me, file_id, offset, pieces(*some))

    async def brought(self, body: bytes = b"some words", **more) -> str:
        file_id = await self.begun(len(body), **more)
        await self.append(file_id, 0, body)
        await self.checker.check(file_id)
        return file_id

    async def sent(self, body: bytes = b"some words", text: str = ""):
        """The id of a file, and its message."""
        file_id, world = await self.brought(body), self.world
        content = await attached(
            world.store, world.ana, world.talk.id, f"c-{file_id}", Attachment(file_id=file_id)
        )
        posted = await world.post_content(world.ana, content, text, client_id=f"c-{file_id}")
        return file_id, posted.mine

    async def there(self, file_id: str) -> bool:
        try:
            return bool([one async for one in self.storage.get(content_key(file_id))])
        except FileNotFoundError:
            return False

    async def rows(self) -> list[str]:
        async with self.world.store.reading() as connection:
            return list((await connection.execute(select(files.c.id).order_by(files.c.id))).scalars())

    async def sweep(self) -> int:
        return await Sweeper(self.world.store, self.storage).sweep()


def test_two_that_bring_the_same_part_do_not_mix(run):
    async def story(world):
        shelf = Shelf(world)
        file_id = await shelf.begun(6)
        found = await asyncio.gather(
            *(shelf.append(file_id, 0, one) for one in (b"abc", b"xyz", b"123")), return_exceptions=True
        )
        assert sorted(type(one).__name__ for one in found) == [
            OffsetDiffers.__name__,
            OffsetDiffers.__name__,
            uploads.Upload.__name__,
        ]
        await shelf.append(file_id, 3, b"!!!")
        await shelf.checker.check(file_id)
        async with world.store.reading() as connection:
            assert (await connection.execute(select(file_parts))).all() == []
        whole = b"".join([one async for one in shelf.storage.get(content_key(file_id))])
        assert whole in (b"abc!!!", b"xyz!!!", b"123!!!")

    run(story)


def test_what_came_before_the_line_broke_is_kept(run):
    async def story(world):
        shelf = Shelf(world)
        file_id = await shelf.begun(10)

        async def broken():
            yield b"0123"
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            await uploads.append(world.store, shelf.storage, world.ana, file_id, 0, broken())
        assert (await uploads.upload_of(world.store, world.ana, file_id)).received == 4
        with pytest.raises(NotYours):
            await uploads.upload_of(world.store, world.ben, file_id)

    run(story)


def test_checking_twice_decides_once(run):
    async def story(world):
        shelf = Shelf(world)
        file_id = await shelf.begun(4, name="a.pdf")
        await shelf.append(file_id, 0, b"text")
        found = await asyncio.gather(
            *(shelf.checker.check(file_id) for _ in range(2)), return_exceptions=True
        )
        assert {type(one) for one in found} == {FileTypeDiffers}
        with pytest.raises(FileTypeDiffers):
            await uploads.upload_of(world.store, world.ana, file_id)

    run(story)


def test_where_a_disk_is_full_a_file_is_not_refused_and_is_checked_again(run, tmp_path, monkeypatch):
    async def story(world):
        shelf = Shelf(world)
        file_id = await shelf.begun(4)
        await shelf.append(file_id, 0, b"text")
        (tmp_path / "whole").symlink_to("/dev/full")
        with monkeypatch.context() as full:
            full.setattr(shelf.storage, "at_hand", lambda: contextlib.nullcontext(tmp_path))
            with pytest.raises(StorageFull):
                await shelf.checker.check(file_id)
        await shelf.checker.check(file_id)
        assert (await uploads.upload_of(world.store, world.ana, file_id)).state == "ready"

    run(story)


def test_a_file_is_for_who_sees_its_message(run):
    async def story(world):
        shelf = Shelf(world)
        file_id, message = await shelf.sent()
        for me in (world.ana, world.ben):
            assert (await file_for(world.store, me, file_id)).name == "a.txt"
        with pytest.raises(NotYours):
            await file_for(world.store, world.eva, file_id)
        assert [one.id for one in await files_of(world.store, world.ana)] == [file_id]
        assert await files_of(world.store, world.ben) == []
        with pytest.raises(FileUsed):
            asked = Attachment(file_id=file_id)
            await attached(world.store, world.ana, world.talk.id, "another", asked)
        assert message.content.file_id == file_id

    run(story)


def test_a_message_taken_back_takes_its_file_along(run):
    async def story(world):
        shelf = Shelf(world)
        file_id, message = await shelf.sent()
        kept, _ = await shelf.sent(b"other words")
        await remove_message(world.store, world.ana, message.id)
        with pytest.raises(NotFound):
            await file_for(world.store, world.ben, file_id)
        assert await shelf.there(file_id), "its bytes go with the next sweep"
        assert await shelf.sweep() == 1
        assert not await shelf.there(file_id) and await shelf.there(kept)
        assert await shelf.rows() == [kept]

    run(story)


def test_retention_and_erasure_know_files(run):
    async def story(world):
        shelf = Shelf(world)
        first, _ = await shelf.sent()
        assert await erase_before(world.store, datetime.now(UTC) + timedelta(hours=1)) == 1
        second, _ = await shelf.sent()
        async with world.store.writing() as connection:
            await erase_conversation(connection, world.ana, world.talk.id)
        unsent = await shelf.brought()
        async with world.store.writing() as connection:
            await release_unsent(connection, world.ana)
        assert await shelf.sweep() == 3
        assert [await shelf.there(one) for one in (first, second, unsent)] == [False] * 3
        assert await shelf.rows() == []

    run(story)


def test_what_nobody_sends_is_swept_and_what_waits_is_not(run):
    async def story(world):
        shelf = Shelf(world)
        sent, _ = await shelf.sent()
        half, whole, fresh = await shelf.begun(9), await shelf.brought(), await shelf.begun(9)
        await shelf.append(half, 0, b"abc")
        promised = await shelf.brought()
        asked = Attachment(file_id=promised)
        await attached(world.store, world.ana, world.talk.id, "never posted", asked)
        old = {"touched_at": datetime.now(UTC) - uploads.LASTS - timedelta(minutes=1)}
        async with world.store.writing() as connection:
            await connection.execute(update(files).where(files.c.id != fresh).values(old))
        assert await shelf.sweep() == 3
        assert set(await shelf.rows()) == {sent, fresh}
        assert [await shelf.there(one) for one in (sent, half, whole, promised)] == [
            True,
            False,
            False,
            False,
        ]
        assert not any((shelf.storage.work.parent / "files" / "parts").rglob("*-*")), "nor its parts"

    run(story)


def test_files_of_a_conversation_that_went_some_other_way_are_found(run):
    async def story(world):
        shelf = Shelf(world)
        file_id, _ = await shelf.sent()
        async with world.store.writing() as connection:
            await connection.execute(delete(conversations).where(conversations.c.id == world.talk.id))
        assert await shelf.sweep() == 1
        assert not await shelf.there(file_id)

    run(story)
