"""PostgreSQL fails over in mid-traffic: nothing that was acknowledged is lost, and people go on."""

import asyncio
import shutil
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import select

from service.errors import Unavailable
from service.store import Store
from service.store.tables import messages
from tests.ports import free_port
from tests.store.databases import postgres_server, world
from wire.contracts.settings import Settings

pytestmark = pytest.mark.slow
RESTS = 0.05


class Pair:
    """A primary, and a standby that has what the primary has acknowledged."""

    def __init__(self):
        folder = Path(tempfile.mkdtemp(prefix="duo-pg-"))  # where another user comes to
        made = postgres_server()
        self.bin, self.user = made.bin_path, made.system_user
        folder.chmod(0o777)
        self.folders = [folder / "a", folder / "b"]
        self.ports = [free_port(), free_port()]
        self.socket = folder

    async def start(self):
        await self.do("initdb", "-D", self.folders[0], "-U", "postgres", "-A", "trust", "-N")
        await self.serve(0)
        host = ("-h", "127.0.0.1", "-p", str(self.ports[0]), "-U", "postgres")
        await self.do("pg_basebackup", "-D", self.folders[1], "-R", "-N", "-c", "fast", *host)
        await self.serve(1)
        for said in ("synchronous_standby_names = '*'", "fsync = off"):
            await self.do("psql", *host, "-c", f"ALTER SYSTEM SET {said}")
        await self.do("psql", *host, "-c", "SELECT pg_reload_conf()")
        hosts = "&".join(f"host=127.0.0.1:{port}" for port in reversed(self.ports))  # standby first
        self.url = f"postgresql+asyncpg://postgres@/postgres?{hosts}"

    async def serve(self, number):
        options = f"-p {self.ports[number]} -c listen_addresses=127.0.0.1 -k {self.socket}"
        await self.control(number, "-w", "-l", self.folders[number] / "log", "-o", options, "start")

    async def control(self, number, *words):
        await self.do("pg_ctl", "-D", self.folders[number], *words)

    async def do(self, command, *words):
        quiet = asyncio.subprocess.DEVNULL
        started = await asyncio.create_subprocess_exec(
            self.bin / command, *words, user=self.user, cwd="/", stdout=quiet, stderr=quiet
        )
        assert await started.wait() == 0, (command, *words)


async def writes(here, author, stop, said, moved):
    """One after the other, each until it is acknowledged."""
    number = 0
    while not stop.is_set():
        client_id = f"{author}.{number}"
        try:
            done = await here.post(author, client_id, client_id=client_id)  # said again, it is the same
        except Unavailable:
            await asyncio.sleep(RESTS)
            continue
        said[client_id] = done.mine.seq
        number += 1
        if moved.is_set():
            return


def test_people_go_on_at_the_standby_with_all_that_was_acknowledged(tmp_path):
    async def story():
        pair = Pair()
        await pair.start()
        try:
            settings = Settings(home=tmp_path / "home", database_url=pair.url)
            store = await Store.open(settings)
            here, said = await world(store, settings), {}
            stop, moved = asyncio.Event(), asyncio.Event()
            writing = [
                asyncio.create_task(writes(here, one, stop, said, moved)) for one in (here.ana, here.ben)
            ]
            while len(said) < 40:
                await asyncio.sleep(0.01)
            await pair.control(0, "-m", "immediate", "stop")
            before = len(said)
            await pair.control(1, "-w", "promote")
            moved.set()
            await asyncio.gather(*writing)
            assert len(said) >= before + 1
            async with store.reading() as connection:
                rows = await connection.execute(select(messages.c.client_id, messages.c.seq))
                found = {row.client_id: row.seq for row in rows}
            assert found == said and sorted(found.values()) == list(range(1, len(found) + 1))
            await store.close()
        finally:
            await pair.control(1, "-m", "immediate", "stop")
            shutil.rmtree(pair.socket, ignore_errors=True)

    asyncio.run(asyncio.wait_for(story(), 300))
