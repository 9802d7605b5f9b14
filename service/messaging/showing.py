"""What a message goes on showing of a link when it is edited."""

from __future__ import annotations

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from service.files.forgetting import release_shown
from service.messaging.stored import StoredMessage
from service.text.links import has_link
from wire.contracts.contents import AnyContent, TextContent, card_of, content_of


def showing(content: AnyContent, text: str, *, wanted: bool) -> AnyContent:
    """The content of a message with this text: its link is shown where it stands in it, and is wanted."""
    card = card_of(content)
    if card is None or (wanted and has_link(text, card.url)):
        return content
    assert isinstance(content, TextContent), "nothing else shows a link"
    return msgspec.structs.replace(content, link=None)


async def forget_shown(connection: AsyncConnection, row: StoredMessage) -> None:
    """The picture of the link that a message showed until now: nobody gets it any more."""
    card = card_of(content_of(row.kind, row.content))
    if card is not None and card.image is not None:
        await release_shown(connection, card.image.file_id)
