"""Reporting the other side of a conversation to whoever runs the installation; nobody else is told.

What is reported is kept by its id: a message that is taken back meanwhile is gone for the operator, too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, get_args

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import InvalidInput, NotDirect, NotFound, TextTooLong, TooMany
from service.messaging import activity
from service.messaging.access import conversation_access, message_of
from service.store import Store
from service.store.tables import accounts, messages, reports
from service.store.typed import fetch
from service.text import validation
from wire.contracts.ids import new_id

Reason = Literal["spam", "abuse", "threat", "fraud", "impersonation", "other"]

LONGEST_NOTE, MOST = 1000, 100
"""Characters of a note, and reports of one person."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report, as whoever runs the installation sees it."""

    id: str
    at: datetime
    reason: str
    note: str
    by_handle: str
    about_handle: str
    conversation_id: str
    message_id: str | None = None
    text: str | None = None
    """Of the message, as it is now; null: none was named, or it is gone."""


async def report(
    store: Store,
    me_id: str,
    conversation_id: str,
    *,
    reason: str,
    note: str = "",
    message_id: str | None = None,
) -> None:
    """Report the other side of a conversation of mine, perhaps for one message of theirs.

    Raises:
        NotFound, NotYours, RoleLacks, InvalidInput, TextTooLong.
        NotDirect: it is an organisation's.
        TooMany: I have reported so much.
    """
    _check(reason, note)
    now = datetime.now(UTC)
    async with store.writing() as connection:
        access = await conversation_access(connection, me_id, conversation_id, lock=True)
        if access.organisation_id is not None:
            raise NotDirect("Only a person is reported.")
        if message_id is not None:
            row, where = await message_of(connection, me_id, message_id)
            if where.id != access.id or row.author_id != access.other_id:
                raise NotFound("There is no such message of theirs in this conversation.")
        await _must_have_room(connection, me_id)
        made = insert(reports).values(
            id=new_id(),
            by_id=me_id,
            about_id=access.other_id,
            conversation_id=access.id,
            message_id=message_id,
            reason=reason,
            note=note.strip(),
            at=now,
        )
        await connection.execute(made)
        await activity.of(connection, store.partitions, access, "person_reported", message_id, now)


def _check(reason: str, note: str) -> None:
    if reason not in get_args(Reason):
        raise InvalidInput(f"A reason is one of {', '.join(get_args(Reason))}.", field="reason")
    if len(validation.storable(note, "note")) > LONGEST_NOTE:
        raise TextTooLong(f"A note has at most {LONGEST_NOTE} characters.", limit=LONGEST_NOTE)


async def _must_have_room(connection: AsyncConnection, me_id: str) -> None:
    mine = select(func.count()).where(reports.c.by_id == me_id)
    if (await connection.scalar(mine) or 0) >= MOST:
        raise TooMany(f"You have reported {MOST} times.", limit=MOST)


async def list_reports(store: Store, most: int = 200) -> list[Report]:
    """For whoever runs the installation: the newest first."""
    by, about = accounts.alias("by"), accounts.alias("about")
    columns = (reports.c[name] for name in ("id", "at", "reason", "note", "conversation_id", "message_id"))
    query = (
        select(
            *columns, by.c.handle.label("by_handle"), about.c.handle.label("about_handle"), messages.c.text
        )
        .join(by, by.c.id == reports.c.by_id)
        .join(about, about.c.id == reports.c.about_id)
        .outerjoin(messages, messages.c.id == reports.c.message_id)
        .order_by(reports.c.id.desc())
        .limit(most)
    )
    async with store.reading() as connection:
        found = await fetch(connection, Report, query)
    return [msgspec.structs.replace(one, text=one.text or None) for one in found]
