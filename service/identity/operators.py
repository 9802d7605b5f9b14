"""Who runs the installation, as the chat knows them: people whom settings name, else whoever came first."""

from __future__ import annotations

from sqlalchemy import select

from service.errors import NotYours
from service.models import Me
from service.store import Store
from service.store.tables import accounts


async def is_operator(store: Store, named: tuple[str, ...], me: Me) -> bool:
    """Whether they may do what concerns all who use this installation.

    `named`: handles; a handle of before is nobody else's. Without any: who made the first account here that
    is no demonstration's, for good, also once it is deleted.
    """
    if named:
        return me.handle in named
    earlier = select(accounts.c.id).where(accounts.c.id < me.id, accounts.c.demo.is_(False)).limit(1)
    mine = select(accounts.c.demo).where(accounts.c.id == me.id)
    async with store.reading() as connection:
        return await connection.scalar(mine) is False and await connection.scalar(earlier) is None


async def operating(store: Store, named: tuple[str, ...], me: Me) -> None:
    """NotYours: somebody else runs this installation."""
    if not await is_operator(store, named, me):
        raise NotYours("This is for whoever runs this installation.")
