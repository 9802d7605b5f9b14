"""What an organisation's bot says in a conversation that it leads."""

from __future__ import annotations

from service.messaging.command import PostCommand
from service.messaging.posting.command import BotSaid, Posting
from service.messaging.posting.work import PostingWork
from service.messaging.results import Posted
from service.store import Store
from wire.contracts.contents import AnswerContent


async def post_as_bot(
    store: Store,
    organisation_id: str,
    conversation_id: str,
    *,
    text: str,
    client_id: str,
    content: AnswerContent,
    said: BotSaid,
) -> Posted:
    """Commit a message of the bot, which bears its organisation's id. The same `client_id` says it once.

    Raises:
        AlreadyAssigned: people lead the conversation by now.
        NotFound, PersonGone, Unavailable.
    """
    command = PostCommand(text=text, client_id=client_id, content=content)
    posting = Posting(author_id=organisation_id, conversation_id=conversation_id, command=command, bot=said)
    posted: Posted = await store.grouped(PostingWork).do(posting, None)
    return posted
