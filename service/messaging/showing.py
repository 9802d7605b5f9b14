"""What a message shows of a link once it is edited: what it showed, nothing, or another preview."""

from __future__ import annotations

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import InvalidInput
from service.files.forgetting import release_shown
from service.messaging.stored import StoredMessage
from service.outbound.linking import shown_by_edit
from service.text.links import has_link
from wire.contracts.contents import AnyContent, TextContent, card_of, content_of


async def showing(connection: AsyncConnection, row: StoredMessage, text: str, link: bool | str) -> AnyContent:
    """The content of a message with this text: its link is shown where it stands in it.

    `link` false: not any more. The id of a preview that its author had made: then that one, and what was
    shown before where it is gone.

    Raises:
        InvalidInput: the link of the preview does not stand in the text, or this kind of message shows none.
    """
    content = content_of(row.kind, row.content)
    if isinstance(link, str):
        if not isinstance(content, TextContent):
            raise InvalidInput("Only a message that is nothing but text shows a link.", field="link")
        card = await shown_by_edit(connection, row.author_id, row, text, link)
        if card is not None:
            return msgspec.structs.replace(content, link=card)
    card = card_of(content)
    if card is None or (link is not False and has_link(text, card.url)):
        return content
    assert isinstance(content, TextContent), "nothing else shows a link"
    return msgspec.structs.replace(content, link=None)


async def forget_shown(connection: AsyncConnection, row: StoredMessage, content: AnyContent) -> None:
    """The picture that a message showed until now, where `content` shows another or none: nobody gets it."""
    before, after = _picture(content_of(row.kind, row.content)), _picture(content)
    if before is not None and before != after:
        await release_shown(connection, before)


def _picture(content: AnyContent) -> str | None:
    card = card_of(content)
    return card.image.file_id if card is not None and card.image is not None else None
