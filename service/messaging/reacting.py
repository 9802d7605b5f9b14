"""Reactions and pins: each gives the message the next `rev`, and both sides see it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotFound, TooMany
from service.messaging import activity, marks, views
from service.messaging.access import (
    conversation_access,
    message_of,
    must_be_settled,
    must_have_accepted,
    visible_to,
    wants_suggestions,
)
from service.messaging.changed import announce_change
from service.messaging.marks import Pinned, Reacted
from service.messaging.reading import note_read
from service.messaging.rules import ConversationAccess
from service.messaging.stored import StoredMessage, message_rows
from service.models import Message
from service.store import Store
from service.store.tables import conversations, messages
from service.store.typed import fetch
from wire.contracts.activity_kinds import ActivityKind
from wire.contracts.contents import REMOVED

MOST_EMOJI, MOST_REACTIONS, MOST_PINNED = 20, 200, 50
"""Different emoji on a message, reactions on it in all, and pinned messages in a conversation.

Each as the person sees it who adds one: what is kept from them fills nothing up.
"""


async def react(store: Store, me_id: str, message_id: str, *, emoji: str, on: bool) -> Message:
    """Put an emoji on a message, or take mine off. A person has one of each on it. Again changes nothing.

    Raises:
        NotFound, NotYours, RoleLacks, AcceptFirst, Blocked, Unavailable.
        InvalidInput: it is not one emoji. Whatever I once put on it comes off by its name.
        TooMany: the message has so many.
    """
    async with store.writing() as connection:
        row, access = await _marked(connection, me_id, message_id)
        must_have_accepted(access)
        known = marks.reacted(row.reactions)
        others = tuple(one for one in known if (one.emoji, one.by) != (emoji, me_id))
        if on or others == known:
            emoji = marks.emoji(emoji)
        if on is (others == known):
            after = (*others, _room(known, emoji, access)) if on else others
            await _stamp(connection, access, row.id, reactions=marks.stored(after))
            kind: ActivityKind = "reaction_added" if on else "reaction_removed"
            await activity.of(connection, store.partitions, access, kind, row.id, datetime.now(UTC))
        return await announce_change(connection, row.id, me_id)


async def pin(store: Store, me_id: str, message_id: str, *, on: bool) -> Message:
    """Pin a message for both sides, or let it loose, whoever pinned it. Again changes nothing.

    Raises:
        NotFound, NotYours, RoleLacks, AcceptFirst, Blocked, Unavailable.
        TooMany: so many are pinned in the conversation.
    """
    async with store.writing() as connection:
        row, access = await _marked(connection, me_id, message_id)
        must_be_settled(access)
        if on is (marks.pin_for(row.pinned, me_id) is None):
            now = datetime.now(UTC)
            known = marks.pinned(row.pinned)
            made = await _pinned(connection, access, known, now) if on else _loosed(access, known)
            await _stamp(connection, access, row.id, pinned=marks.stored(made))
            kind: ActivityKind = "message_pinned" if on else "message_unpinned"
            await activity.of(connection, store.partitions, access, kind, row.id, now)
        return await announce_change(connection, row.id, me_id)


async def pinned_in(store: Store, me_id: str, conversation_id: str) -> list[Message]:
    """Pinned messages of a conversation of mine, in order of `seq`. NotFound, NotYours, RoleLacks."""
    here = (messages.c.conversation_id == conversation_id, marks.pin_shown(me_id))
    async with store.reading() as connection:
        access = await conversation_access(connection, me_id, conversation_id)
        wanted = await wants_suggestions(connection, access.id, me_id)
        query = message_rows().where(*here, visible_to(access)).order_by(messages.c.seq)
        rows = await fetch(connection, StoredMessage, query.limit(2 * MOST_PINNED))
    if rows:
        await note_read(store, access)
    return [views.message(row, me_id, suggestions=wanted) for row in rows]


async def _marked(
    connection: AsyncConnection, me_id: str, message_id: str
) -> tuple[StoredMessage, ConversationAccess]:
    row, access = await message_of(connection, me_id, message_id, lock=True)
    if row.kind == REMOVED.kind:
        raise NotFound("This message was taken back.")
    return row, access


def _room(known: tuple[Reacted, ...], emoji: str, access: ConversationAccess) -> Reacted:
    shown = marks.shown(known, access.me_id)
    different = {one.emoji for one in shown}
    if emoji not in different and len(different) >= MOST_EMOJI:
        raise TooMany(f"A message has at most {MOST_EMOJI} different emoji.", limit=MOST_EMOJI)
    if len(shown) >= MOST_REACTIONS:
        raise TooMany(f"A message has at most {MOST_REACTIONS} reactions.", limit=MOST_REACTIONS)
    return Reacted(emoji=emoji, by=access.me_id, kept=access.relation.blocked_since is not None)


async def _pinned(
    connection: AsyncConnection, access: ConversationAccess, known: Pinned | None, now: datetime
) -> Pinned:
    """As I pin it; what I let loose for myself alone is as it was."""
    count = select(func.count()).where(messages.c.conversation_id == access.id, marks.pin_shown(access.me_id))
    if (await connection.scalar(count) or 0) >= MOST_PINNED:
        raise TooMany(f"A conversation has at most {MOST_PINNED} pinned messages.", limit=MOST_PINNED)
    if known is not None and known.loosed == access.me_id:
        return msgspec.structs.replace(known, loosed="")
    return Pinned(by=access.me_id, at=now, kept=access.relation.blocked_since is not None)


def _loosed(access: ConversationAccess, known: Pinned | None) -> Pinned | None:
    """What is left once I let it loose: to a side that blocks me nothing changes."""
    if known is None or known.kept or access.relation.blocked_since is None:
        return None
    return msgspec.structs.replace(known, loosed=access.me_id)


async def _stamp(
    connection: AsyncConnection, access: ConversationAccess, message_id: str, **values: Any
) -> None:
    """Write it with the next `rev`; the conversation is locked."""
    rev = access.rev + 1
    changed = update(messages).where(messages.c.id == message_id).values(values | {"rev": rev})
    await connection.execute(changed)
    await connection.execute(update(conversations).where(conversations.c.id == access.id).values(rev=rev))
