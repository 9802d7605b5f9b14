"""What is known of one message while it goes through the pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from nlp.tasks.language import Guess, primary, wordless
from nlp.tasks.translation.translator import Ask
from wire.contracts.events import Enriched, MessagePosted, Problem, Sentiment, Suggestion, Translation

NOT_NEEDED = Translation(status="not_needed")

UNKNOWN = Guess(None, 0.0)

TROUBLE = {
    "detection": Problem(code="detection_failed", message="The language could not be detected."),
    "embedding": Problem(code="embedding_failed", message="Replies could not be worked out."),
    "sentiment": Problem(
        code="sentiment_failed", message="The mood of this message could not be worked out."
    ),
    "replies": Problem(code="replies_failed", message="No replies could be suggested."),
}


@dataclass(slots=True)
class EnrichmentState:
    """A message, and what is found so far. Nothing found yet is honest: null, empty, no label."""

    message: MessagePosted
    guess: Guess = UNKNOWN
    translations: dict[str, Translation] = field(default_factory=dict)
    sentiment: Sentiment | None = None
    suggestions: tuple[Suggestion, ...] = ()
    problem: Problem | None = None

    def __post_init__(self) -> None:
        self.translations = dict(self.message.given)

    def untranslated(self) -> list[str]:
        """Targets that nothing is known for. Those that need no translation are settled here."""
        silent = wordless(self.message.text)
        open_targets = []
        for target in dict.fromkeys(self.message.targets):
            if target in self.translations:
                continue
            if silent or (self.guess.language and primary(self.guess.language) == primary(target)):
                self.translations[target] = NOT_NEEDED
            else:
                open_targets.append(target)
        return open_targets

    def ask(self, target: str) -> Ask:
        """What the translator is asked for, with all that people have settled about it."""
        message = self.message
        return Ask(message.text, self.guess.language, target, message.terms, message.memory)

    def said_before(self, last: int) -> list[str]:
        """The author's own last turns before this message, oldest first."""
        own = [turn.text for turn in self.message.context if turn.author_id == self.message.author_id]
        return own[-last:]

    def reads(self) -> str | None:
        """The translation that the reader sees, where there is one."""
        seen = self.translations.get(self.message.targets[0]) if self.message.targets else None
        return seen.text if seen and seen.status == "done" else None

    def wants_replies(self) -> bool:
        """Whether the reader should see suggestions."""
        return self.message.suggest and bool(self.message.targets)

    def trouble(self, task: str) -> None:
        """Note that a task other than translation failed; the first one noted stays."""
        self.problem = self.problem or TROUBLE[task]

    def enriched(self, now: datetime) -> Enriched:
        """The event to publish: "failed" where a translation that should have been possible is not there."""
        message, failure = self.message, _failure(self.translations.items())
        return Enriched(
            message_id=message.message_id,
            conversation_id=message.conversation_id,
            author_id=message.author_id,
            status="failed" if failure else "done",
            language=self.guess.language,
            translations=self.translations,
            sentiment=self.sentiment,
            suggestions=self.suggestions,
            problem=failure or self.problem,
            posted_at=message.posted_at,
            queued_at=message.queued_at,
            enriched_at=now,
            demo=message.demo,
        )


def _failure(translations: Iterable[tuple[str, Translation]]) -> Problem | None:
    for target, translation in translations:
        if translation.status == "failed":
            code = translation.reason or "translation_failed"
            return Problem(code=code, message=f"The translation into {target} failed. Try again.")
    return None
