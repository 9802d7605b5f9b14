"""A database in use under 0006 is taken over: every row and text, who stands how to whom, and references."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import select, text

from service.messaging.conversations import get_conversation, list_conversations, open_conversation
from service.messaging.messages import post_message
from service.messaging.reading import read_messages
from service.store import Store, engines, tables
from service.store.errors import StoreError
from service.store.migrate import config
from tests.store.databases import postgres_url
from wire.contracts.settings import Settings

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
PEOPLE = ("ana", "ben", "eva", "leo")
PAIRS = (  # low, high, their stances, whether each blocks the other, messages
    ("ana", "ben", "accepted", "accepted", False, False, 40),
    ("ana", "eva", "request", "accepted", False, False, 2),
    ("ana", "leo", "accepted", "ignored", True, False, 1),
    ("ben", "eva", "accepted", "accepted", False, True, 7),
)
TEXTS = ("Olá, tudo bem? 👋🏽", "line\nline", "", "ﷺ مرحبا", "x" * 5000, "it's; DROP TABLE people --")


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request, tmp_path) -> Settings:
    """Settings of a database that nobody has touched."""
    if request.param == "sqlite":
        return Settings(home=tmp_path)
    return Settings(home=tmp_path, database_url=postgres_url(f"m{uuid4().hex}"))


def ids(name: str) -> str:
    """A fixed id in the form of all ids."""
    digits = hashlib.sha256(name.encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}"


def put(connection, table: str, **row) -> None:
    sqlite = connection.dialect.name == "sqlite"
    row = {
        name: one.replace(tzinfo=None) if sqlite and isinstance(one, datetime) else one
        for name, one in row.items()
    }
    names = ", ".join(row)
    values = ", ".join(f":{one}" for one in row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)


def fill(connection) -> None:
    """Rows in each table of 0006, as that version wrote them."""
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, "0006")
    for name in PEOPLE:
        more = {"keeps_answers": name != "eva", "answers_after": "", "demo": False, "created_at": NOW}
        put(
            connection, "people", id=ids(name), handle=name, name=name.title(), name_key=name,
            password_hash="-", language="pt" if name == "ana" else "en", theme="system", **more,
        )  # fmt: skip
        token = hashlib.sha256(name.encode()).hexdigest()
        put(
            connection, "sessions", token_hash=token, person_id=ids(name), created_at=NOW,
            expires_at=NOW + timedelta(days=3000), id=ids(f"session {name}"), device="",
        )  # fmt: skip
    for pair in PAIRS:
        _conversation(connection, *pair)
    _taught(connection)
    put(connection, "outbox", stream="activity:{0}", body=b"{}")


def _conversation(connection, one, other, stance, other_stance, blocks, blocked, count) -> None:
    low, high = sorted((ids(one), ids(other)))
    stances = {ids(one): (stance, blocks), ids(other): (other_stance, blocked)}
    talk = ids(f"{one} {other}")
    columns = {}
    for side, who in (("low", low), ("high", high)):
        columns[f"{side}_stance"] = stances[who][0]
        columns[f"{side}_blocked_at"] = NOW if stances[who][1] else None
    put(
        connection, "conversations", id=talk, low_id=low, high_id=high, last_seq=count, rev=count,
        created_at=NOW, active_at=NOW, demo=False, **columns,
    )  # fmt: skip
    for number, who in enumerate((ids(one), ids(other))):
        put(
            connection, "sides", conversation_id=talk, person_id=who, delivered_seq=count, read_seq=number,
            suggestions=bool(number), mood="", turned_seq=number,
        )  # fmt: skip
    for seq in range(1, count + 1):
        key = ids(f"{talk} {seq}")
        put(
            connection, "messages", id=key, conversation_id=talk, seq=seq, rev=seq,
            author_id=ids(one if seq % 2 else other), client_id=str(seq), text=TEXTS[seq % len(TEXTS)],
            language="pt", posted_at=NOW + timedelta(seconds=seq), queued_at=NOW, attempts=seq % 3,
            withheld=blocked and seq == count,
        )  # fmt: skip
        put(connection, "enrichments", message_id=key, status="done", body="{}", updated_at=NOW)


def _taught(connection) -> None:
    where = {"house": ("house", "house"), "person": ("person", ids("ana"))}
    where["conversation"] = ("conversation", ids("ana ben"))
    for scope, (kind, scope_id) in where.items():
        common = {"id": ids(f"taught {scope}"), "scope": kind, "scope_id": scope_id, "created_at": NOW}
        languages = {"source_language": "pt", "target_language": "en"}
        put(connection, "terms", key="oi", head="oi", source="Oi", target="Hi", **common, **languages)
        correction = {"part": 0, "key": "k", "source": "Oi", "target": "Hi", "current": True}
        put(connection, "corrections", **correction, **common, **languages)
        answer = {"shortcut": "hi", "language": "en", "text": "Hi", "key": "k"}
        put(connection, "canned", **answer, uses=1, last_message_id="", **common)
    put(
        connection, "own_answers", id=ids("own"), person_id=ids("ana"), language="pt", key="k", text="Oi",
        answered="?", uses=1, last_message_id="",
    )  # fmt: skip


SAME = {  # columns whose content may not change, by the table's name then and now
    ("people", "accounts"): "id, handle, name, password_hash, language, keeps_answers, created_at",
    ("sessions", "sessions"): "token_hash, person_id, expires_at, id",
    ("conversations", "conversations"): "id, last_seq, rev, created_at, active_at, demo",
    ("messages", "messages"): "id, conversation_id, seq, rev, author_id, client_id, text, language,"
    " posted_at, queued_at, attempts, withheld",
    ("enrichments", "enrichments"): "message_id, status, body, updated_at",
    ("terms", "terms"): "id, key, source, target, created_at",
    ("corrections", "corrections"): "id, key, source, target, current",
    ("canned", "canned"): "id, shortcut, text, uses",
    ("own_answers", "own_answers"): "id, person_id, key, text",
    ("outbox", "outbox"): "id, stream, body",
}


def sums(connection, *, now: bool) -> dict[str, tuple[int, str]]:
    """Count and checksum of each table's rows."""
    found = {}
    for (before, after), columns in SAME.items():
        query = f"SELECT {columns} FROM {after if now else before}"
        rows = sorted(repr(tuple(row)) for row in connection.execute(text(query)))
        found[after] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


