"""Suggestions for a batch: from the reviewed set, translated where the set lacks a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlp.encoder.embedding import Vectors
from nlp.enrichment_state import EnrichmentState
from nlp.tasks.language import primary
from nlp.tasks.replies import Proposal, SuggestAsk, Suggester
from nlp.tasks.translation.translator import Ask, Translator
from wire.contracts.events import ReadsAs, Suggestion


class Replies:
    """Puts suggestions on drafts. Belongs to the thread of its translator."""

    def __init__(self, suggester: Suggester, translator: Translator) -> None:
        self._suggester = suggester
        self._translator = translator

    def suggest(self, drafts: Sequence[EnrichmentState], vectors: Mapping[str, Vectors]) -> None:
        """Fill `suggestions` of each draft: in its first target, each with how the author reads it.

        Args:
            drafts: messages whose readers want suggestions.
            vectors: by text, of each message and each turn of context.
        """
        found = self._suggester.suggest([_ask(draft, vectors) for draft in drafts])
        pairs = list(zip(drafts, found, strict=True))
        known = self._translated([ask for draft, proposals in pairs for ask in _missing(draft, proposals)])
        for draft, proposals in pairs:
            draft.suggestions = tuple(_suggestion(one, draft, known) for one in proposals)

    def _translated(self, asks: Sequence[Ask]) -> dict[tuple[str, str], str]:
        """Text by (text, target), of those that could be translated."""
        wanted = list(dict.fromkeys(asks))
        done = zip(wanted, self._translator.translate(wanted), strict=True) if wanted else ()
        return {(ask.text, ask.target): one.text for ask, one in done if one.text is not None}


def _other(draft: EnrichmentState) -> str | None:
    """Language in which the author will read the reply; None where that is the reader's own, or unknown."""
    other = draft.message.language or draft.guess.language
    return other if other and primary(other) != primary(draft.message.targets[0]) else None


def _ask(draft: EnrichmentState, vectors: Mapping[str, Vectors]) -> SuggestAsk:
    message, reader = draft.message, draft.message.targets[0]
    return SuggestAsk(
        text=message.text,
        vector=vectors[message.text],
        reader=reader,
        other=_other(draft) or reader,
        context=tuple((turn.author_id != message.author_id, vectors[turn.text]) for turn in message.context),
        translated=_translated(draft),
        answers=message.answers,
    )


def _translated(draft: EnrichmentState) -> tuple[str, ...]:
    """What the reader reads, where that is not the original."""
    translation = draft.translations.get(draft.message.targets[0])
    return (translation.text,) if translation and translation.text else ()


def _missing(draft: EnrichmentState, proposals: Sequence[Proposal]) -> list[Ask]:
    """What the set cannot say in the author's language."""
    other, reader = _other(draft), draft.message.targets[0]
    return [Ask(one.text, reader, other) for one in proposals if other and one.reads_as is None]


def _suggestion(
    proposal: Proposal, draft: EnrichmentState, translated: Mapping[tuple[str, str], str]
) -> Suggestion:
    other = _other(draft)
    text = other and (proposal.reads_as or translated.get((proposal.text, other)))
    return Suggestion(
        id=proposal.id,
        language=draft.message.targets[0],
        text=proposal.text,
        reads_as=ReadsAs(language=other, text=text) if other and text else None,
        origin=proposal.origin,
    )
