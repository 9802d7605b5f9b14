"""What is different where an organisation's bot writes: it may as long as it leads. Pure."""

from __future__ import annotations

from datetime import datetime

from service.desk import states
from service.desk.states import Handling
from service.errors import AlreadyAssigned
from service.messaging import activity
from service.messaging.parties import ConversationState
from service.messaging.posting.command import Posting
from service.messaging.rules import ConversationAccess
from service.models import Message
from wire.contracts.contents import AnswerContent
from wire.contracts.events import Event, Translation


def must_lead(state: ConversationState) -> None:
    """AlreadyAssigned: people lead this conversation by now."""
    if state.handling is None or state.handling.state != "pending":
        raise AlreadyAssigned("People lead this conversation.", assignee="")


def stands_after(before: Handling, posting: Posting, access: ConversationAccess, at: datetime) -> Handling:
    """How a conversation stands at its desk after a message that both sides see."""
    if posting.bot is not None:
        return states.handed_over(before) if posting.bot.hands_over else before
    if access.author_kind == "contact":
        visits = any(one.visits for one in access.state.parties)  # whom agents speak for, no bot answers
        return states.asked(before, at, bot=access.state.led and visits)
    return states.answered(before, access.me_id, at)


def given(posting: Posting) -> dict[str, Translation]:
    """Translations that came with what the bot says."""
    return {} if posting.bot is None else posting.bot.given


def answered(partitions: int, message: Message, access: ConversationAccess) -> list[tuple[str, Event]]:
    """What analytics is told of a question that an article has answered."""
    content = message.content
    if not isinstance(content, AnswerContent) or content.outcome != "answered":
        return []
    told = activity.row(
        partitions,
        "bot_answered",
        at=message.posted_at,
        conversation_id=access.id,
        message_id=message.id,
        organisation_id=access.organisation_id,
        demo=access.demo,
    )
    return [told]
