"""The task: what the articles of an organisation say to what its visitor asks."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence

import msgspec

from nlp.encoder.embedding import Embedder
from nlp.encoder.similarity import Similarity
from nlp.tasks.answer.fusion import OFFER_FROM, SURE_FROM
from nlp.tasks.answer.index import Hit, Index
from nlp.tasks.answer.meanings import Meanings, elsewhere
from nlp.tasks.answer.shelves import Shelves
from nlp.tasks.answer.wishes import wish
from nlp.tasks.base import Batch, Parts
from nlp.tasks.language import primary
from nlp.tasks.state import EnrichmentState
from nlp.tasks.translation.task import translate_each
from nlp.tasks.translation.translator import Ask, Translator
from wire.contracts.events import Annotation, Problem, Translation
from wire.contracts.shelf import ANSWER, Finding, FoundPassage, Outcome

log = logging.getLogger(__name__)

MODEL = "answers@2026-11-30"

REMEMBERED = 16
"""Organisations whose index stays in memory: about 4 MB each at the most."""

MOST_LANGUAGES = 3
"""Of articles into which a question is translated for being compared."""


class FindAnswer:
    """Puts an annotation "answer" on each message that a bot is to answer; where articles cannot be had there
    is none, and the visitor is handed to a person in time."""

    name = ANSWER
    needs = ("language", "translation", "sentiment")
    problem = Problem(code="answer_failed", message="No answer could be looked for.")

    def __init__(
        self, embedder: Embedder, similarity: Similarity, translator: Translator, shelves: Shelves
    ) -> None:
        self._embedder, self._similarity = embedder, similarity
        self._translator, self._shelves = translator, shelves
        self._indexes: OrderedDict[str, Index] = OrderedDict()
        self._elsewhere: Meanings | None = None

    def run(self, states: Sequence[EnrichmentState], batch: Batch) -> None:
        """Search for one message after the other, letting in what is urgent between them."""
        for state in states:
            if state.message.shelf is None or state.message.organisation_id is None:
                continue
            wanted = wish(state.message.text)
            if wanted is not None:
                state.annotate(_annotation(wanted, None, Finding()))
            elif index := self._index(state.message.organisation_id, batch.yield_to_urgent):
                with self._translator.interrupted_by(batch.yield_to_urgent):
                    state.annotate(self._found(state, index))
            batch.yield_to_urgent()

    def _index(self, organisation_id: str, yield_to_urgent: Callable[[], None]) -> Index | None:
        """Of the articles as they are now."""
        known = self._indexes.get(organisation_id)
        shelf = self._shelves.get(organisation_id, None if known is None else known.rev)
        if shelf is not None:
            outside = self._outside(yield_to_urgent)
            known = Index(shelf, self._embedder, self._similarity, yield_to_urgent, outside)
            self._indexes[organisation_id] = known
        if known is not None:
            self._indexes.move_to_end(organisation_id)
        while len(self._indexes) > REMEMBERED:
            self._indexes.popitem(last=False)
        return known

    def _outside(self, yield_to_urgent: Callable[[], None]) -> Meanings:
        """What is said elsewhere, read once."""
        if self._elsewhere is None:
            self._elsewhere = Meanings(elsewhere(), self._embedder, self._similarity, yield_to_urgent)
        return self._elsewhere

    def _found(self, state: EnrichmentState, index: Index) -> Annotation:
        hits = index.search(self._wordings(state, index.languages()))
        best = hits[0].probability if hits else None
        if best is None or best < OFFER_FROM:
            return _annotation("none", best, Finding())
        outcome: Outcome = "answer" if best >= SURE_FROM else "offer"
        return _annotation(outcome, best, self._said(state, hits[:1] if outcome == "answer" else hits))

    def _wordings(self, state: EnrichmentState, languages: Sequence[str]) -> list[str]:
        """The question as it was written, and in the languages of articles as far as there is a way."""
        text, own = state.message.text, state.language or state.message.language
        known = {primary(one): found.text for one, found in state.translations.items() if found.text}
        lacking = [one for one in languages if primary(one) not in {primary(own), *known}]
        asks = [self._ask(state, text, own, one) for one in lacking[:MOST_LANGUAGES]]
        made = [one.text for one in translate_each(self._translator, asks)]
        useful = [known[primary(one)] for one in languages if primary(one) in known]
        return list(dict.fromkeys(one for one in (text, *useful, *made) if one))

    def _said(self, state: EnrichmentState, hits: Sequence[Hit]) -> Finding:
        """In the language of who asks: the passage where there is one, titles where they choose."""
        texts = [one.passage.title for one in hits]
        texts += [hits[0].passage.text] if len(hits) == 1 else []
        asks = [
            self._ask(state, text, hit.passage.language, state.message.language)
            for text, hit in zip(texts, [*hits, hits[0]], strict=False)
        ]
        made = translate_each(self._translator, asks)
        passages = [
            FoundPassage(
                id=hit.passage.id,
                article_id=hit.passage.article_id,
                title=_text(title) or hit.passage.title,
                always_human=hit.passage.always_human,
            )
            for hit, title in zip(hits, made, strict=False)
        ]
        whole = made[len(hits)] if len(made) > len(hits) else None
        return Finding(passages=tuple(passages), translation=whole if whole and _text(whole) else None)

    def _ask(self, state: EnrichmentState, text: str, source: str, target: str) -> Ask:
        message = state.message
        return Ask(text, source, target, message.terms, (), message.organisation_id or "")


def _text(made: Translation) -> str | None:
    return made.text if made.status == "done" else None


def _annotation(outcome: Outcome, probability: float | None, found: Finding) -> Annotation:
    return Annotation(
        task=ANSWER,
        model=MODEL,
        label=outcome,
        probability=probability,
        detail=msgspec.to_builtins(found),
    )


def build(parts: Parts) -> FindAnswer:
    """Loads nothing: articles come with the first question."""
    return FindAnswer(parts.embedder, parts.similarity, parts.translator, parts.shelves)
