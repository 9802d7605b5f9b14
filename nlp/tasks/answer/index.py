"""The passages of one organisation, ready to be searched in any language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from nlp.encoder.embedding import Embedder, Vectors
from nlp.encoder.similarity import Similarity
from nlp.tasks.answer.fusion import chance, summed
from nlp.tasks.answer.lexical import Lexical, Scores
from nlp.tasks.answer.meanings import Headed, Meanings, elsewhere
from wire.contracts.shelf import Shelf, ShelfPassage


class Hit(msgspec.Struct, frozen=True):
    """A passage, and how likely it answers: 0 to 1."""

    passage: ShelfPassage
    probability: float


class Index:
    """Immutable. Made again where articles have changed; vectors of what stayed are remembered by text."""

    def __init__(
        self,
        shelf: Shelf,
        embedder: Embedder,
        similarity: Similarity,
        yield_to_urgent: Callable[[], None] = lambda: None,
        outside: Meanings | None = None,
    ) -> None:
        """`outside`: what is said elsewhere, where it is there already."""
        self.rev, self.passages = shelf.rev, shelf.passages
        texts = [_headed(one) for one in shelf.passages]
        self._lexical = Lexical([text for _, text in texts])
        self._meanings = Meanings(texts, embedder, similarity, yield_to_urgent)
        self._elsewhere = outside or Meanings(elsewhere(), embedder, similarity, yield_to_urgent)
        ids = [one.article_id for one in shelf.passages]
        numbers = {one: number for number, one in enumerate(dict.fromkeys(ids))}
        self._articles = np.asarray([numbers[one] for one in ids])

    def languages(self) -> tuple[str, ...]:
        """Of its articles."""
        return tuple(dict.fromkeys(one.language for one in self.passages))

    def search(self, asked: Sequence[str], most: int = 2) -> list[Hit]:
        """The likeliest passages, each of another article. `asked`: the question, as it was written and in
        other languages as far as it could be translated."""
        if not self.passages:
            return []
        inside, outside = self.features(asked)
        sums = summed(inside)
        found = chance(sums, self._articles, float(summed(outside).max()))
        hits: dict[str, Hit] = {}
        for number in np.argsort(-sums, kind="stable"):
            passage = self.passages[number]
            hits.setdefault(passage.article_id, Hit(passage, round(float(found[number]), 4)))
            if len(hits) == most:
                break
        return list(hits.values())

    def features(self, asked: Sequence[str]) -> tuple[Vectors, Vectors]:
        """What `fusion` decides by: of each passage, and of each text of elsewhere, which shares no words."""
        near, far = self._meanings.near(asked), self._elsewhere.near(asked)
        inside = np.column_stack([near, self.lexical(asked)])
        outside = np.column_stack([far, np.zeros(len(far))])
        return inside.astype(np.float32), outside.astype(np.float32)

    def lexical(self, asked: Sequence[str]) -> Scores:
        """BM25 alone, the best wording's: what the fusion has to beat."""
        scores = np.stack([self._lexical.scores(one) for one in asked])
        return np.asarray(scores.max(axis=0), dtype=np.float32)


def _headed(one: ShelfPassage) -> Headed:
    """A passage says what its headings say as well."""
    above = [each for each in dict.fromkeys((one.title, one.heading)) if each]
    return one.heading or one.title, "\n".join([*above, one.text])
