"""Opening, listing and switching conversations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotFound, WithYourself
from service.events import ConversationChanged
from service.identity.people import Known, find_known
from service.messaging import activity, places, rules
from service.messaging.access import conversation_access
from service.messaging.leaving import come_back
from service.messaging.listing import (
    Listed,
    Part,
    blocked_ones,
    ignored_ones,
    left_ones,
    one_of_mine,
    served_by,
    talks_and_requests,
)
from service.messaging.requests import accept, may_ask
from service.messaging.seats import take_seat
from service.messaging.sides import direct_key
from service.models import Conversation
from service.store import Store, outbox
from service.store.tables import accounts, conversations, participants
from service.store.unit_of_work import record
from wire.contracts.ids import new_id

Aside = Literal["ignored", "blocked", "left"]

News = Literal["opened", "accepted"] | None


async def open_conversation(store: Store, me_id: str, handle: str) -> tuple[Conversation, News]:
    """The conversation with a person, and what is new about it.

    A new one is a request to the other side. One that was asked of me I accept by opening it; one that I
    have, or whose other side I block, stays as it is. Two who open it at once get the same one, accepted.

    Raises:
        NotFound: nobody has this handle.
        WithYourself: it is your own.
        RequestsFull: too many people have not answered me yet.
    """
    async with store.reading() as connection:
        other = await find_known(connection, handle)
        if other.id == me_id:
            raise WithYourself("A conversation has two different sides.")
        known = await _between(connection, me_id, other.id)
    if known is None:
        try:
            return await get_conversation(store, me_id, await _create(store, me_id, other)), "opened"
        except IntegrityError:  # the other side was first, between our look and our insert
            async with store.reading() as connection:
                known = await _between(connection, me_id, other.id)
            if known is None:
                raise
    return await _open_again(store, me_id, known)


async def list_conversations(store: Store, me_id: str, aside: Aside | None = None) -> list[Conversation]:
    """Mine, newest activity first: talks and requests, or those of one kind that I have put aside."""
    return (await page_of_conversations(store, me_id, aside)).conversations


async def page_of_conversations(
    store: Store,
    me_id: str,
    aside: Aside | None = None,
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Listed:
    """A part of them: what follows the `next` of another one. Requests do not count against `limit`.

    What is written in meanwhile goes to the top: it may come twice, and clients are told of it anyway.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    kind = {"ignored": ignored_ones, "blocked": blocked_ones, "left": left_ones}.get(
        aside or "", talks_and_requests
    )
    part = Part(limit=limit, after=None if cursor is None else places.read(cursor))
    return await store.look(lambda connection: kind(connection, me_id, part))


async def get_conversation(store: Store, me_id: str, conversation_id: str) -> Conversation:
    """One of mine. NotFound, NotYours."""

    async def found(connection: AsyncConnection) -> Conversation:
        await conversation_access(connection, me_id, conversation_id)
        return await one_of_mine(connection, me_id, conversation_id)

    return await store.look(found)


async def conversations_of(store: Store, me_id: str, organisation_id: str, most: int) -> list[Conversation]:
    """An organisation's, newest activity first; none where I may not converse."""
    async with store.reading() as connection:
        return await served_by(connection, me_id, organisation_id, most)


async def who_sees_typing(store: Store, me_id: str, conversation_id: str) -> tuple[str, ...]:
    """Accounts that may see me type: the other side of a conversation of mine, where we talk; where I write
    for an organisation my colleagues, and a contact who visits.

    Raises:
        NotFound, NotYours.
    """
    access = await store.look(lambda connection: conversation_access(connection, me_id, conversation_id))
    told = access.for_organisation or access.relation.talking
    return tuple(one for one in rules.screens(access, reaches=told) if one != me_id)


async def who_serves_too(store: Store, me_id: str, conversation_id: str) -> tuple[str, ...]:
    """Accounts of colleagues who may serve a conversation of my organisation besides me.

    Raises:
        NotFound: it is at no desk of mine.
        NotYours, RoleLacks.
    """
    access = await store.look(lambda connection: conversation_access(connection, me_id, conversation_id))
    if not access.for_organisation:
        raise NotFound("This conversation is at no desk of yours.")
    return tuple(one.account_id for one in access.state.agents() if one.account_id != me_id)


async def set_suggestions(store: Store, me_id: str, conversation_id: str, on: bool) -> Conversation:
    """Switch suggested replies on or off, for me. NotFound, NotYours."""
    mine = (participants.c.conversation_id == conversation_id, participants.c.party_id == me_id)
    async with store.writing() as connection:
        await take_seat(connection, await conversation_access(connection, me_id, conversation_id))
        await connection.execute(update(participants).where(*mine).values(suggestions=on))
        record(connection, ConversationChanged(conversation_id=conversation_id, person_ids=(me_id,)))
        return await one_of_mine(connection, me_id, conversation_id)


async def _open_again(store: Store, me_id: str, conversation_id: str) -> tuple[Conversation, News]:
    """Both have opened it: that accepts it, where I do not block the other side."""
    found = await get_conversation(store, me_id, conversation_id)
    if found.state not in ("request", "ignored") and not found.away:
        return found, None
    async with store.writing() as connection:
        access = await conversation_access(connection, me_id, conversation_id, lock=True)
        if await come_back(connection, access):
            record(connection, ConversationChanged(conversation_id=access.id, person_ids=(me_id,)))
        if access.relation.state not in ("request", "ignored"):  # decided elsewhere meanwhile
            return await one_of_mine(connection, me_id, conversation_id), None
        await accept(connection, access)
        both = (me_id, access.other_id)
        record(connection, ConversationChanged(conversation_id=access.id, person_ids=both))
        return await one_of_mine(connection, me_id, conversation_id), "accepted"


async def _between(connection: AsyncConnection, one_id: str, other_id: str) -> str | None:
    pair = conversations.c.direct_key == direct_key(one_id, other_id)
    return await connection.scalar(select(conversations.c.id).where(pair))


async def _create(store: Store, me_id: str, other: Known) -> str:
    now, made = datetime.now(UTC), new_id()
    async with store.writing() as connection:
        await may_ask(connection, me_id)
        mine_is_demo = await connection.scalar(select(accounts.c.demo).where(accounts.c.id == me_id))
        demo = bool(other.demo or mine_is_demo)
        row = {"id": made, "kind": "direct", "direct_key": direct_key(me_id, other.id), "demo": demo}
        row |= {"last_seq": 0, "rev": 0, "created_at": now, "active_at": now}
        await connection.execute(insert(conversations).values(row))
        await connection.execute(insert(participants), _sides(made, me_id, other.id))
        told = activity.row(
            store.partitions,
            "conversation_opened",
            at=now,
            person_id=me_id,
            conversation_id=made,
            demo=demo,
        )
        await outbox.put(connection, [told])
        # To the other side a request appears with its first message.
        record(connection, ConversationChanged(conversation_id=made, person_ids=(me_id,)))
    return made


def _sides(conversation_id: str, me_id: str, other_id: str) -> list[dict[str, Any]]:
    """Rows of both sides, the lower id on side 0; for the other one it is a request."""
    return [
        {
            "conversation_id": conversation_id,
            "party_id": one,
            "kind": "account",
            "side": side,
            "account_id": one,
            "delivered_seq": 0,
            "read_seq": 0,
            "suggestions": True,
            "stance": "accepted" if one == me_id else "request",
        }
        for side, one in enumerate(sorted((me_id, other_id)))
    ]
