"""Somebody with ten thousand conversations, by copying the rows of one: asking for each takes minutes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from wire.contracts.ids import new_id

Row = dict[str, Any]


def surround(database: Path, talk: str, me: str, count: int, first: int = 0) -> None:
    """`me` gets `count` more conversations like `talk`, each with one message of somebody else.

    Who has some already gets more with a `first` that is above theirs.
    """
    with closing(sqlite3.connect(database, timeout=60)) as connection:
        connection.row_factory = sqlite3.Row
        one = {
            "conversations": _rows(connection, "conversations", "id", talk),
            "participants": _rows(connection, "participants", "conversation_id", talk),
            "messages": _rows(connection, "messages", "conversation_id", talk)[:1],
        }
        other = next(row["account_id"] for row in one["participants"] if row["account_id"] != me)
        one = {"accounts": _rows(connection, "accounts", "id", other), **one}
        copies: dict[str, list[Row]] = {table: [] for table in one}
        for number in range(first, first + count):
            for table, rows in _copy(one, talk, other, me, number).items():
                copies[table] += rows
        with connection:
            for table, rows in copies.items():
                marks = ", ".join(f":{name}" for name in rows[0])
                connection.executemany(f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES ({marks})", rows)


def _rows(connection: sqlite3.Connection, table: str, column: str, value: str) -> list[Row]:
    found = connection.execute(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY 1, 2", (value,))
    return [dict(row) for row in found]


def _copy(one: dict[str, list[Row]], talk: str, other: str, me: str, number: int) -> dict[str, list[Row]]:
    """The same with another conversation and another person."""
    new = {talk: new_id(), other: new_id(), **{row["id"]: new_id() for row in one["messages"]}}
    copied = {
        table: [{name: new.get(value, value) for name, value in row.items()} for row in rows]
        for table, rows in one.items()
    }
    copied["accounts"][0] |= {"handle": f"crowd{number}"}
    copied["conversations"][0] |= {"direct_key": ":".join(sorted((me, new[other])))}
    return copied
