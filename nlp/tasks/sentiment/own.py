"""Our own model: the encoder with the layers that learnt, the head above it, and a second encoder's view."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec

from nlp.encoder import Encoder, build_encoder
from nlp.encoder.similarity import Similarity
from nlp.encoder.wheel import Floats, verify
from nlp.errors import EngineMissing
from nlp.tasks.sentiment import layers, second
from nlp.tasks.sentiment.head import Head
from nlp.tasks.sentiment.reading import prepared
from nlp.tasks.sentiment.second import Second
from wire.contracts.events import SentimentLabel

FOLDER = "sentiment-e5"
WEIGHTS, HEAD, CARD = "layers.npz", "head.npz", "card.json"
ENGINE = "e5"
_LABELS_OF_BEFORE = "moods"  # what cards of models that were trained before say for `labels`


class Card(msgspec.Struct, frozen=True):
    """What inference needs of a model card; the rest of the file is for people."""

    model: str
    abstain_below: float
    labels: tuple[SentimentLabel, ...]
    """In the order of the probabilities."""
    sure_from: float = 0.7
    """Probability from which a sentiment may speak against another one."""


class Own:
    """Probabilities of sentiments. Safe to share between threads."""

    engine = ENGINE
    anywhere = True

    def __init__(
        self,
        encoder: Encoder,
        head: Head,
        card: Card,
        beside: Second | None = None,
        similarity: Similarity | None = None,
    ) -> None:
        """`beside` looks at texts with `similarity`; without it the first look stands alone."""
        self._encoder, self._head, self.card = encoder, head, card
        self._beside, self._similarity = beside, similarity or Similarity()

    def chances(self, texts: Sequence[str]) -> Floats:
        """One row per text, in the order of `card.labels`. Raises EngineFailed."""
        read = [prepared(text, self._encoder.words.knows) for text in texts]
        first = self._head.chances(self._encoder.encode(read))
        return first if self._beside is None else self._beside.joined(first, self._similarity.embed(texts))

    def glimpse(self, texts: Sequence[str]) -> Floats | None:
        """The second look alone, which a worker mostly has the vectors for; null where there is none."""
        return None if self._beside is None else self._beside.alone(self._similarity.embed(texts))

    def alone(self) -> Own:
        """The first look without the second."""
        return Own(self._encoder, self._head, self.card)


def shipped() -> Traversable:
    """The folder in `models/`."""
    return files("models").joinpath(FOLDER)


def read_card(folder: Traversable) -> Card:
    """Raises EngineMissing where there is none."""
    try:
        known = msgspec.json.decode(folder.joinpath(CARD).read_bytes(), type=dict[str, Any])
        return msgspec.convert({"labels": known.get(_LABELS_OF_BEFORE), **known}, Card)
    except (OSError, msgspec.MsgspecError) as error:
        raise EngineMissing(f"{folder}/{CARD} cannot be read: {error}. Install Duologue again.") from error


def build_own(
    folder: Traversable | None = None,
    threads: int = 1,
    pages: Path | None = None,
    similarity: Similarity | None = None,
) -> Own:
    """The model that ships, or the one in `folder`. Takes some seconds and about 130 MB.

    `pages`: folder of what encoders share, then it takes 30 MB. `similarity`: the second encoder, where it is
    loaded anyway; else 33 MB more.

    Raises:
        EngineMissing: weights or card are not there, or the wheel below them is another one.
    """
    folder = folder or shipped()
    card, head = read_card(folder), Head.load(folder.joinpath(HEAD))
    learnt = layers.read(folder.joinpath(WEIGHTS))
    verify()
    beside = second.read(folder.joinpath(second.FILE))
    return Own(build_encoder(learnt, threads, pages=pages), head, card, beside, similarity)
