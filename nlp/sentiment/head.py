"""Mood from a vector: one small network, numpy only. `nlp.training.sentiment` makes the weights."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from nlp.embedding import Vectors
from nlp.errors import EngineMissing
from service.wire.events import Mood, Sentiment

MOODS: tuple[Mood, ...] = get_args(Mood)
FOLDER = "sentiment-e5"
WEIGHTS, CARD = "head.npz", "card.json"
ENGINE = "e5"

NOTHING_TO_JUDGE = Sentiment(
    label="neutral",
    scores={"positive": 0.0, "neutral": 1.0, "negative": 0.0},
    engine="rule",
    model="no-words-no-emoji",
)
"""For "18:30" or a row of dots: there is no mood in it."""


class Card(msgspec.Struct, frozen=True):
    """What inference needs of a model card; the rest of the file is for people."""

    model: str
    abstain_below: float
    moods: tuple[Mood, ...]


class Head(msgspec.Struct, frozen=True):
    """The network: 384 numbers in, one hidden layer, one calibrated probability per mood out."""

    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    out: NDArray[np.float32]
    out_bias: NDArray[np.float32]

    @classmethod
    def load(cls, file: Traversable) -> Head:
        """Read `head.npz`. Raises EngineMissing where that cannot be done."""
        try:
            with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
                return cls(*(arrays[name].astype(np.float32) for name in cls.__struct_fields__))
        except (OSError, KeyError, ValueError) as error:
            raise EngineMissing(f"{file} cannot be read: {error}. Install Duologue again.") from error

    def probabilities(self, vectors: Vectors) -> Vectors:
        """Rows of len(MOODS) probabilities, one per vector, in the order of the card."""
        hidden = np.maximum(vectors @ self.hidden + self.hidden_bias, 0)
        logits = hidden @ self.out + self.out_bias
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


class Sentiments:
    """Labels messages. Says nothing (label None) where the best mood is not likely enough."""

    def __init__(self, head: Head, card: Card) -> None:
        self._head, self._card = head, card

    @property
    def model(self) -> str:
        """Name and date of the weights."""
        return self._card.model

    def score(self, vectors: Vectors, texts: Sequence[str]) -> list[Sentiment]:
        """One sentiment per text. `vectors`: what `Embedder.embed(texts)` gave, shape (len(texts), 384)."""
        if not len(texts):
            return []
        rows = self._head.probabilities(vectors).tolist()
        return [self._label(row, text) for row, text in zip(rows, texts, strict=True)]

    def _label(self, row: Sequence[float], text: str) -> Sentiment:
        if not _says_something(text):
            return NOTHING_TO_JUDGE
        best = max(range(len(row)), key=row.__getitem__)
        return Sentiment(
            label=self._card.moods[best] if row[best] >= self._card.abstain_below else None,
            scores={mood: round(value, 4) for mood, value in zip(self._card.moods, row, strict=True)},
            engine=ENGINE,
            model=self._card.model,
        )


def build_sentiments(folder: Traversable | None = None) -> Sentiments:
    """The sentiment head that ships in `models/`, or the one in `folder`.

    Raises:
        EngineMissing: the weights or their card are not there, or not readable.
    """
    folder = folder or files("models").joinpath(FOLDER)
    try:
        card = msgspec.json.decode(folder.joinpath(CARD).read_bytes(), type=Card)
    except (OSError, msgspec.MsgspecError) as error:
        raise EngineMissing(f"{folder}/{CARD} cannot be read: {error}. Install Duologue again.") from error
    return Sentiments(Head.load(folder.joinpath(WEIGHTS)), card)


def _says_something(text: str) -> bool:
    """Letters, or a sign that can be an emoji or part of a smiley."""
    return any(sign.isalpha() or ord(sign) > 0x2000 for sign in text) or any(
        smiley in text for smiley in (":)", ":(", ";)", ":-", "<3", "=)", "=(")
    )
