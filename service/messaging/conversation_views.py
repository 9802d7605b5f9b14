"""A conversation as one side sees it: what depends on acceptance and blocks is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Join, Row, Select, and_, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import NamedFromClause

from service.enrichment import sentiment
from service.messaging import views
from service.messaging.readers import LANGUAGE, with_readers
from service.messaging.relation import relation
from service.messaging.sides import ORGANISATION, RELATION, mine, theirs
from service.messaging.stored import StoredMessage, message_rows
from service.models import Conversation, OrganisationName, Person, Position
from service.store.tables import accounts, contacts, conversations, messages, organisations
from service.store.typed import fetch
from wire.contracts.sentiment_trend import QUIET

FORGOTTEN = ""
"""Name of a contact who asked to be forgotten: its row stands where conversations name it."""

MOST_UNANSWERED = 3
"""Messages to somebody who has not accepted."""


async def listed(
    connection: AsyncConnection,
    me_id: str,
    sides: Join,
    seat: NamedFromClause,
    wanted: ColumnElement[bool],
    most: int,
    served_side: int = ORGANISATION,
) -> list[Conversation]:
    """Conversations of `sides` that are wanted, newest activity first, in two queries however many there are.

    `seat`: the rows of `participants` with what is my own, receipts and wishes; they may be missing.
    `served_side`: mine in conversations of an organisation.
    """
    rows = (await connection.execute(_query(sides, seat).where(wanted).limit(most))).all()
    last = await _last_messages(connection, me_id, rows, served_side)
    return [_view(row, me_id, last.get(row.id)) for row in rows]


def _query(sides: Join, seat: NamedFromClause) -> Select[Any]:
    read = func.coalesce(seat.c.read_seq, 0)
    query = select(
        conversations,
        *RELATION,
        mine.c.side.label("my_side"),
        func.coalesce(seat.c.suggestions, true()).label("suggestions"),
        func.coalesce(seat.c.delivered_seq, 0).label("my_delivered_seq"),
        read.label("my_read_seq"),
        func.coalesce(seat.c.muted, false()).label("muted"),
        away(seat).label("away"),
        theirs.c.delivered_seq,
        theirs.c.read_seq,
        theirs.c.sentiment_trend,
        _unread(read).label("unread"),
        *_OTHER,
        *(accounts.c[name] for name in ("handle", "last_seen_at", "deleted_at")),
    ).select_from(sides)
    query = with_readers(query.join(conversations, conversations.c.id == mine.c.conversation_id))
    return query.order_by(conversations.c.active_at.desc(), conversations.c.id.desc())


def away(seat: NamedFromClause) -> ColumnElement[bool]:
    """Whether who sits there has left, and nothing was written since."""
    return func.coalesce(conversations.c.last_seq <= seat.c.left_seq, false())


_OTHER = (
    theirs.c.kind.label("other_kind"),
    theirs.c.party_id.label("other_id"),
    LANGUAGE.label("other_language"),
    func.coalesce(theirs.c.seen_name, accounts.c.name).label("account_name"),
    contacts.c.name.label("contact_name"),
    organisations.c.name.label("organisation_name"),
)


def _unread(read: ColumnElement[int]) -> ColumnElement[int]:
    return (
        select(func.count())
        .where(
            messages.c.conversation_id == mine.c.conversation_id,
            messages.c.seq > read,
            messages.c.side != mine.c.side,
            ~messages.c.withheld,
        )
        .scalar_subquery()
    )


async def _last_messages(
    connection: AsyncConnection, me_id: str, rows: Sequence[Row[Any]], served_side: int
) -> dict[str, StoredMessage]:
    """The newest message of each conversation that is not kept from me, by conversation."""
    if not rows:
        return {}
    newest = messages.alias("newest")
    served = and_(newest.c.organisation_id.is_not(None), newest.c.side == served_side)
    last = (
        select(newest.c.seq)
        .where(
            newest.c.conversation_id == conversations.c.id,
            or_(~newest.c.withheld, newest.c.author_id == me_id, served),
        )
        .order_by(newest.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = message_rows().join(
        conversations, and_(conversations.c.id == messages.c.conversation_id, messages.c.seq == last)
    )
    here = query.where(conversations.c.id.in_([row.id for row in rows]))
    found = await fetch(connection, StoredMessage, here)
    return {row.conversation_id: row for row in found}


def _view(row: Row[Any], me_id: str, last: StoredMessage | None) -> Conversation:
    stands = relation(row)
    state = stands.state
    receipts = Position(delivered_seq=row.delivered_seq, read_seq=row.read_seq)
    return Conversation(
        id=row.id,
        kind=row.kind,
        organisation=_organisation(row),
        side=row.my_side,
        other=_other(row),
        created_at=row.created_at,
        last_seq=last.seq if last else 0,
        rev=row.rev,
        unread=row.unread,
        suggestions=row.suggestions,
        muted=row.muted,
        away=row.away,
        mine=Position(delivered_seq=row.my_delivered_seq, read_seq=row.my_read_seq),
        theirs=receipts if state == "accepted" else Position(),
        last_message=None if last is None else views.message(last, me_id, suggestions=row.suggestions),
        sentiment=sentiment.trend_of(row.sentiment_trend) if state in ("accepted", "request") else QUIET,
        demo=row.demo,
        state=state,
        left=max(0, MOST_UNANSWERED - row.last_seq) if state == "sent" else None,
    )


def _organisation(row: Row[Any]) -> OrganisationName | None:
    if row.organisation_id is None:
        return None
    return OrganisationName(id=row.organisation_id, name=row.organisation_name)


def _other(row: Row[Any]) -> Person:
    """Who is on the other side; a contact or an organisation has no handle."""
    if row.other_kind != "account":
        name = row.contact_name if row.other_kind == "contact" else row.organisation_name
        return Person(
            id=row.other_id, handle="", name=name, language=row.other_language, deleted=name == FORGOTTEN
        )
    if row.deleted_at is not None:
        return Person(id=row.other_id, handle="", name="", language=row.other_language, deleted=True)
    return Person(
        id=row.other_id,
        handle=row.handle,
        name=row.account_name,
        language=row.other_language,
        last_seen_at=relation(row).last_seen(row.last_seen_at),
    )
