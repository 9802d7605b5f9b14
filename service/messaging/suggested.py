"""A message that came from a suggestion: what it counts as, and what the other side will read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.enrichment.enrich_request import REPLY_ENGINE
from service.messaging import activity, views
from service.messaging.command import PostCommand
from service.messaging.rules import ConversationAccess
from service.models import Message
from wire.contracts.activity_kinds import ActivityKind
from wire.contracts.events import Event, Suggestion, Translation


@dataclass(frozen=True, slots=True)
class Suggested:
    """`kind` None: no suggestion was used. `given`: translations that are known by it, by language."""

    kind: ActivityKind | None = None
    suggestion_id: str | None = None
    answered_id: str | None = None
    """The message under which the suggestion was made."""
    given: dict[str, Translation] = field(default_factory=dict)
    saved: int | None = None
    """Characters of the suggestion that nobody had to type."""

    def activity(
        self, partitions: int, message: Message, access: ConversationAccess
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
            count=self.saved,
            organisation_id=access.organisation_id,
            demo=access.demo,
        )
        return (told,)


def suggestion_used(under: tuple[int, str] | None, side: int, command: PostCommand) -> Suggested:
    """What a command of this side counts as; only an exact copy of a suggestion's text counts as unedited.

    `under`: side and stored enrichment of the message, in this conversation, that the command names. One of
    the same side has no suggestions to use: nobody else's are told of.
    """
    use = command.suggestion
    if use is None or under is None or under[0] == side:
        return Suggested()
    known = views.enrichment_of(under[1]).suggestions
    found = next((one for one in known if one.id == use.suggestion_id), None)
    if found is None:
        return Suggested()
    if use.edited or command.text != found.text:
        return Suggested("suggestion_edited", found.id, use.message_id, saved=_kept(found.text, command.text))
    return Suggested("suggestion_sent", found.id, use.message_id, _given(found), len(found.text))


def _kept(suggestion: str, text: str) -> int:
    """Characters that an edit left as they were, at the beginning and at the end."""
    begins = _same(suggestion, text)
    return begins + _same(suggestion[begins:][::-1], text[begins:][::-1])


def _same(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _given(found: Suggestion) -> dict[str, Translation]:
    reads = found.reads_as
    if reads is None:
        return {}
    route = (found.language, reads.language)
    return {reads.language: Translation(status="done", text=reads.text, engine=REPLY_ENGINE, route=route)}
