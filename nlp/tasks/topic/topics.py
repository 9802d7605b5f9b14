"""Topics of turns: the reply set's head says what kind of turn it is; each kind has one topic or none."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec
import numpy as np

from nlp.encoder.embedding import Embedder, Vectors
from nlp.errors import EngineMissing
from nlp.tasks.replies.head import Head
from nlp.tasks.replies.phrases import ReplySet, load_reply_set
from nlp.tasks.replies.ranking import Ranking
from nlp.tasks.replies.weights import Say, obtain, stamp
from wire.contracts.settings import Settings

SURE_FROM = 0.35
"""Least probability of a topic that is named: chosen on the labelled turns of tests/nlp/tasks/replies, where
97 of 100 topics named are right from here on, and nine in ten turns that have one get it."""

Mapped = Mapping[str, Sequence[str]]
"""Situations of the reply set by topic, each of one topic at most."""


class Topic(msgspec.Struct, frozen=True):
    """What a turn is about, and its probability, 0 to 1; both null where no topic is likely enough."""

    label: str | None = None
    probability: float | None = None


UNSURE = Topic()


class Topics:
    """Names topics. Stateless; safe to share between threads."""

    def __init__(self, phrases: ReplySet, head: Head, mapped: Mapped) -> None:
        self._head, self.names = head, tuple(mapped)
        self.model = f"topics@{_digest(phrases, mapped)}"
        numbers = {kind.id: number for number, kind in enumerate(phrases.situations)}
        self._guarded = Ranking(phrases).guarded
        self._members = np.zeros((len(phrases.kinds), len(self.names)), dtype=np.float32)
        for column, name in enumerate(self.names):
            self._members[[numbers[one] for one in mapped[name]], column] = 1

    def name(self, vectors: Vectors) -> list[Topic]:
        """One topic per row of `Embedder.embed`, (n, 384).

        What may be a threat, grief, a secret or the like is not filed under anything.
        """
        kinds = self._head.chances(vectors)
        topics = kinds @ self._members  # (n, topics); what is left of 1 is "none of these"
        return [
            UNSURE if self._guarded(kind) else self._likeliest(topic)
            for kind, topic in zip(kinds, topics, strict=True)
        ]

    def _likeliest(self, chances: Vectors) -> Topic:
        column = int(chances.argmax())
        chance = float(chances[column])
        return Topic(self.names[column], round(chance, 4)) if chance >= SURE_FROM else UNSURE


def read_mapped(file: Traversable | None = None) -> Mapped:
    """The topics that ship, or those of a file of the same shape. Raises EngineMissing."""
    file = file or files("nlp.tasks.topic").joinpath("topics.toml")
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), dict[str, tuple[str, ...]])
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise EngineMissing(f"Topics: {file.name} cannot be used: {error}. Correct that file.") from error


def build_topics(settings: Settings, embedder: Embedder, say: Say) -> Topics:
    """The topics over the reply set that ships.

    Where the set was edited its weights are computed first, as for suggested replies.

    Raises:
        EngineMissing: a file of the set, or of the topics, cannot be used.
    """
    phrases = load_reply_set()
    return Topics(phrases, obtain(phrases, embedder, settings.models_path / "replies", say), read_mapped())


def _digest(phrases: ReplySet, mapped: Mapped) -> str:
    content = msgspec.json.encode([stamp(phrases), sorted(mapped.items()), SURE_FROM])
    return hashlib.sha256(content).hexdigest()[:12]
