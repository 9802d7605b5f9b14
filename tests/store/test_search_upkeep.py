"""Keeping the index of words reads what is to be done, not the store: its cost does not grow with it."""

import importlib
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from service.messaging import indexing
from service.messaging.editing import edit_message
from service.store.tables import messages
from tests.store.databases import postgres_database, sqlite_database, world
from tests.store.plans import plans


def walks(steps: list[str]) -> list[str]:
    """Steps that go through a whole table. What is given with a statement is none, nor what waits."""
    given = ("SCAN json_each", "SCAN messages USING INDEX ix_messages_unindexed")
    return [one for one in steps if one.startswith("SCAN") and not one.startswith(given)]


def told(tmp_path: Path, story) -> None:
    database = sqlite_database(tmp_path)

    async def begun(store):
        await story(await world(store, database.settings))

    database.run(begun)


def test_no_step_goes_through_all_messages(tmp_path):
    async def story(world):
        for number in range(3):
            await world.post(world.ana, f"olá {number}")
        steps = await plans(world.store, lambda: indexing.index_some(world.store))
        assert any("ix_messages_unindexed" in one for one in steps)
        assert walks(steps) == []

        async def all_of_them():
            async with world.store.reading() as connection:
                await connection.execute(text("SELECT id FROM messages WHERE in_search = 0"))

        assert walks(await plans(world.store, all_of_them)) != [], "a walk is seen"

    told(tmp_path, story)


KOREAN = importlib.import_module("service.store.migrations.versions.0021_links")


@pytest.mark.parametrize("kind", [sqlite_database, postgres_database])
def test_an_upgrade_has_what_is_korean_taken_up_anew_and_nothing_else(tmp_path, kind):
    database = kind(tmp_path)

    async def story(store):
        here = await world(store, database.settings)
        for said in ("한국어를 배워요", "東京 olá", "mixed 안녕"):
            await here.post(here.ana, said)
        while await indexing.index_some(store):
            pass
        async with store.writing() as connection:
            await connection.execute(text(KOREAN.korean_again(connection.dialect.name)))
        async with store.reading() as connection:
            waits = await connection.execute(
                text("SELECT text FROM messages WHERE NOT in_search ORDER BY seq")
            )
            assert list(waits.scalars()) == ["한국어를 배워요", "mixed 안녕"]

    database.run(story)


def test_a_transaction_has_so_many_words_and_no_more_unless_one_message_has(tmp_path, monkeypatch):
    monkeypatch.setattr(indexing, "WORDS", 12)

    async def story(world):
        for said in ("um dois três", "quatro cinco", " ".join(f"p{n}" for n in range(40)), "fim"):
            await world.post(world.ana, said)
        sizes, transact = [], world.store.transact

        async def counted(work, **how):
            sizes.append([entry.body.count(" ") + 1 for entry in work.args[0]])
            return await transact(work, **how)

        monkeypatch.setattr(world.store, "transact", counted)
        assert await indexing.index_some(world.store) == 4
        assert sizes == [[6, 5], [43], [4]]
        assert await indexing.index_some(world.store) == 0

    told(tmp_path, story)


async def segments(store) -> int:
    """Pieces in which FTS5 has written words down and not yet merged."""
    async with store.reading() as connection:
        return await connection.scalar(text("SELECT count(DISTINCT segid) FROM search_index_idx"))


async def mark(store, ids: list[str], word: str) -> None:
    """These wait for the index, and say this word more; others do not."""
    async with store.writing() as connection:
        await connection.execute(update(messages).values(in_search=True))
        more = update(messages).where(messages.c.id.in_(ids))
        await connection.execute(more.values(in_search=False, text=messages.c.text + f" {word}"))


def test_words_of_a_transaction_are_written_down_once_whatever_the_order_of_its_entries(tmp_path):
    async def story(world):
        async with world.store.writing() as connection:
            never = "INSERT INTO search_index (search_index, rank) VALUES ('automerge', 0)"
            await connection.execute(text(never))
        ids = [(await world.post(world.ana, f"olá {number}")).mine.id for number in range(3)]
        for one in reversed(ids):
            await mark(world.store, [one], "mais")
            await indexing.index_some(world.store)
        assert await segments(world.store) == 3
        await mark(world.store, ids, "outra")
        assert await indexing.index_some(world.store) == 3
        assert await segments(world.store) == 4

    told(tmp_path, story)


def test_only_what_was_in_the_index_is_taken_out_of_it(tmp_path):
    """Words of a new message are written once; those of a changed one are written as gone, too."""

    async def story(world):
        async with world.store.writing() as connection:
            for what in ("DELETE", "UPDATE"):
                await connection.exec_driver_sql(
                    f"CREATE TRIGGER no_{what} BEFORE {what} ON search_texts "
                    "BEGIN SELECT RAISE(ABORT, 'there was one'); END"
                )
        posted = (await world.post(world.ana, "novo")).mine
        assert await indexing.index_some(world.store) == 1
        await edit_message(world.store, world.settings, world.ana, posted.id, text="outro")
        with pytest.raises(IntegrityError, match="there was one"):
            await indexing.index_some(world.store)

    told(tmp_path, story)
