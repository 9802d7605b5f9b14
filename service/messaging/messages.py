"""Posting a message; reading is in `reading`, and found here too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from service.messaging.command import PostCommand, checked
from service.messaging.posting.command import Posting
from service.messaging.posting.work import PostingWork
from service.messaging.reading import changed_since, read_messages
from service.messaging.results import Posted
from service.models import SuggestionUse
from service.store import Store
from wire.contracts import trail
from wire.contracts.contents import TEXT, AnyContent
from wire.contracts.settings import Settings

__all__ = ["changed_since", "post_message", "read_messages"]


async def post_message(
    store: Store,
    settings: Settings,
    author_id: str,
    conversation_id: str,
    *,
    text: str,
    client_id: str,
    content: AnyContent = TEXT,
    suggestion: SuggestionUse | None = None,
    posted_at: datetime | None = None,
    for_contact: bool = False,
    answer: Callable[[Posted], None] | None = None,
) -> Posted:
    """Commit a message together with the row that sends it to a worker.

    The same command with the same `client_id` gives back the stored message. A `suggestion` that is not there
    counts as none. `posted_at` sets a demo's messages back in time. Answering a request accepts it. To
    somebody who blocks me it is kept from them. `for_contact`: a contact, for whom I may speak, said it.
    `answer` is called with the result once that is committed, before anybody is told of it.

    Raises:
        TextEmpty, TextTooLong, InvalidInput, NotFound, NotYours, Blocked, RequestUnanswered, Unavailable.
        ClientIdReused: this client_id belongs to another command.
    """
    command = PostCommand(text=text, client_id=client_id, content=content, suggestion=suggestion)
    posting = Posting(
        author_id=author_id,
        conversation_id=conversation_id,
        command=checked(command, settings.max_text),
        posted_at=posted_at,
        for_contact=for_contact,
        request_id=trail.request_id(),
    )
    posted: Posted = await store.grouped(PostingWork).do(posting, answer)
    return posted
