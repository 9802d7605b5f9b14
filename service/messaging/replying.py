"""Answering a message by quoting it: the answer carries the id of what it quotes, and nothing of its words.

So what was taken back or edited since is shown as such wherever it is quoted.
"""

from __future__ import annotations

from service.errors import InvalidInput, NotFound
from service.messaging import activity
from service.messaging.access import conversation_access, message_of
from service.messaging.naming import named_in
from service.messaging.rules import ConversationAccess
from service.models import Message
from service.store import Store
from wire.contracts.activity_kinds import ActivityKind
from wire.contracts.contents import TEXT, NoteContent, TextContent, card_of, content_of
from wire.contracts.events import Event


async def text_content(store: Store, me_id: str, conversation_id: str, reply_to: str | None) -> TextContent:
    """Content of a text that quotes this message, or none.

    Raises:
        NotFound: there is no such message in this conversation, or it is kept from me.
        InvalidInput: the other side could not see what is quoted.
        NotYours, RoleLacks.
    """
    if reply_to is None:
        return TEXT
    async with store.reading() as connection:
        row, access = await message_of(connection, me_id, reply_to)
    if access.id != conversation_id:
        raise NotFound("There is no such message in this conversation.")
    if content_of(row.kind, row.content).one_sided:
        raise InvalidInput("A note is for one side alone: it cannot be quoted.", field="reply_to")
    return TextContent(reply_to=row.id)


async def note_content(
    store: Store, me_id: str, conversation_id: str, reply_to: str | None, text: str = ""
) -> NoteContent:
    """Content of a note: for those who answer for the organisation, and never for its contact.

    Colleagues whom its text names by `@handle` are told of it.

    Raises:
        InvalidInput: the conversation is no organisation's, or I am its contact.
        NotFound, NotYours, RoleLacks.
    """
    async with store.reading() as connection:
        access = await conversation_access(connection, me_id, conversation_id)
        named = await named_in(connection, access, text)
    if not access.for_organisation:
        raise InvalidInput("Notes are for those who answer for an organisation.", field="note")
    return NoteContent(reply_to=reply_to, mentions=named)


def told(partitions: int, message: Message, access: ConversationAccess) -> list[tuple[str, Event]]:
    """What analytics is told of a message that quotes another, or shows a link."""
    kinds: list[ActivityKind] = []
    if message.content.reply_to is not None:
        kinds.append("message_replied")
    if card_of(message.content) is not None:
        kinds.append("link_shown")
    return [activity.told(partitions, access, one, message.id, message.posted_at) for one in kinds]
