"""Programs that sign on with a token of a bot: principals that may answer in the seat of that bot alone."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from service.errors import NotSignedIn
from service.identity.sessions import hash_of
from service.store import Store
from service.store.bot_tables import bots
from service.store.typed import fetch_one


class BotSeat(msgspec.Struct, frozen=True, kw_only=True):
    """Who has signed on."""

    id: str
    organisation_id: str
    name: str
    language: str


async def bot_of(store: Store, token: str) -> BotSeat:
    """Whose token this is.

    Raises:
        NotSignedIn: it is nobody's, was replaced, or its bot is switched off.
    """
    query = select(bots).where(bots.c.token_hash == hash_of(token), bots.c.enabled)
    found = await store.look(lambda connection: fetch_one(connection, BotSeat, query))
    if found is None:
        raise NotSignedIn("No bot has this token.", reason="ended")
    return found
