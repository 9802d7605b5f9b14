"""The task: replies that the reader may send, from the set, translated where the set lacks a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlp.encoder.embedding import Vectors
from nlp.tasks.base import Batch, Parts
from nlp.tasks.language import primary
from nlp.tasks.replies.suggester import Proposal, SuggestAsk, Suggester, build_suggester
from nlp.tasks.state import EnrichmentState
from nlp.tasks.translation.translator import Ask, Translator
from wire.contracts.events import Problem, ReadsAs, Suggestion
from wire.contracts.turns import is_own


class SuggestReplies:
    """Fills `suggestions`, where the reader wants any. Belongs to the thread of its translator."""

    name = "replies"
    needs = ("language", "translation")
    problem = Problem(code="replies_failed", message="No replies could be suggested.")

    def __init__(self, suggester: Suggester, translator: Translator) -> None:
        self._suggester = suggester
        self._translator = translator

    def run(self, states: Sequence[EnrichmentState], batch: Batch) -> None:
        """Suggest in each message's first target, each with how the author reads it."""
        asking = [state for state in states if state.wants_replies()]
        if not asking:
            return
        vectors = batch.vectors()
        found = self._suggester.suggest([_ask(state, vectors) for state in asking])
        pairs = list(zip(asking, found, strict=True))
        known = self._translated([ask for state, proposals in pairs for ask in _missing(state, proposals)])
        for state, proposals in pairs:
            state.suggestions = tuple(_suggestion(one, state, known) for one in proposals)

    def _translated(self, asks: Sequence[Ask]) -> dict[tuple[str, str], str]:
        """Text by (text, target), of those that could be translated."""
        wanted = list(dict.fromkeys(asks))
        done = zip(wanted, self._translator.translate(wanted), strict=True) if wanted else ()
        return {(ask.text, ask.target): one.text for ask, one in done if one.text is not None}


def _other(state: EnrichmentState) -> str | None:
    """Language in which the author will read the reply; None where that is the reader's own, or unknown."""
    other = state.message.language or state.language
    return other if other and primary(other) != primary(state.message.targets[0]) else None


def _ask(state: EnrichmentState, vectors: Mapping[str, Vectors]) -> SuggestAsk:
    message, reader = state.message, state.message.targets[0]
    return SuggestAsk(
        text=message.text,
        vector=vectors[message.text],
        reader=reader,
        other=_other(state) or reader,
        context=tuple((not is_own(turn, message.author_id), vectors[turn.text]) for turn in message.context),
        translated=_translated(state),
        answers=message.answers,
    )


def _translated(state: EnrichmentState) -> tuple[str, ...]:
    """What the reader reads, where that is not the original."""
    translation = state.translations.get(state.message.targets[0])
    return (translation.text,) if translation and translation.text else ()


def _missing(state: EnrichmentState, proposals: Sequence[Proposal]) -> list[Ask]:
    """What the set cannot say in the author's language."""
    other, reader = _other(state), state.message.targets[0]
    whose = state.message.organisation_id or ""
    return [
        Ask(one.text, reader, other, organisation=whose)
        for one in proposals
        if other and one.reads_as is None
    ]


def _suggestion(
    proposal: Proposal, state: EnrichmentState, translated: Mapping[tuple[str, str], str]
) -> Suggestion:
    other = _other(state)
    text = other and (proposal.reads_as or translated.get((proposal.text, other)))
    return Suggestion(
        id=proposal.id,
        language=state.message.targets[0],
        text=proposal.text,
        reads_as=ReadsAs(language=other, text=text) if other and text else None,
        origin=proposal.origin,
    )


def build(parts: Parts) -> SuggestReplies:
    """Loads the set and its weights. Raises as `build_suggester`."""
    parts.say("loading suggested replies")
    suggester = build_suggester(parts.settings, parts.embedder, parts.say, parts.similarity)
    return SuggestReplies(suggester, parts.translator)