async def prepared(settings: Settings, story=fill):
    """The old database, and the sums of what is in it."""
    parts = engines.make(settings.store_url, 30.0)
    async with parts.schema.begin() as connection:
        await connection.run_sync(story)
        before = await connection.run_sync(lambda one: sums(one, now=False))
    await parts.dispose()
    return before


def test_every_row_is_carried_over(settings):
    async def story():
        before = await prepared(settings)
        store = await Store.open(settings)
        async with store.reading() as connection:
            assert await connection.run_sync(lambda one: sums(one, now=True)) == before
            scopes = {
                (row.scope, row.scope_id)
                for table in (tables.terms, tables.corrections, tables.canned)
                for row in await connection.execute(select(table.c.scope, table.c.scope_id))
            }
            sides = (await connection.execute(select(tables.participants))).all()
            written = (await connection.execute(select(tables.messages))).all()
        await store.close()
        assert before["messages"][0] == sum(pair[-1] for pair in PAIRS)
        where = (("installation", "installation"), ("person", ids("ana")))
        assert scopes == {*where, ("conversation", ids("ana ben"))}
        place = {(one.conversation_id, one.account_id): one for one in sides}
        assert len(sides) == len(place) == 2 * len(PAIRS)
        assert {(one.conversation_id, one.side) for one in sides} == {
            (ids(f"{pair[0]} {pair[1]}"), side) for pair in PAIRS for side in (0, 1)
        }
        for one in written:
            assert (one.author_kind, one.organisation_id) == ("account", None)
            assert one.side == place[one.conversation_id, one.author_id].side
            assert (one.kind, one.content, one.command) == ("text" if one.text else "removed", None, None)
        for one, other, *stances, _ in PAIRS:
            talk = ids(f"{one} {other}")
            rows = (place[talk, ids(one)], place[talk, ids(other)])
            assert [row.stance for row in rows] == stances[:2]
            assert [row.blocked_at is not None for row in rows] == stances[2:]
            for row, who, blocks in zip(rows, (one, other), stances[2:], strict=True):
                shown = (who.title(), who, "pt" if who == "ana" else "en") if blocks else (None, None, None)
                assert (row.seen_name, row.seen_name_key, row.seen_language) == shown
            assert [(row.read_seq, row.turned_seq, row.suggestions) for row in rows] == [
                (0, 0, False),
                (1, 1, True),
            ]

    asyncio.run(story())


def test_people_go_on_where_they_were(settings):
    async def story():
        await prepared(settings)
        store = await Store.open(settings)
        ana, ben = ids("ana"), ids("ben")
        talk = ids("ana ben")
        shown = await list_conversations(store, ana)
        assert {one.id: one.state for one in shown} == {talk: "accepted", ids("ana eva"): "request"}
        assert [one.id for one in await list_conversations(store, ana, "blocked")] == [ids("ana leo")]
        assert (await get_conversation(store, ana, talk)).unread == 20
        assert [one.seq for one in (await read_messages(store, ana, talk, limit=200)).messages] == list(
            range(1, 41)
        )
        again, news = await open_conversation(store, ben, "ana")
        assert (again.id, news) == (talk, None), "a pair has one conversation, also one from before"
        posted = await post_message(store, settings, ben, talk, text="on we go", client_id="new")
        assert (posted.mine.seq, posted.created) == (41, True)
        same = await post_message(store, settings, ana, talk, text=TEXTS[1], client_id="1")
        assert (same.mine.seq, same.created) == (1, False), "what was sent before is known"
        await store.close()

    asyncio.run(story())


def test_a_database_whose_rows_refer_to_nothing_is_left_as_it_was(tmp_path):
    """Foreign keys are off while tables are rebuilt; what was broken before is found, and nothing changes."""

    def orphan(connection):
        fill(connection)
        put(connection, "enrichments", message_id=ids("nowhere"), status="done", body="{}", updated_at=NOW)

    settings = Settings(home=tmp_path)

    async def story():
        before = await prepared(settings, orphan)
        with pytest.raises(StoreError, match="1 rows of enrichments"):
            await Store.open(settings)
        parts = engines.make(settings.store_url, 30.0)
        async with parts.reader.connect() as connection:
            version = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
            assert (version, await connection.run_sync(lambda one: sums(one, now=False))) == ("0006", before)
        await parts.dispose()

    asyncio.run(story())


def test_after_a_migration_references_are_looked_after_again(tmp_path):
    settings = Settings(home=tmp_path)

    async def story():
        await prepared(settings)
        store = await Store.open(settings)
        async with store.writing() as connection:
            await connection.execute(tables.accounts.delete().where(tables.accounts.c.id == ids("leo")))
        async with store.reading() as connection:
            left = (await connection.execute(select(tables.sessions.c.person_id))).scalars().all()
        await store.close()
        assert sorted(left) == sorted(ids(one) for one in PEOPLE if one != "leo")

    asyncio.run(story())
