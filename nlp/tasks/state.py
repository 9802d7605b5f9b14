"""What is known of one message while it goes through the tasks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from wire.contracts.events import (
    Annotation,
    Enriched,
    MessagePosted,
    Problem,
    Sentiment,
    Suggestion,
    Translation,
)
from wire.contracts.turns import is_own


@dataclass(slots=True)
class EnrichmentState:
    """A message, and what is found so far. Nothing found yet is honest: null, empty, no label."""

    message: MessagePosted
    language: str | None = None
    translations: dict[str, Translation] = field(default_factory=dict)
    sentiment: Sentiment | None = None
    suggestions: tuple[Suggestion, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    problem: Problem | None = None
    lacking: Problem | None = None
    """A translation besides the text's that should have been possible is not there."""

    def __post_init__(self) -> None:
        self.translations = dict(self.message.given)

    def said_before(self, last: int) -> list[str]:
        """The author's own last turns before this message, oldest first."""
        own = [turn.text for turn in self.message.context if is_own(turn, self.message.author_id)]
        return own[-last:]

    def reads(self) -> str | None:
        """The translation that the reader sees, where there is one."""
        seen = self.translations.get(self.message.targets[0]) if self.message.targets else None
        return seen.text if seen and seen.status == "done" else None

    def wants_replies(self) -> bool:
        """Whether the reader should see suggestions."""
        return self.message.suggest and bool(self.message.targets)

    def annotate(self, found: Annotation) -> None:
        """Put a finding on the message; one of the same task, target and model gives way to it."""
        others = (one for one in self.annotations if one.key != found.key)
        self.annotations = (*others, found)

    def note(self, problem: Problem) -> None:
        """Note that a task other than translation failed; the first one noted stays."""
        self.problem = self.problem or problem

    def lack(self, target: str, found: Translation) -> None:
        """Note that something besides the text has no translation: where it failed, it is asked for again."""
        if found.status == "failed":
            self.lacking = self.lacking or _problem(target, found)

    def enriched(self, now: datetime) -> Enriched:
        """The event to publish: "failed" where a translation that should have been possible is not there."""
        message, failure = self.message, _failure(self.translations.items()) or self.lacking
        return Enriched(
            message_id=message.message_id,
            conversation_id=message.conversation_id,
            author_id=message.author_id,
            status="failed" if failure else "done",
            language=self.language,
            translations=self.translations,
            sentiment=self.sentiment,
            suggestions=self.suggestions,
            annotations=self.annotations,
            problem=failure or self.problem,
            posted_at=message.posted_at,
            queued_at=message.queued_at,
            enriched_at=now,
            organisation_id=message.organisation_id,
            demo=message.demo,
            request_id=message.request_id,
        )


def _failure(translations: Iterable[tuple[str, Translation]]) -> Problem | None:
    for target, translation in translations:
        if translation.status == "failed":
            return _problem(target, translation)
    return None


def _problem(target: str, failed: Translation) -> Problem:
    code = failed.reason or "translation_failed"
    return Problem(code=code, message=f"The translation into {target} failed. Try again.")
