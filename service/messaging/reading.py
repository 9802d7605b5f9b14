"""Reading messages: a stretch of a conversation, or what has changed since a position."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.messaging import views
from service.messaging.access import conversation_access, message_of, visible_to, wants_suggestions
from service.messaging.rules import ConversationAccess
from service.messaging.stored import StoredMessage, message_rows
from service.models import Message, Page
from service.store import Store
from service.store.tables import messages
from service.store.typed import fetch
from service.text import validation
from wire.contracts.codec import encode

MOST = 200
"""Messages in one page."""
MOST_BYTES = 256 * 1024
"""Bytes of the messages in one page; one message is given whatever its size."""
AT_ONCE = 51
"""Rows fetched at a time: a page that is cut for its bytes does not read all that could be in it."""


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
    messages than these may take it for a position. Of an organisation's it is noted that I read it.

    Raises:
        NotFound, NotYours.
    """
    limit, forward = max(1, min(limit, MOST)), after is not None
    order = messages.c.seq.asc() if forward else messages.c.seq.desc()
    query = message_rows().where(messages.c.conversation_id == conversation_id).order_by(order)
    if after is not None:
        query = query.where(messages.c.seq > validation.position(after))
    if before is not None:
        query = query.where(messages.c.seq < validation.position(before))
    async with store.reading() as connection:
        access = await conversation_access(connection, me_id, conversation_id)
        shown, more = await _page(connection, access, query, limit)
    await note_read(store, access)
    return Page(messages=tuple(shown if forward else shown[::-1]), rev=access.rev, more=more)


async def read_message(store: Store, me_id: str, message_id: str) -> Message:
    """One message of a conversation of mine. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        row, access = await message_of(connection, me_id, message_id)
        wanted = await wants_suggestions(connection, access.id, me_id)
    await note_read(store, access)
    return views.message(row, me_id, suggestions=wanted)


async def note_read(store: Store, access: ConversationAccess) -> None:
    """Of an organisation's conversation it is kept who read it."""
    if access.organisation_id is not None and access.for_organisation:
        await audit.was_read(store, access.organisation_id, access.me_id, "conversation_read", access.id)


async def changed_since(store: Store, me_id: str, conversation_id: str, rev: int, limit: int = MOST) -> Page:
    """Messages whose last change is above `rev`, in order of `seq` within the page.

    Pages go by ascending `rev`: while `more`, ask again with the `rev` given back. A message that changes in
    the meantime gets a higher `rev` and comes in a later page, so that nothing is missed.

    Raises:
        NotFound, NotYours.
    """
    query = (
        message_rows()
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.rev > validation.position(rev),
        )
        .order_by(messages.c.rev)
    )
    async with store.reading() as connection:
        access = await conversation_access(connection, me_id, conversation_id)
        shown, more = await _page(connection, access, query, max(1, min(limit, MOST)))
    if shown:
        await note_read(store, access)
    reached = shown[-1].rev if more else access.rev
    return Page(messages=tuple(sorted(shown, key=lambda one: one.seq)), rev=reached, more=more)


async def _page(
    connection: AsyncConnection, access: ConversationAccess, query: Select[Any], limit: int
) -> tuple[list[Message], bool]:
    """Up to `limit` messages and `MOST_BYTES`, at least one where there is one; and whether more follow."""
    wanted = await wants_suggestions(connection, access.id, access.me_id)
    shown: list[Message] = []
    size = 0
    async for row in _rows(connection, query.where(visible_to(access)), limit + 1):
        one = views.message(row, access.me_id, suggestions=wanted)
        one = views.for_visitor(one) if access.author_kind == "contact" else one
        size += len(encode(one))
        if shown and (len(shown) == limit or size > MOST_BYTES):
            return shown, True
        shown.append(one)
    return shown, False


async def _rows(connection: AsyncConnection, query: Select[Any], limit: int) -> AsyncIterator[StoredMessage]:
    """Messages of an ordered query, fetched a few at a time within one transaction."""
    for start in range(0, limit, AT_ONCE):
        most = min(AT_ONCE, limit - start)
        rows = await fetch(connection, StoredMessage, query.limit(most).offset(start))
        for row in rows:
            yield row
        if len(rows) < most:
            return
