"""A message that came from a suggestion: what it counts as, and what the other side will read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment.enrich_request import REPLY_ENGINE
from service.messaging import activity, views
from service.messaging.access import ConversationAccess
from service.models import Message, SuggestionUse
from service.store.tables import enrichments, messages
from wire.contracts.events import ActivityKind, Event, Suggestion, Translation
from wire.contracts.ids import is_id


@dataclass(frozen=True, slots=True)
class Suggested:
    """`kind` None: no suggestion was used. `given`: translations that are known by it, by language."""

    kind: ActivityKind | None = None
    suggestion_id: str | None = None
    answered_id: str | None = None
    """The message under which the suggestion was made."""
    given: dict[str, Translation] = field(default_factory=dict)

    def activity(
        self, partitions: int, message: Message, talk: ConversationAccess
    ) -> Sequence[tuple[str, Event]]:
        """What analytics is told: at most one row."""
        if self.kind is None:
            return ()
        told = activity.row(
            partitions,
            self.kind,
            at=message.posted_at,
            person_id=message.author_id,
            conversation_id=message.conversation_id,
            message_id=self.answered_id,
            suggestion_id=self.suggestion_id,
            organisation_id=talk.organisation_id,
            demo=talk.demo,
        )
        return (told,)


async def suggested(
    connection: AsyncConnection, talk: ConversationAccess, text: str, use: SuggestionUse | None
) -> Suggested:
    """Look up the suggestion that was used; only an exact copy of its text counts as unedited."""
    found = None if use is None else await _find(connection, talk, use)
    if found is None or use is None:
        return Suggested()
    if use.edited or text != found.text:
        return Suggested("suggestion_edited", found.id, use.message_id)
    return Suggested("suggestion_sent", found.id, use.message_id, _given(found))


def _given(found: Suggestion) -> dict[str, Translation]:
    reads = found.reads_as
    if reads is None:
        return {}
    route = (found.language, reads.language)
    return {reads.language: Translation(status="done", text=reads.text, engine=REPLY_ENGINE, route=route)}


async def _find(
    connection: AsyncConnection, talk: ConversationAccess, use: SuggestionUse
) -> Suggestion | None:
    """Only under a message that the other side wrote in this conversation: nobody else's are told of."""
    if not is_id(use.message_id):
        return None
    query = (
        select(enrichments.c.body)
        .join(messages, messages.c.id == enrichments.c.message_id)
        .where(
            messages.c.id == use.message_id,
            messages.c.conversation_id == talk.id,
            messages.c.side != talk.side,
        )
    )
    known = views.enrichment_of(await connection.scalar(query)).suggestions
    return next((one for one in known if one.id == use.suggestion_id), None)
