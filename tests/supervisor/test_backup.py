"""A backup is tried by restoring it: what was acknowledged before it began is there, and it goes on."""

import asyncio
import threading
from dataclasses import replace
from uuid import uuid4

from click.testing import CliRunner
from sqlalchemy import select

from service.cli.main import duologue
from service.messaging.reading import read_messages
from service.store import Store
from service.store.tables import messages
from service.supervisor import backup
from tests.store.databases import postgres_server, postgres_url, sqlite_database, world
from wire.contracts.settings import Settings

SECRET = ("otpauth", "ana")


async def held(store):
    async with store.reading() as connection:
        rows = await connection.execute(select(messages.c.client_id, messages.c.seq, messages.c.text))
        return {row.client_id: (row.seq, row.text) for row in rows}


async def goes_on(restored, here):
    """Ana and Ben read what was written, and write on."""
    store = await Store.open(restored)
    try:
        found = await held(store)
        there = replace(here, store=store, settings=restored)
        more = await there.post(here.ana, client_id="after")
        assert more.mine.seq == len(found) + 1
        assert len((await read_messages(store, here.ben, here.talk.id)).messages) == len(found) + 1
        return found, store.seal
    finally:
        await store.close()


def lay_files(home):
    """As `serve` and `collect` have left them."""
    for name in ("files/ab/abc", "lake/messages/origin=live/day=2026-12-01/0-a.parquet", "lake/confirmed"):
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_a_copy_made_while_people_write_goes_on_as_another_installation(tmp_path, monkeypatch):
    database, target = sqlite_database(tmp_path / "home"), tmp_path / "copy"
    home = database.settings.home
    lay_files(home)
    monkeypatch.setattr(backup, "PAGES", 1)
    copied = threading.Event()

    def copy():
        try:
            return CliRunner(env={"DUOLOGUE_HOME": str(home)}).invoke(duologue, ["backup", str(target)])
        finally:
            copied.set()

    async def story(store):
        here = await world(store, database.settings)
        sealed = store.seal.close(*SECRET)
        for _ in range(30):
            await here.post(here.ana)
        before = await held(store)
        copying = asyncio.create_task(asyncio.to_thread(copy))
        meanwhile = 0
        while not copied.is_set():
            await here.post(here.ben)
            meanwhile += 1
        said = await copying
        assert said.exit_code == 0, said.output
        assert meanwhile, "people wrote while it was made"
        found, seal = await goes_on(Settings(home=target), here)
        assert before.items() <= found.items() <= (await held(store)).items()
        assert sorted(seq for seq, _ in found.values()) == list(range(1, len(found) + 1))
        assert seal.open(sealed, SECRET[1]) == SECRET[0]

    database.run(story)
    lying = {path.relative_to(home): path.read_bytes() for path in home.glob("[fl]*/**/*") if path.is_file()}
    assert len(lying) == 3 and all((target / path).read_bytes() == body for path, body in lying.items())
    assert not [path for path in (target, *target.rglob("*")) if path.stat().st_mode & 0o077]
    again = CliRunner(env={"DUOLOGUE_HOME": str(home)}).invoke(duologue, ["backup", str(target)])
    assert again.exit_code == 1 and "not empty" in again.output


def test_a_store_that_cannot_be_read_is_told_in_words_and_so_is_a_key_that_is_not_copied(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "duologue.db").write_bytes(b"no database" * 1000)
    env = {"DUOLOGUE_HOME": str(home)}
    told = CliRunner(env=env).invoke(duologue, ["backup", str(tmp_path / "copy")])
    assert told.exit_code == 1 and "could not be copied: file is not a database" in told.output
    settings = Settings(home=home, database_url="postgresql+asyncpg://db/duologue", seal_key="s" * 32)
    assert "DUOLOGUE_SEAL_KEY" in backup.save(settings, tmp_path / "other").elsewhere[-1]


def test_files_that_are_merged_meanwhile_are_all_there(tmp_path, monkeypatch):
    source, target = tmp_path / "lake", tmp_path / "copy"
    source.mkdir()
    for name in "abc":
        (source / name).write_text(name)
    copy = backup._is_gone

    def merging(path, to):
        if (source / "b").exists():
            (source / "b").unlink()
            (source / "c").unlink()
            (source / "merged").write_text("bc")
        return copy(path, to)

    monkeypatch.setattr(backup, "_is_gone", merging)
    backup._copy_folder(source, target)
    assert (target / "a").read_text() == "a" and (target / "merged").read_text() == "bc"


def test_a_dump_of_postgresql_goes_on_in_another_database(tmp_path):
    (url, other), dump = (postgres_url(f"b{uuid4().hex}") for _ in range(2)), tmp_path / "dump"
    settings = Settings(home=tmp_path, database_url=url)
    lay_files(tmp_path)
    tools = postgres_server().bin_path

    async def story():
        store = await Store.open(settings)
        try:
            here = await world(store, settings)
            for _ in range(5):
                await here.post(here.ana)
            for words in (["pg_dump", "-Fc", "-f", dump, url], ["pg_restore", "-d", other, dump]):
                told = await asyncio.create_subprocess_exec(tools / words[0], *words[1:])
                assert await told.wait() == 0
            found, _ = await goes_on(replace(settings, database_url=other), here)
            assert found == await held(store)
        finally:
            await store.close()

    asyncio.run(story())
    done = backup.save(settings, tmp_path / "copy")
    assert set(done.size) == {"files", "lake"} and done.elsewhere == ["the store: pg_dump"]
