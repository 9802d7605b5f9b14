"""The task: what a link leads to, as its page says it, in its readers' languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nlp.tasks.base import Batch, Parts
from nlp.tasks.language import Detector, primary, wordless
from nlp.tasks.state import EnrichmentState
from nlp.tasks.translation.task import translate_each
from nlp.tasks.translation.translator import Ask, Translator
from wire.contracts.events import LINK, Annotation, Problem, Translation

PARTS = ("title", "description")
"""Of what is shown, in the order of `MessagePosted.link`."""


class TranslateLink:
    """Puts an annotation "link" on a message for each language that both are translated into.

    Title and description go together or not at all: half of a card in another language reads as a fault. The
    page may be of another language than the message: it is detected anew, by both together. Glossary and
    corrections hold for what people write, not for pages.
    """

    name = LINK
    needs = ()
    problem = Problem(code="link_failed", message="What the link leads to could not be translated.")

    def __init__(self, detector: Detector, translator: Translator) -> None:
        self._detector, self._translator = detector, translator

    def run(self, states: Sequence[EnrichmentState], batch: Batch) -> None:
        """Translate all in one call, letting in what is urgent between its steps."""
        asked = [(state, asks) for state in states for asks in self._asks(state)]
        with self._translator.interrupted_by(batch.yield_to_urgent):
            done = iter(translate_each(self._translator, [ask for _, asks in asked for ask in asks]))
        for state, asks in asked:
            found = [next(done) for _ in asks]
            if all(one.status == "done" for one in found):
                state.annotate(_annotation(state.message.link, asks, found))
            for ask, one in zip(asks, found, strict=True):
                state.lack(ask.target, one)

    def _asks(self, state: EnrichmentState) -> list[list[Ask]]:
        """By language: what has words of title and description."""
        message = state.message
        worded = [one for one in message.link if not wordless(one)]
        if not worded:
            return []
        both = "\n".join(worded)
        found = self._detector.detect(both, message.language or None, (), message.targets).language
        return [
            [Ask(one, found, target, (), (), message.organisation_id or "") for one in worded]
            for target in dict.fromkeys(message.targets)
            if not found or primary(found) != primary(target)
        ]


def _annotation(link: Sequence[str], asks: Sequence[Ask], found: Sequence[Translation]) -> Annotation:
    """What has no words stays as it is; the worse of both says how far they are to be trusted."""
    became = {ask.text: one.text for ask, one in zip(asks, found, strict=True)}
    known = [one.confidence for one in found if one.confidence is not None]
    said: dict[str, Any] = {part: became.get(text, text) for part, text in zip(PARTS, link, strict=False)}
    said |= {"language": asks[0].source, "rough": any(one.rough for one in found)}
    said |= {"confidence": min(known, default=None)}
    model = found[0].model or found[0].engine or "unknown"
    return Annotation(task=LINK, target=asks[0].target, model=model[:200], detail=said)


def build(parts: Parts) -> TranslateLink:
    """With the detector and the translator of all tasks."""
    return TranslateLink(parts.detector, parts.translator)
