"""Labels of messages where the model is sure enough, and a second look at what the reader sees."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import msgspec

from nlp.encoder.wheel import Floats
from nlp.tasks.sentiment.own import Card
from wire.contracts.events import Sentiment, SentimentLabel
from wire.contracts.normal import normal

SAYS_THE_SAME = 0.45
"""Probability, by a quick look at a translation, of what the original is sure of, from which the translation
is not looked at closely. That spares 72 of 100 looks. Of 994 texts that are sure of a sentiment it would take
4 for one of another, so that a shift of the tone went untold (validation rows in six languages)."""

REMEMBERED = 4096
"""Sentiments kept by text: short messages and their translations come again and again."""

NOTHING_TO_JUDGE = Sentiment(
    label="neutral",
    scores={"positive": 0.0, "neutral": 1.0, "negative": 0.0},
    engine="rule",
    model="no-words-no-emoji",
)
"""For "18:30" or a row of dots: there is no sentiment in it."""


class Scorer(Protocol):
    """A model that gives probabilities of sentiments."""

    engine: str
    card: Card
    anywhere: bool
    """Whether any thread may use it, one at a time."""

    def chances(self, texts: Sequence[str]) -> Floats:
        """One row per text, in the order of `card.labels`."""
        ...

    def glimpse(self, texts: Sequence[str]) -> Floats | None:
        """The same by a quick look, far less sure; null where there is none."""
        ...


class Sentiments:
    """Labels messages. Says nothing (label None) where the best sentiment is not likely enough."""

    def __init__(self, scorer: Scorer, remember: int = REMEMBERED) -> None:
        self._scorer, self._card, self._remember = scorer, scorer.card, remember
        self._known: OrderedDict[str, Sentiment] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def model(self) -> str:
        """Name and date of the weights."""
        return self._card.model

    def score(self, texts: Sequence[str]) -> list[Sentiment]:
        """One sentiment per text, in order."""
        texts = [normal(text) for text in texts]
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._known and _says_something(text)]
            rows = self._scorer.chances(new).tolist() if new else []
            self._known.update((text, self._label(row)) for text, row in zip(new, rows, strict=True))
            found = [self._recall(text) for text in texts]
            while len(self._known) > self._remember:
                self._known.popitem(last=False)
        return found

    def begin(self, texts: Sequence[str]) -> None:
        """Score these ahead of `judge`, in another thread, where the model allows that."""
        if self._scorer.anywhere:
            self.score(texts)

    def judge(self, messages: Sequence[tuple[str, str | None]]) -> list[Sentiment]:
        """One sentiment per message: its text, and the translation that its reader sees, null where none.

        Translations are scored in one batch, where the original says enough to disagree with, and a quick
        look does not find the same in them: on others nothing would come of it. See `compare` for what the
        translation adds.
        """
        found = self.score([text for text, _ in messages])
        seen = [
            translation if self._is_sure(sentiment) else None
            for sentiment, (_, translation) in zip(found, messages, strict=True)
        ]
        seen = self._doubted(found, seen)
        second = iter(self.score([text for text in seen if text is not None]))
        return [
            sentiment if text is None else self.compare(sentiment, next(second))
            for sentiment, text in zip(found, seen, strict=True)
        ]

    def _doubted(self, found: Sequence[Sentiment], seen: Sequence[str | None]) -> list[str | None]:
        """Those translations that a quick look does not find to say the same; what is known costs no look."""
        new = {row: text for row, text in enumerate(seen) if text and normal(text) not in self._known}
        looks = self._scorer.glimpse(list(new.values())) if new else None
        if looks is None:
            return list(seen)
        same = {
            row
            for row, look in zip(new, looks, strict=True)
            if (label := found[row].label) and look[self._card.labels.index(label)] >= SAYS_THE_SAME
        }
        return [None if row in same else text for row, text in enumerate(seen)]

    def compare(self, original: Sentiment, translated: Sentiment) -> Sentiment:
        """The sentiment of a message, with that of the translation its reader sees.

        They disagree where both are sure of different labels: then the translation may have shifted the
        tone. Unsure ones say nothing against each other.
        """
        both_sure = self._is_sure(original) and self._is_sure(translated)
        return msgspec.structs.replace(
            original,
            translated=translated.label,
            disagrees=both_sure and original.label != translated.label,
        )

    def _recall(self, text: str) -> Sentiment:
        if text not in self._known:
            return NOTHING_TO_JUDGE
        self._known.move_to_end(text)
        return self._known[text]

    def _label(self, row: Sequence[float]) -> Sentiment:
        labels: tuple[SentimentLabel, ...] = self._card.labels
        best = max(range(len(row)), key=row.__getitem__)
        return Sentiment(
            label=labels[best] if row[best] >= self._card.abstain_below else None,
            scores={label: round(value, 4) for label, value in zip(labels, row, strict=True)},
            engine=self._scorer.engine,
            model=self._card.model,
        )

    def _is_sure(self, one: Sentiment) -> bool:
        return one.label is not None and one.scores.get(one.label, 0.0) >= self._card.sure_from


def _says_something(text: str) -> bool:
    """Letters, or a sign that can be an emoji or part of a smiley."""
    return any(sign.isalpha() or ord(sign) > 0x2000 for sign in text) or any(
        smiley in text for smiley in (":)", ":(", ";)", ":-", "<3", "=)", "=(")
    )
