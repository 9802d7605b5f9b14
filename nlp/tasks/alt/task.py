"""The task: what a file shows, as its author said it for who does not see it, in its readers' languages."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.tasks.base import Batch, Parts
from nlp.tasks.language import Detector, primary, wordless
from nlp.tasks.state import EnrichmentState
from nlp.tasks.translation.task import translate_each
from nlp.tasks.translation.translator import Ask, Translator
from wire.contracts.events import ALT, Annotation, Problem, Translation


class TranslateAlt:
    """Puts an annotation "alt" on a message for each language that its alt text is translated into.

    Where nothing is needed or can be done there is none, and readers get the author's own words; where an
    engine failed the message has failed, and is tried again as any. A file may
    have these words and no caption, and they may be of another language: it is detected anew.
    """

    name = ALT
    needs = ()
    problem = Problem(code="alt_failed", message="What the file shows could not be translated.")

    def __init__(self, detector: Detector, translator: Translator) -> None:
        self._detector, self._translator = detector, translator

    def run(self, states: Sequence[EnrichmentState], batch: Batch) -> None:
        """Translate all in one call, letting in what is urgent between its steps."""
        asked = [(state, ask) for state in states for ask in self._asks(state)]
        with self._translator.interrupted_by(batch.yield_to_urgent):
            done = translate_each(self._translator, [ask for _, ask in asked])
        for (state, ask), translation in zip(asked, done, strict=True):
            if translation.status == "done":
                state.annotate(_annotation(ask, translation))
            state.lack(ask.target, translation)

    def _asks(self, state: EnrichmentState) -> list[Ask]:
        message = state.message
        if not message.alt or wordless(message.alt):
            return []
        found = self._detector.detect(message.alt, message.language or None, (), message.targets).language
        return [
            Ask(message.alt, found, target, message.terms, message.memory, message.organisation_id or "")
            for target in dict.fromkeys(message.targets)
            if not found or primary(found) != primary(target)
        ]


def _annotation(ask: Ask, found: Translation) -> Annotation:
    engine = found.engine or "unknown"
    said = {"text": found.text, "language": ask.source, "rough": found.rough, "confidence": found.confidence}
    return Annotation(task=ALT, target=ask.target, model=(found.model or engine)[:200], detail=said)


def build(parts: Parts) -> TranslateAlt:
    """With the detector and the translator of all tasks."""
    return TranslateAlt(parts.detector, parts.translator)
