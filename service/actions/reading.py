"""Reading messages: a stretch of a conversation, or what has changed since a position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.actions import checks, views
from service.actions.access import Talk, message_rows, talk_of, wants_suggestions
from service.domain import Page
from service.store import Store
from service.store.tables import messages

MOST = 200
"""Messages in one page."""


async def read_messages(
    store: Store,
    me_id: str,
    conversation_id: str,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Page:
    """A stretch of a conversation in order of `seq`.

    With `after`: the first messages after it. Else: the last messages, before `before` where it is given.
    `more` says whether others follow in that direction. `rev` is the conversation's: whoever holds no older
    messages than these may take it for a position.

    Raises:
        NotFound, NotYours.
    """
    limit, forward = max(1, min(limit, MOST)), after is not None
    order = messages.c.seq.asc() if forward else messages.c.seq.desc()
    query = message_rows().where(messages.c.conversation_id == conversation_id).order_by(order)
    if after is not None:
        query = query.where(messages.c.seq > checks.position(after))
    if before is not None:
        query = query.where(messages.c.seq < checks.position(before))
    async with store.reading() as connection:
        talk = await talk_of(connection, me_id, conversation_id)
        rows, more, wanted = await _page(connection, talk, query, limit)
    return _view(rows if forward else rows[::-1], talk, talk.rev, more, wanted)


async def changed_since(store: Store, me_id: str, conversation_id: str, rev: int, limit: int = MOST) -> Page:
    """Messages whose last change is above `rev`, in order of `seq` within the page.

    Pages go by ascending `rev`: while `more`, ask again with the `rev` given back. A message that changes in
    the meantime gets a higher `rev` and comes in a later page, so that nothing is missed.

    Raises:
        NotFound, NotYours.
    """
    query = (
        message_rows()
        .where(messages.c.conversation_id == conversation_id, messages.c.rev > checks.position(rev))
        .order_by(messages.c.rev)
    )
    async with store.reading() as connection:
        talk = await talk_of(connection, me_id, conversation_id)
        rows, more, wanted = await _page(connection, talk, query, max(1, min(limit, MOST)))
    reached = rows[-1].rev if more else talk.rev
    return _view(sorted(rows, key=lambda row: row.seq), talk, reached, more, wanted)


async def _page(
    connection: AsyncConnection, talk: Talk, query: Select[Any], limit: int
) -> tuple[Sequence[Row[Any]], bool, bool]:
    """Up to `limit` rows, whether there are more, and whether I want suggestions."""
    wanted = await wants_suggestions(connection, talk.id, talk.me_id)
    rows = (await connection.execute(query.limit(limit + 1))).all()
    return rows[:limit], len(rows) > limit, wanted


def _view(rows: Sequence[Row[Any]], talk: Talk, rev: int, more: bool, wanted: bool) -> Page:
    shown = tuple(views.message(row, talk.me_id, suggestions=wanted) for row in rows)
    return Page(messages=shown, rev=rev, more=more)
