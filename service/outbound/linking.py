"""Previews of links from when their sender asks until a message shows them, or a day later.

What a message shows of a link is what its page said to us, never what its sender says that it said: a card
would put words into the mouth of any site. So the sender names the preview that was made, by its id.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import InvalidInput, NotFound, ServiceError, Unavailable
from service.files.attaching import brought, given, let_go, set_aside
from service.files.errors import FileUsed
from service.files.forgetting import release_these
from service.files.uploads import LASTS
from service.messaging.stored import StoredMessage
from service.store import Store
from service.store.tables import link_previews, messages
from service.text import validation
from service.text.links import has_link
from wire.contracts.contents import AnyContent, TextContent, card_of, content_of
from wire.contracts.ids import is_id, new_id
from wire.contracts.link_card import LinkCard

MOST = 10
"""Previews that wait for one person: one more, and the oldest goes."""


async def keep(connection: AsyncConnection, me_id: str, conversation_id: str, card: LinkCard) -> str:
    """The id by which a message may show it."""
    preview_id, stored = new_id(), msgspec.json.encode(card).decode()
    row = {"id": preview_id, "owner_id": me_id, "conversation_id": conversation_id, "card": stored}
    await connection.execute(insert(link_previews).values(**row, made_at=datetime.now(UTC)))
    mine = select(link_previews.c.id).where(link_previews.c.owner_id == me_id)
    old = (await connection.execute(mine.order_by(link_previews.c.id.desc()).offset(MOST))).scalars().all()
    await _forget(connection, old)
    return preview_id


async def drop(store: Store, me_id: str, preview_id: str) -> None:
    """Forget a preview of mine that is not wanted. NotFound: there is none."""
    mine = select(link_previews.c.id).where(
        link_previews.c.owner_id == me_id, link_previews.c.id == preview_id
    )
    async with store.writing() as connection:
        found = (await connection.execute(mine)).scalars().all()
        if not found:
            raise NotFound("There is no such preview.")
        await _forget(connection, found)


async def forget_old(store: Store) -> None:
    """Those that nobody has sent for a day; their pictures go as any file that was not sent."""
    old = delete(link_previews).where(link_previews.c.made_at < datetime.now(UTC) - LASTS)
    async with store.writing(relaxed=True) as connection:
        await connection.execute(old)


async def forget_all(connection: AsyncConnection, me_id: str) -> None:
    """Those of somebody who leaves."""
    await connection.execute(delete(link_previews).where(link_previews.c.owner_id == me_id))


async def _forget(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """These, and their pictures unless a message has them."""
    cards = await connection.execute(select(link_previews.c.card).where(link_previews.c.id.in_(ids)))
    shown = [_read(one).image for one in cards.scalars()]
    await release_these(connection, [one.file_id for one in shown if one is not None])
    await connection.execute(delete(link_previews).where(link_previews.c.id.in_(ids)))


@asynccontextmanager
async def with_link(
    store: Store,
    me_id: str,
    conversation_id: str,
    client_id: str,
    text: str,
    content: TextContent,
    preview_id: str,
) -> AsyncIterator[AnyContent]:
    """The content of a message that shows this preview; a refused message lets go of its picture.

    A preview that is gone is left out: the message says what it says without it. The same again gives the
    same.

    Raises:
        InvalidInput: its link does not stand in the text.
        ClientIdReused: this `client_id` belongs to a message without it.
    """
    card = await _card(store, me_id, conversation_id, client_id, preview_id)
    if card is None:
        yield content
        return
    _must_hold(text, card)
    try:
        yield msgspec.structs.replace(content, link=card)
    except Unavailable:
        raise  # the same `client_id` will come again
    except ServiceError:
        if card.image is not None:
            with suppress(ServiceError):  # it is let go of by itself, later
                await let_go(store, me_id, card.image.file_id, client_id)
        raise


async def _card(
    store: Store, me_id: str, conversation_id: str, client_id: str, preview_id: str
) -> LinkCard | None:
    client_id = validation.client_id(client_id)
    async with store.writing() as connection:
        card = await _waiting(connection, me_id, conversation_id, preview_id)
        if card is None:
            return await _sent(connection, me_id, conversation_id, client_id)
        return await _with_picture(connection, card, client_id)


async def shown_by_edit(
    connection: AsyncConnection, me_id: str, message: StoredMessage, text: str, preview_id: str
) -> LinkCard | None:
    """What a message of mine shows from this edit on; None where the preview is gone.

    It belongs to the edit's transaction: where that is refused, the picture waits as before.

    Raises:
        InvalidInput: its link does not stand in the text.
    """
    card = await _waiting(connection, me_id, message.conversation_id, preview_id)
    if card is None:
        return None
    _must_hold(text, card)
    if card.image is None or await given(connection, card.image.file_id, message.id, message.client_id):
        return card
    return msgspec.structs.replace(card, image=None)


async def _waiting(
    connection: AsyncConnection, me_id: str, conversation_id: str, preview_id: str
) -> LinkCard | None:
    """A preview that I had made for a message of this conversation."""
    query = select(link_previews.c.card).where(
        link_previews.c.id == preview_id,
        link_previews.c.owner_id == me_id,
        link_previews.c.conversation_id == conversation_id,
    )
    found = await connection.scalar(query) if is_id(preview_id) else None
    return None if found is None else _read(found)


async def _sent(
    connection: AsyncConnection, me_id: str, conversation_id: str, client_id: str
) -> LinkCard | None:
    """What the message of this `client_id` shows already: it comes again after its preview has gone."""
    query = select(messages.c.kind, messages.c.content).where(
        messages.c.conversation_id == conversation_id,
        messages.c.author_id == me_id,
        messages.c.client_id == client_id,
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else card_of(content_of(row.kind, row.content))


async def _with_picture(connection: AsyncConnection, card: LinkCard, client_id: str) -> LinkCard:
    """With its picture set aside for this message; without it where that is gone, or another has it."""
    if card.image is None:
        return card
    row = await brought(connection, card.image.file_id)
    if row is None:
        return msgspec.structs.replace(card, image=None)
    if row.message_id is not None and row.client_id == client_id:
        return card
    try:
        await set_aside(connection, row, client_id)
    except FileUsed:
        return msgspec.structs.replace(card, image=None)
    return card


def _must_hold(text: str, card: LinkCard) -> None:
    if not has_link(text, card.url):
        raise InvalidInput("The link of this preview does not stand in the text.", field="link")


def _read(stored: str) -> LinkCard:
    return msgspec.json.decode(stored, type=LinkCard)
