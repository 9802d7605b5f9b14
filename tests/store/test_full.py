"""A disk that is full: said as what it is, nothing lost afterwards."""

import asyncio
import errno
import os
import shutil
import subprocess
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from service.errors import StorageFull, Unavailable
from service.identity.accounts import sign_up
from service.messaging.conversations import open_conversation
from service.messaging.messages import post_message
from service.messaging.reading import read_messages
from service.messaging.requests import accept_conversation
from service.store import Store
from service.store.errors import is_full, is_passing
from wire.contracts.settings import Settings


@asynccontextmanager
async def talking(home: Path):
    settings = Settings(home=home)
    store = await Store.open(settings)
    try:
        people = [
            (await sign_up(store, handle=name, name=name, password="long enough", language="en")).person
            for name in ("ana", "bob")
        ]
        conversation, _ = await open_conversation(store, people[0].id, "bob")
        await accept_conversation(store, people[1].id, conversation.id)
        yield settings, store, people[0].id, conversation.id
    finally:
        await store.close()


async def fill(settings, store, me, talk) -> list[str]:
    """Post until there is no room; what was acknowledged."""
    posted: list[str] = []
    for number in range(20_000):
        text = f"{number} " + "x" * 4000
        try:
            await post_message(store, settings, me, talk, text=text, client_id=str(number))
        except StorageFull as error:
            assert (error.code, error.status) == ("storage_full", 507)
            assert "full" in error.message
            return posted
        posted.append(text)
    raise AssertionError("it never became full")


async def whole(store, me, talk) -> list[str]:
    found: list[str] = []
    after = 0
    while True:
        page = await read_messages(store, me, talk, after=after, limit=200)
        found += [one.text for one in page.messages]
        if not page.more:
            return found
        after = page.messages[-1].seq


async def pages(store: Store, most: int) -> None:
    """Let the file grow to so many pages."""
    async with store.writing() as connection:
        now = int((await connection.exec_driver_sql("PRAGMA page_count")).scalar() or 0)
        await connection.exec_driver_sql(f"PRAGMA max_page_count={now + most}")


def test_what_was_acknowledged_is_there_and_it_goes_on_when_there_is_room(tmp_path):
    async def flow():
        async with talking(tmp_path) as (settings, store, me, talk):
            assert not store.full
            await pages(store, 60)
            posted = await fill(settings, store, me, talk)
            assert store.full
            assert posted
            assert await whole(store, me, talk) == posted, "it is read, and nothing is half written"
            with pytest.raises(StorageFull):
                await post_message(store, settings, me, talk, text="x" * 4000, client_id="again")
            async with store._engines.writer.connect() as connection:
                await connection.exec_driver_sql("PRAGMA max_page_count=1000000")
            done = await post_message(store, settings, me, talk, text="x" * 4000, client_id="again")
            assert done.created
            assert done.mine.seq == len(posted) + 1
            assert await whole(store, me, talk) == [*posted, "x" * 4000]

    asyncio.run(flow())


@pytest.fixture
def tiny(tmp_path: Path):
    """A disk of two megabytes."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("needs root to mount a small disk")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_real_disk_that_is_full(tiny):
    async def flow():
        ballast = tiny / "ballast"
        ballast.write_bytes(b"x" * 400_000)
        async with talking(tiny / "home") as (settings, store, me, talk):
            posted = await fill(settings, store, me, talk)
            assert posted
            assert await whole(store, me, talk) == posted
            ballast.unlink()
            done = await post_message(store, settings, me, talk, text="there is room", client_id="again")
            assert done.mine.seq == len(posted) + 1
            assert await whole(store, me, talk) == [*posted, "there is room"]

    asyncio.run(flow())


class Postgres(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


def test_no_room_is_told_apart_from_busy():
    for number in (errno.ENOSPC, errno.EDQUOT):
        assert is_full(OSError(number, "no room"))
    assert not is_full(OSError(errno.EIO, "broken"))
    assert is_full(DBAPIError("x", {}, Postgres("53100")))
    for state in ("53200", "53300", "40001", "57014"):
        error = DBAPIError("x", {}, Postgres(state))
        assert not is_full(error)
        assert is_passing(error)
    assert issubclass(StorageFull, Unavailable), "what waits for a busy store waits for a full one"
