"""SQL that was compiled once in a process is compiled for all stores that its tests open.

An engine keeps what it has compiled, and nearly every test opens a store of its own, with engines of its own:
each compiled the same few hundred statements anew.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine

from service.store import engines


class Compiled(dict[Any, Any]):
    """Statements by their shape, for dialects of one kind, which each engine makes anew."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_of_any(key), default)

    def __setitem__(self, key: Any, statement: Any) -> None:
        super().__setitem__(_of_any(key), statement)


def _of_any(key: Any) -> Any:
    dialect, *shape = key
    return type(dialect), *shape


def keep() -> None:
    """From now on stores of this process share what they compile."""
    engines.create_async_engine = partial(  # type: ignore[assignment]
        create_async_engine, execution_options={"compiled_cache": Compiled()}
    )
