"""Conversations that are asked for: accepting, ignoring, blocking, and how many may be open at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment.retranslate import read_anew
from service.errors import NotARequest, NotDirect, RequestsFull
from service.events import ConversationChanged, TalkingChanged
from service.messaging import activity, seen_as
from service.messaging.access import conversation_access, must_not_block
from service.messaging.listing import one_of_mine
from service.messaging.relation import Relation
from service.messaging.rules import ConversationAccess
from service.messaging.sides import both_of, mine, theirs
from service.models import Conversation, Person
from service.store import Store
from service.store.tables import accounts, conversations, participants
from service.store.unit_of_work import record

MOST_ASKED = 20
"""People whom one person asks at a time: those who have not accepted."""

ASKED_FOR = timedelta(days=30)
"""After so long a request that nobody answered does not count any more."""


async def accept_conversation(store: Store, me_id: str, conversation_id: str) -> Conversation:
    """Talk with who asked for it. Accepting again changes nothing.

    Raises:
        NotFound, NotYours.
        NotARequest: it is I who asked.
        Blocked: I block the other side.
    """
    async with store.writing() as connection:
        access = await conversation_access(connection, me_id, conversation_id, lock=True)
        must_not_block(access)
        if access.relation.state == "sent":
            raise NotARequest("It is for the other side to accept.")
        after = access if access.relation.mine == "accepted" else await accept(connection, access)
        return await _decided(connection, access, after.relation)


async def ignore_conversation(store: Store, me_id: str, conversation_id: str) -> Conversation:
    """Out of my list, without a word to who asked. Ignoring again changes nothing.

    Raises:
        NotFound, NotYours.
        NotARequest: I have accepted it.
        NotDirect: it is an organisation's.
        Blocked: I block the other side.
    """
    async with store.writing() as connection:
        access = await _direct(connection, me_id, conversation_id)
        must_not_block(access)
        if access.relation.mine == "accepted":
            raise NotARequest("You have accepted this conversation. You can block the person.")
        await _change(connection, access, stance="ignored")
        return await _decided(connection, access, msgspec.structs.replace(access.relation, mine="ignored"))


async def block_conversation(store: Store, me_id: str, conversation_id: str) -> Conversation:
    """Nothing of the other side reaches me any more, and they are not told. Blocking again changes nothing.

    Raises:
        NotFound, NotYours.
    """
    async with store.writing() as connection:
        access = await _direct(connection, me_id, conversation_id)
        since = access.relation.blocks_since or datetime.now(UTC)
        if access.relation.blocks_since is None:
            await _change(connection, access, blocked_at=since, **seen_as.of_now(me_id))
            await activity.of(connection, store.partitions, access, "person_blocked", None, since)
        return await _decided(
            connection, access, msgspec.structs.replace(access.relation, blocks_since=since)
        )


async def unblock_conversation(store: Store, me_id: str, conversation_id: str) -> Conversation:
    """As it was before I blocked; what was written meanwhile stays kept from me.

    A name or language that I have got meanwhile is new to the other side now.

    Raises:
        NotFound, NotYours.
    """
    async with store.writing() as connection:
        access = await _direct(connection, me_id, conversation_id)
        new = await seen_as.new_since(connection, access)
        await _change(connection, access, blocked_at=None, **seen_as.NOTHING)
        if access.relation.blocks_since is not None:
            now = datetime.now(UTC)
            await activity.of(connection, store.partitions, access, "person_unblocked", None, now)
        if new and new[0].language != new[1].language:
            await read_anew(connection, store.partitions, me_id, new[1].language, access.id)
        after = msgspec.structs.replace(access.relation, blocks_since=None)
        return await _decided(connection, access, after, person=new[1] if new else None)


async def accept(connection: AsyncConnection, access: ConversationAccess) -> ConversationAccess:
    """I accept; the conversation is locked. As it stands then."""
    await _change(connection, access, stance="accepted")
    return replace(access, relation=msgspec.structs.replace(access.relation, mine="accepted"))


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


async def _direct(connection: AsyncConnection, me_id: str, conversation_id: str) -> ConversationAccess:
    """A conversation of mine, held. NotDirect: it is an organisation's."""
    access = await conversation_access(connection, me_id, conversation_id, lock=True)
    if access.organisation_id is not None:
        raise NotDirect("This is possible between two people only.")
    return access


async def _change(connection: AsyncConnection, access: ConversationAccess, **values: Any) -> None:
    side = (participants.c.conversation_id == access.id, participants.c.side == access.side)
    await connection.execute(update(participants).where(*side).values(values))


async def _decided(
    connection: AsyncConnection, access: ConversationAccess, after: Relation, *, person: Person | None = None
) -> Conversation:
    """As I see it then, on all my screens. The other side sees that I accept, or that I have gone, or come.

    To whom I block it looks as if I had left, and as if I were back where I unblock them; `person`: me, where
    they do not know me so.
    """
    before, shown_to = access.relation, [access.me_id]
    if after.settled and not before.settled and after.reaches_them:
        shown_to.insert(0, access.other_id)
    elif before.talking != after.talking:
        at = after.blocks_since or datetime.now(UTC)
        record(
            connection,
            TalkingChanged(
                conversation_id=access.id,
                person_id=access.me_id,
                other_id=access.other_id,
                talking=after.talking,
                at=at,
                person=person,
            ),
        )
    record(connection, ConversationChanged(conversation_id=access.id, person_ids=tuple(shown_to)))
    return await one_of_mine(connection, access.me_id, access.id)
