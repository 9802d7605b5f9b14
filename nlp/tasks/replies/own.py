"""A business's canned answers, and what this reader answered before: which of them fit this turn.

An own answer fits where the turn means what it answered then. A canned one fits where it says what a reply
says that fits, in the business's words, or where it speaks of the same thing as the turn.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from nlp.encoder.embedding import Embedder, Vectors
from nlp.encoder.similarity import Similarity
from nlp.tasks.replies.head import Head, centred
from wire.contracts.events import Answer

SAME_TURN = 0.68
"""Likeness of two turns, mean of both encoders, from which an answer to one answers the other. On CLINC150
nine in ten such pairs share their intent, on Banking77 four in five."""

SAME_REPLY_FROM, SAME_REPLY = 0.55, 0.8
"""Likeness of a canned answer and a reply of the set from which they partly, and fully, say the same."""

TOPIC_FROM, TOPIC_FULLY = 0.05, 0.55
"""Likeness of a canned answer and the turn itself at which it has nothing, and all, to do with it."""

OFFER_FROM = 0.4
"""Least score of a canned answer: eight of a shop's came up under one in twelve turns of everyday talk."""

LOOKED_AT = 5
"""Answers of each kind, chosen by the quick encoder, that the slower one looks at."""

MOST = 2
"""Answers offered; one place stays for the set where it knows something."""


class Said(msgspec.Struct, frozen=True):
    """A reply of the set that fits, in the reader's language, and its support, 0 to 1."""

    text: str
    support: float


class Fit(msgspec.Struct, frozen=True):
    """An answer and how well it fits, 0 to 1."""

    answer: Answer
    score: float


class OwnAnswers:
    """Scores answers against turns. Safe to share between threads, as its encoders are."""

    def __init__(self, embedder: Embedder, similarity: Similarity, head: Head) -> None:
        self._embedder, self._similarity, self._head = embedder, similarity, head

    def fitting(self, turn: Sequence[str], shown: Sequence[Said], answers: Sequence[Answer]) -> list[Fit]:
        """Up to MOST answers that fit a turn, best first, no two of them saying the same.

        Args:
            turn: what was written and, where there is one, its translation for the reader: encoders tell
                texts of one language apart better than texts of two.
            shown: replies of the set that fit, in the reader's language.
            answers: those in the reader's language.
        """
        found = [
            *self._own(turn, [one for one in answers if one.kind == "own" and one.answered]),
            *self._canned(turn, shown, [one for one in answers if one.kind == "canned"]),
        ]
        chosen: list[Fit] = []
        for one in sorted(found, key=lambda fit: -fit.score):
            if len(chosen) < MOST and not any(self.same(one.answer.text, two.answer.text) for two in chosen):
                chosen.append(one)
        return chosen

    def just_said(self, text: str, own_turns: Sequence[Vectors]) -> bool:
        """Whether one of the reader's last turns, rows of `Embedder.embed`, says this already."""
        if not own_turns:
            return False
        rows = centred(np.stack([*self._embedder.embed([text]), *own_turns]), self._head.mean)
        return bool((rows[1:] @ rows[0]).max() >= SAME_REPLY)

    def same(self, one: str, other: str) -> bool:
        """Whether two replies say the same."""
        return one == other or self._alike(one, other) >= SAME_REPLY

    def _own(self, turn: Sequence[str], answers: list[Answer]) -> list[Fit]:
        questions = [one.answered or "" for one in answers]
        near = {row for text in turn for row in self._nearest(text, questions)}
        likes = [(row, self._likest(turn, questions[row])) for row in sorted(near)]
        return [Fit(answers[row], like) for row, like in likes if like >= SAME_TURN]

    def _canned(self, turn: Sequence[str], shown: Sequence[Said], answers: list[Answer]) -> list[Fit]:
        texts = [one.text for one in answers]
        near = {row for text in (*turn, *(one.text for one in shown)) for row in self._nearest(text, texts)}
        fits = []
        for row in sorted(near):
            topic = (self._likest(turn, texts[row]) - TOPIC_FROM) / (TOPIC_FULLY - TOPIC_FROM)
            said = max((one.support * self._says(texts[row], one.text) for one in shown), default=0.0)
            fits.append(Fit(answers[row], min(max(topic, said), 1.0)))
        return [fit for fit in fits if fit.score >= OFFER_FROM]

    def _likest(self, turn: Sequence[str], other: str) -> float:
        return max(self._alike(text, other) for text in turn)

    def _says(self, one: str, other: str) -> float:
        like = (self._alike(one, other) - SAME_REPLY_FROM) / (SAME_REPLY - SAME_REPLY_FROM)
        return min(max(like, 0.0), 1.0)

    def _nearest(self, text: str, others: Sequence[str]) -> list[int]:
        """Rows of the texts most like this one, by the quick encoder."""
        rows = self._similarity.embed([text, *others])
        return [int(row) for row in np.argsort(-(rows[1:] @ rows[0]))[:LOOKED_AT]]

    def _alike(self, one: str, other: str) -> float:
        """Mean of both encoders' cosines; the slower one after centring: its vectors share a direction."""
        quick = self._similarity.embed([one, other])
        slow = centred(self._embedder.embed([one, other]), self._head.mean)
        return float(quick[0] @ quick[1] + slow[0] @ slow[1]) / 2
