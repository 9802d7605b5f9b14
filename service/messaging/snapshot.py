"""What who comes back is told of their conversations: a page of them, and what is to be known of the rest."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import FromClause, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import NamedFromClause

from service.identity import policy
from service.messaging.conversation_views import away, unread_after
from service.messaging.listing import MOST, Part, listed_among, talks_and_requests
from service.messaging.places import Place
from service.messaging.sides import MEMBER, OWN, mine, own
from service.models import Conversation
from service.store import Store
from service.store.tables import conversations


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The first of my conversations and all requests; `others`: those that come later and are held already.

    `next`: where the rest of the list begins; null: that was all. `unread`: of the rest, by id.
    """

    conversations: list[Conversation]
    others: list[Conversation] = []
    next: str | None = None
    unread: dict[str, int] = {}


async def snapshot(store: Store, me_id: str, most: int | None, held: Collection[str]) -> Snapshot:
    """At one moment. `most`: conversations of the first page; null: as many as a list may have, and no more.
    `held`: ids of those that are to be there wherever they stand, if they are in my list; `MOST` of them."""

    async def taken(connection: AsyncConnection) -> Snapshot:
        page = await talks_and_requests(connection, me_id, Part(limit=most, requests=True))
        shown = {one.id for one in page.conversations}
        others = await listed_among(connection, me_id, set(held) - shown) if page.last else []
        unread = await _unread(connection, me_id, page.last) if page.last else {}
        return Snapshot(
            conversations=page.conversations,
            others=others,
            next=page.next,
            unread={key: unread[key] for key in unread.keys() - {one.id for one in others}},
        )

    return await store.look(taken)


async def _unread(connection: AsyncConnection, me_id: str, after: Place) -> dict[str, int]:
    """How much is unread in those that come after a place and are not muted, by id; of the first `MOST` in
    which something was written since I read there."""
    asked: dict[str, Any] = {"me": me_id, "at": after.at, "key": after.conversation_id}
    rows = list(await connection.execute(_OF_MINE, asked))
    if parties := await policy.where_may(connection, me_id, "converse"):
        rows += await connection.execute(_OF_MY_ORGANISATIONS, asked | {"parties": parties})
    return {row.id: row.unread for row in rows if row.unread}


def _query(sides: FromClause, seat: NamedFromClause) -> Select[Any]:
    """`seat`: the rows with what I have read; they may be missing."""
    read, at, key = func.coalesce(seat.c.read_seq, 0), conversations.c.active_at, conversations.c.id
    return (
        select(key, unread_after(read).label("unread"))
        .select_from(sides)
        .join(conversations, key == mine.c.conversation_id)
        .where(
            mine.c.blocked_at.is_(None),
            mine.c.stance == "accepted",
            conversations.c.last_seq > read,
            ~func.coalesce(seat.c.muted, false()),
            ~away(seat),
            or_(at < bindparam("at"), and_(at == bindparam("at"), key < bindparam("key"))),
        )
        .order_by(at.desc(), key.desc())
        .limit(MOST)
    )


_OF_MINE = _query(mine, mine).where(mine.c.account_id == bindparam("me"), mine.c.kind != MEMBER)
_OF_MY_ORGANISATIONS = _query(mine.outerjoin(own, OWN), own).where(
    mine.c.kind == "organisation",
    conversations.c.organisation_id.in_(bindparam("parties", expanding=True)),
)
"""Built once: building takes longer than asking."""
