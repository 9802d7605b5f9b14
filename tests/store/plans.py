"""How SQLite goes about statements: what a query reads, told without a clock."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from service.store import Store

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
