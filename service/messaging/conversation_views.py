"""A conversation as one side sees it: what depends on acceptance and blocks is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Join, Row, Select, and_, bindparam, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import NamedFromClause

from service.enrichment import sentiment
from service.messaging import views
from service.messaging.readers import LANGUAGE, with_readers
from service.messaging.relation import relation
from service.messaging.rules import address_of
from service.messaging.sides import CONTACT, OPPOSITE, ORGANISATION, OWN, RELATION, mine, own, theirs
from service.messaging.stored import StoredMessage, message_rows
from service.models import Conversation, OrganisationName, Person, Position
from service.store.tables import accounts, contacts, conversations, messages, organisations
from service.store.typed import fetch
from wire.contracts.sentiment_trend import QUIET

FORGOTTEN = ""
"""Name of a contact who asked to be forgotten: its row stands where conversations name it."""

MOST_UNANSWERED = 3
"""Messages to somebody who has not accepted."""


class Seat(msgspec.Struct, frozen=True):
    """As what somebody sees conversations: which rows of `participants` are their side."""

    kind: Literal["account", "contact", "organisation"]
    parties: tuple[str, ...]

    @property
    def served_side(self) -> int:
        """Mine in conversations of an organisation."""
        return CONTACT if self.kind == "contact" else ORGANISATION


async def viewed(
    connection: AsyncConnection, me_id: str, seat: Seat, ids: Sequence[str]
) -> list[Conversation]:
    """Those of these conversations of which a party of the seat is a side, in their order; in two queries,
    however many they are."""
    if not ids:
        return []
    query = _OF_MY_ORGANISATIONS if seat.kind == "organisation" else _OF_MINE
    asked: dict[str, object] = {"ids": list(ids), "parties": list(seat.parties), "kind": seat.kind}
    asked |= {"me": me_id} if seat.kind == "organisation" else {}
    rows = {row.id: row for row in (await connection.execute(query, asked)).all()}
    last = await _last_messages(connection, me_id, list(rows), seat.served_side)
    found = (rows[one] for one in ids if one in rows)
    return [_view(row, me_id, last.get(row.id)) for row in found]


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


def unread_after(read: ColumnElement[int]) -> ColumnElement[int]:
    """How many messages of the other side, which mine can see, have a `seq` above this one."""
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


_SIDES = mine.join(theirs, OPPOSITE)


def _query(sides: Join, seat: NamedFromClause) -> Select[Any]:
    """`seat`: the rows with what is my own, receipts and wishes; they may be missing. Found by their key: of
    somebody with ten thousand conversations only those that are asked for are looked at."""
    read = func.coalesce(seat.c.read_seq, 0)
    query = select(
        conversations,
        *RELATION,
        mine.c.side.label("my_side"),
        func.coalesce(seat.c.suggestions, true()).label("suggestions"),
        func.coalesce(seat.c.delivered_seq, 0).label("my_delivered_seq"),
        read.label("my_read_seq"),
        func.coalesce(seat.c.muted, false()).label("muted"),
        mine.c.address,
        organisations.c.address.label("usual_address"),
        away(seat).label("away"),
        theirs.c.delivered_seq,
        theirs.c.read_seq,
        theirs.c.sentiment_trend,
        unread_after(read).label("unread"),
        *_OTHER,
        *(accounts.c[name] for name in ("handle", "last_seen_at", "deleted_at")),
    ).select_from(sides)
    query = with_readers(query.join(conversations, conversations.c.id == mine.c.conversation_id))
    return query.where(
        mine.c.conversation_id.in_(bindparam("ids", expanding=True)),
        mine.c.party_id.in_(bindparam("parties", expanding=True)),
        mine.c.kind == bindparam("kind"),
    )


_OF_MINE = _query(_SIDES, mine)
_OF_MY_ORGANISATIONS = _query(_SIDES.outerjoin(own, OWN), own)
"""Built once: building takes longer than asking."""


_newest = messages.alias("newest")
_last_seq = (
    select(_newest.c.seq)
    .where(
        _newest.c.conversation_id == conversations.c.id,
        or_(
            ~_newest.c.withheld,
            _newest.c.author_id == bindparam("me"),
            and_(_newest.c.organisation_id.is_not(None), _newest.c.side == bindparam("served_side")),
        ),
    )
    .order_by(_newest.c.seq.desc())
    .limit(1)
    .scalar_subquery()
)
_LAST = (
    message_rows()
    .join(
        conversations,
        and_(conversations.c.id == messages.c.conversation_id, messages.c.seq == _last_seq),
    )
    .where(conversations.c.id.in_(bindparam("ids", expanding=True)))
)


async def _last_messages(
    connection: AsyncConnection, me_id: str, ids: Sequence[str], served_side: int
) -> dict[str, StoredMessage]:
    """The newest message of each conversation that is not kept from me, by conversation."""
    if not ids:
        return {}
    found = await fetch(connection, StoredMessage, _LAST, ids=list(ids), me=me_id, served_side=served_side)
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
        address=address_of(row.address, row.usual_address, row.organisation_id),
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
