"""Posting and editing, where their author has not written too much. Shared by HTTP and the socket."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from service.api.context import AppContext
from service.api.limits.table import POSTING_TEXT, Limit
from service.errors import InvalidInput, ServiceError, Unavailable
from service.files.attaching import attached, let_go
from service.messaging.editing import edit_message
from service.messaging.messages import post_message
from service.messaging.replying import note_content, text_content
from service.messaging.results import Posted
from service.models import Attachment, Message, SuggestionUse
from service.outbound.linking import with_link
from service.store import Store
from wire.contracts.contents import TEXT, AnyContent, TextContent

log = logging.getLogger(__name__)


async def post_within_limits(
    context: AppContext,
    me_id: str,
    conversation_id: str,
    *,
    text: str,
    client_id: str,
    suggestion: SuggestionUse | None = None,
    reply_to: str | None = None,
    attachment: Attachment | None = None,
    link: str | None = None,
    note: bool = False,
    for_contact: bool = False,
    answer: Callable[[Posted], None] | None = None,
    first: Limit | None = None,
) -> Posted:
    """Commit a message: one that quotes another, brings a file, shows a link (id of its preview), or a note.

    `answer` gets it before anybody is told. `first` is counted with the text, where nobody has before.
    Raises TooManyTries, and what `text_content`, `note_content`, `attached`, `with_link`, `post_message` do.
    """
    await _count(context, me_id, text, first)
    asked = _Asked(
        text=text, client_id=client_id, reply_to=reply_to, attachment=attachment, link=link, note=note
    )
    async with _whole(context.store, me_id, conversation_id, asked) if asked.more else _PLAIN as whole:
        posted = await post_message(
            context.store,
            context.settings,
            me_id,
            conversation_id,
            text=text,
            client_id=client_id,
            content=whole,
            suggestion=suggestion,
            for_contact=for_contact,
            answer=answer,
        )
    log.debug("posted", extra={"message_id": posted.mine.id})
    return posted


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a content is made of."""

    text: str
    client_id: str
    reply_to: str | None
    attachment: Attachment | None
    link: str | None
    note: bool

    @property
    def more(self) -> bool:
        """Whether it is more than a text."""
        whole = self.reply_to is None and self.attachment is None and self.link is None
        return self.note or not whole


_PLAIN: AbstractAsyncContextManager[AnyContent] = nullcontext(TEXT)
"""The content of most messages."""


@asynccontextmanager
async def _whole(store: Store, me_id: str, conversation_id: str, asked: _Asked) -> AsyncIterator[AnyContent]:
    """The content of a message, for as long as it is posted."""
    content = await text_content(store, me_id, conversation_id, asked.reply_to)
    if asked.note:
        if asked.attachment is not None or asked.link is not None:
            raise InvalidInput("A note has a text, and may quote a message.", field="note")
        yield await note_content(store, me_id, conversation_id, asked.reply_to, asked.text)
        return
    where = (store, me_id, conversation_id, asked.client_id)
    if asked.link is None:
        made = _with_file(*where, content, asked.attachment)
    elif asked.attachment is None:
        made = with_link(*where, asked.text, content, asked.link)
    else:
        raise InvalidInput("A message with a file shows no link.", field="link")
    async with made as whole:
        yield whole


@asynccontextmanager
async def _with_file(
    store: Store,
    me_id: str,
    conversation_id: str,
    client_id: str,
    content: TextContent,
    attachment: Attachment | None,
) -> AsyncIterator[AnyContent]:
    """The content of a message, with its file where it has one; a refused message lets go of it."""
    if attachment is None:
        yield content
        return
    file = await attached(store, me_id, conversation_id, client_id, attachment)
    try:
        yield msgspec.structs.replace(file, reply_to=content.reply_to)
    except Unavailable:
        raise  # the same `client_id` will come again
    except ServiceError:
        with suppress(ServiceError):  # it is let go of by itself, later
            await let_go(store, me_id, attachment.file_id, client_id)
        raise


async def edit_within_limits(
    context: AppContext,
    me_id: str,
    message_id: str,
    *,
    text: str,
    edited_at: datetime | UnsetType | None = UNSET,
    link: bool | str = True,
    first: Limit | None = None,
) -> Message:
    """Another text for a message. Raises what `edit_message` does, TooManyTries. `first`: as of posting."""
    await _count(context, me_id, text, first)
    return await edit_message(
        context.store, context.settings, me_id, message_id, text=text, edited_at=edited_at, link=link
    )


async def _count(context: AppContext, me_id: str, text: str, first: Limit | None) -> None:
    cost = max(1, min(len(text), context.settings.max_text))
    if first is None:
        await context.limits.hit(POSTING_TEXT, me_id, cost=cost)
    else:
        await context.limits.hit_both(first, POSTING_TEXT, me_id, cost=cost)
