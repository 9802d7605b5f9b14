"""Conversations that are asked for: accepting, ignoring, blocking, and how many may be open at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotARequest, RequestsFull
from service.messaging.access import ConversationAccess, conversation_access, must_not_block
from service.messaging.listing import one_of_mine
from service.messaging.relation import Relation
from service.messaging.results import Decided
from service.messaging.sides import both_of, mine, theirs
from service.store import Store
from service.store.tables import accounts, conversations, participants

MOST_ASKED = 20
"""People whom one person asks at a time: those who have not accepted."""

ASKED_FOR = timedelta(days=30)
"""After so long a request that nobody answered does not count any more."""


async def accept_conversation(store: Store, me_id: str, conversation_id: str) -> Decided:
    """Talk with who asked for it. Accepting again changes nothing.

    Raises:
        NotFound, NotYours.
        NotARequest: it is I who asked.
        Blocked: I block the other side.
    """
    async with store.writing() as connection:
        talk = await conversation_access(connection, me_id, conversation_id, lock=True)
        must_not_block(talk)
        if talk.relation.state == "sent":
            raise NotARequest("It is for the other side to accept.")
        after = talk if talk.relation.mine == "accepted" else await accept(connection, talk)
        return await _decided(connection, talk, after.relation)


async def ignore_conversation(store: Store, me_id: str, conversation_id: str) -> Decided:
    """Out of my list, without a word to who asked. Ignoring again changes nothing.

    Raises:
        NotFound, NotYours.
        NotARequest: I have accepted it.
        Blocked: I block the other side.
    """
    async with store.writing() as connection:
        talk = await conversation_access(connection, me_id, conversation_id, lock=True)
        must_not_block(talk)
        if talk.relation.mine == "accepted":
            raise NotARequest("You have accepted this conversation. You can block the person.")
        await _change(connection, talk, stance="ignored")
        return await _decided(connection, talk, msgspec.structs.replace(talk.relation, mine="ignored"))


async def block_conversation(store: Store, me_id: str, conversation_id: str) -> Decided:
    """Nothing of the other side reaches me any more, and they are not told. Blocking again changes nothing.

    Raises:
        NotFound, NotYours.
    """
    async with store.writing() as connection:
        talk = await conversation_access(connection, me_id, conversation_id, lock=True)
        since = talk.relation.blocks_since or datetime.now(UTC)
        await _change(connection, talk, blocked_at=since)
        return await _decided(connection, talk, msgspec.structs.replace(talk.relation, blocks_since=since))


async def unblock_conversation(store: Store, me_id: str, conversation_id: str) -> Decided:
    """As it was before I blocked; what was written meanwhile stays kept from me.

    Raises:
        NotFound, NotYours.
    """
    async with store.writing() as connection:
        talk = await conversation_access(connection, me_id, conversation_id, lock=True)
        await _change(connection, talk, blocked_at=None)
        return await _decided(connection, talk, msgspec.structs.replace(talk.relation, blocks_since=None))


async def accept(connection: AsyncConnection, talk: ConversationAccess) -> ConversationAccess:
    """I accept; the conversation is locked. As it stands then."""
    await _change(connection, talk, stance="accepted")
    return replace(talk, relation=msgspec.structs.replace(talk.relation, mine="accepted"))


async def may_ask(connection: AsyncConnection, me_id: str) -> None:
    """Before one more request of mine; held until the transaction ends, so that no two pass at once.

    Raises:
        RequestsFull: too many people have not answered yet.
    """
    await connection.execute(
        select(accounts.c.id).where(accounts.c.id == me_id).with_for_update(key_share=True)
    )
    asked = (
        select(func.count())
        .select_from(both_of(me_id))
        .join(conversations, conversations.c.id == mine.c.conversation_id)
        .where(
            mine.c.stance == "accepted",
            theirs.c.stance != "accepted",
            conversations.c.created_at > datetime.now(UTC) - ASKED_FOR,
        )
    )
    if int(await connection.scalar(asked) or 0) >= MOST_ASKED:
        said = f"{MOST_ASKED} people have not answered you yet. Wait for some of them."
        raise RequestsFull(said, limit=MOST_ASKED)


async def _change(connection: AsyncConnection, talk: ConversationAccess, **values: Any) -> None:
    side = (participants.c.conversation_id == talk.id, participants.c.side == talk.side)
    await connection.execute(update(participants).where(*side).values(values))


async def _decided(connection: AsyncConnection, talk: ConversationAccess, after: Relation) -> Decided:
    mine = await one_of_mine(connection, talk.me_id, talk.id)
    now = after.blocks_since or datetime.now(UTC)
    return Decided(mine=mine, other_id=talk.other_id, before=talk.relation, after=after, at=now)
