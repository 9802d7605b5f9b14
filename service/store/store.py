"""The store: one object that hands out short transactions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from service.wire.settings import Settings


class Store:
    """Open with `await Store.open(settings)`; one per process."""

    partitions: int
    outbox_filled: asyncio.Event

    @classmethod
    async def open(cls, settings: Settings) -> Store:
        """Connect, bring the schema up to date."""
        raise NotImplementedError

    async def close(self) -> None:
        """Close all connections."""
        raise NotImplementedError

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One write transaction; commits at the end, rolls back on an error. Unavailable when busy."""
        raise NotImplementedError
        yield

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One read transaction over one snapshot. Unavailable when busy."""
        raise NotImplementedError
        yield
