"""How SQLite goes about statements: what a query reads, told without a clock."""

import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from service.store import Store
from service.store.tables import metadata

_CHANGES_OR_READS = ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")


@contextmanager
def statements() -> Iterator[dict[str, Any]]:
    """All that are executed inside on any engine, each once, with the values that it had first."""
    found: dict[str, Any] = {}

    def note(_: object, __: object, statement: str, values: Any, ___: object, many: bool) -> None:
        if statement.startswith(_CHANGES_OR_READS):
            found.setdefault(statement, values[0] if many else values)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def plans(store: Store, work: Callable[[], Awaitable[Any]]) -> list[str]:
    """Steps of the plans of what `work` executes, as EXPLAIN QUERY PLAN says them."""
    with statements() as executed:
        await work()
    steps: list[str] = []
    async with store.reading() as connection:
        for statement, values in executed.items():
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            steps += [row.detail for row in rows]
    return steps


GROWS = frozenset({
    "annotations", "audit_entries", "contact_cards", "contacts", "conversation_tags", "conversations",
    "corrected_labels", "desk_states", "enrichments", "files", "mentions", "message_changes", "messages",
    "participants", "ratings", "search_texts", "visitors", "webhook_deliveries",
})  # fmt: skip
"""Tables that have a row for each customer, conversation or message there ever was."""

_PARTIAL = {
    one.name
    for table in metadata.tables.values()
    for one in table.indexes
    if one.dialect_options["sqlite"].get("where") is not None
}
_NAMED = re.compile(r"(?:FROM|JOIN|,)\s+(\w+)\s+(?:AS\s+)?(\w+)", re.IGNORECASE)
_SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")


def walked(database: Path, executed: Mapping[str, Any]) -> dict[str, str]:
    """Statements that read all of a table of those that grow, or all of an index of it, and which. An index
    of some rows alone is no walk."""
    found: dict[str, str] = {}
    with closing(sqlite3.connect(database)) as connection:
        for statement, values in executed.items():
            names = {alias: table for table, alias in _NAMED.findall(statement)}
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values):
                table, index = match.groups() if (match := _SCAN.match(step)) else ("", None)
                if names.get(table, table) in GROWS and index not in _PARTIAL:
                    found[statement] = step
    return found
