"""Up to three replies for the reader of a message, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nlp.encoder.embedding import Embedder, Vectors
from nlp.encoder.similarity import Similarity
from nlp.tasks.language import primary
from nlp.tasks.replies.head import Head, centred
from nlp.tasks.replies.next import After, Next, nothing_learnt, shipped
from nlp.tasks.replies.own import Fit, OwnAnswers, Said
from nlp.tasks.replies.phrases import LANGUAGES, Reply, ReplySet, load_reply_set
from nlp.tasks.replies.ranking import MOST, Ranking
from nlp.tasks.replies.refusals import Refusals
from nlp.tasks.replies.weights import Say, obtain
from wire.contracts.events import Answer
from wire.contracts.settings import Settings

Recalled = tuple[bool, Vectors | None]
"""An earlier turn: whether the reader wrote it, and its vector (384,) where there is one."""

BEFORE = 0.3
"""Share of what the other wrote right before, unanswered, in what a turn means ("Hi" / "Is it open?")."""

SAID_FROM, SAID_FULLY = 0.55, 0.75
"""Likeness between a reply and a turn of the reader from which it counts as partly said, and as said."""

STILL_WANTED = 0.2
"""What is left of the support of a reply that was just said."""

LOOK_BACK = 2
"""Turns of the reader that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestAsk:
    """One message that wants replies."""

    text: str
    vector: Vectors
    """Of this text, (384,), as `Embedder.embed` gives it."""
    reader: str
    """Language of the reader, who would send the reply. BCP 47."""
    other: str
    """Language of the author, who would read it. BCP 47."""
    context: tuple[Recalled, ...] = ()
    """Turns before this one, oldest first."""
    translated: tuple[str, ...] = ()
    """The text in the reader's language, where it was translated."""
    answers: tuple[Answer, ...] = ()
    """What the reader might answer besides the set: canned, or given before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One reply."""

    id: str
    text: str
    """In the reader's language."""
    reads_as: str | None
    """In the other's language; None where the set lacks that language."""
    origin: Literal["set", "canned", "own"] = "set"


class Suggester:
    """Answers from one reply set, and from what comes with a message. Stateless: same question, same answer.

    Safe to share between threads.
    """

    def __init__(
        self, phrases: ReplySet, head: Head, own: OwnAnswers | None = None, following: Next | None = None
    ) -> None:
        self._phrases, self._head, self._own = phrases, head, own
        self._following = following or nothing_learnt(len(phrases.replies))
        self._ranking = Ranking(phrases)
        self._refusals = Refusals(phrases.rules)

    def suggest(self, asks: Sequence[SuggestAsk]) -> list[tuple[Proposal, ...]]:
        """Per message up to three proposals, best first, each another intent; () where nothing fits.

        Nothing is offered in a language that the set lacks, nor under turns that the rules refuse.
        """
        found: list[tuple[Proposal, ...]] = [()] * len(asks)
        open_asks = [number for number, ask in enumerate(asks) if self._may_answer(ask)]
        if open_asks:
            told = self._chances([asks[number] for number in open_asks])
            for number, chances, after in zip(open_asks, *told, strict=True):
                found[number] = self._answer(asks[number], chances, after)
        return found

    def best(self, asks: Sequence[SuggestAsk], most: int = MOST) -> list[list[str]]:
        """Ids of the best replies of the set, best first, also where `suggest` would rather be quiet."""
        if not asks:
            return []
        rows = zip(asks, *self._chances(asks), strict=True)
        supports = [self._ranking.support(chances, self._wanted(ask), after) for ask, chances, after in rows]
        return [[self._phrases.replies[row].id for row in np.argsort(-one)[:most]] for one in supports]

    def _chances(self, asks: Sequence[SuggestAsk]) -> tuple[Vectors, list[After]]:
        """Of each turn the probability of each kind, and what is said next."""
        meant = np.stack([_meaning(ask) for ask in asks])
        own = [_own_turns(ask)[-1:] for ask in asks]
        said = np.stack([turns[0] if turns else self._head.mean for turns in own])
        before = centred(said, self._head.mean)  # the mean itself becomes zeros
        return self._head.chances(meant), self._following.after(centred(meant, self._head.mean), before)

    def _answer(self, ask: SuggestAsk, chances: Vectors, after: After) -> tuple[Proposal, ...]:
        wanted = self._wanted(ask)
        chosen = self._ranking.choose(chances, wanted, after) if primary(ask.reader) in LANGUAGES else []
        of_set = [_proposal(self._phrases.replies[reply], ask) for reply in chosen]
        answers = [one for one in ask.answers if primary(one.language) == primary(ask.reader)]
        if self._own is None or not answers or self._ranking.guarded(chances):
            return tuple(of_set)
        support = self._ranking.support(chances, wanted, after)
        shown = [Said(one.text, float(support[reply])) for one, reply in zip(of_set, chosen, strict=True)]
        before = _own_turns(ask)
        fits = self._own.fitting([ask.text, *ask.translated], shown, answers)
        fits = [fit for fit in fits if not self._own.just_said(fit.answer.text, before)]
        return self._merged(fits, list(zip(of_set, shown, strict=True)))

    def _merged(self, fits: Sequence[Fit], of_set: Sequence[tuple[Proposal, Said]]) -> tuple[Proposal, ...]:
        """Best first; of the set what the reader's own words do not say already."""
        assert self._own is not None
        own = [(fit.score, _own_proposal(fit.answer)) for fit in fits]
        fresh = [
            (said.support, one)
            for one, said in of_set
            if not any(self._own.same(one.text, fit.answer.text) for fit in fits)
        ]
        ranked = sorted([*own, *fresh[: MOST - len(own)]], key=lambda scored: -scored[0])
        return tuple(one for _, one in ranked)

    def _may_answer(self, ask: SuggestAsk) -> bool:
        known = primary(ask.reader) in LANGUAGES or bool(ask.answers)
        return known and self._refusals.reason(ask.text) is None

    def _wanted(self, ask: SuggestAsk) -> Vectors:
        """Per reply 1, or less where the reader has just said it."""
        own = _own_turns(ask)
        if not own:
            return np.ones(len(self._phrases.replies), dtype=np.float32)
        like = self._head.similarity(np.stack(own)).max(axis=0)
        said = np.clip((like - SAID_FROM) / (SAID_FULLY - SAID_FROM), 0, 1)
        return np.asarray(1 - (1 - STILL_WANTED) * said, dtype=np.float32)


def build_suggester(
    settings: Settings, embedder: Embedder, say: Say | None = None, similarity: Similarity | None = None
) -> Suggester:
    """The suggester over the set that ships with the code; with `similarity`, also over people's own answers.

    Its weights ship too. Where the set was edited they are computed once (some minutes, told to `say`) and
    kept under `settings.models_path`.

    Raises:
        EngineMissing: a file of the set cannot be used.
    """
    phrases = load_reply_set()
    head = obtain(phrases, embedder, settings.models_path / "replies", say or _nobody)
    own = None if similarity is None else OwnAnswers(embedder, similarity, head)
    return Suggester(phrases, head, own, shipped([reply.id for reply in phrases.replies]))


def _nobody(_: str) -> None:
    """Hears nothing."""


def _meaning(ask: SuggestAsk) -> Vectors:
    """The vector of the last turn, leaning on what its author wrote right before it, if anything."""
    if ask.context and not ask.context[-1][0] and ask.context[-1][1] is not None:
        mixed = (1 - BEFORE) * ask.vector + BEFORE * ask.context[-1][1]
        return np.asarray(mixed / (np.linalg.norm(mixed) + 1e-9), dtype=np.float32)
    return ask.vector


def _own_turns(ask: SuggestAsk) -> list[Vectors]:
    """Vectors of what the reader said last."""
    return [vector for is_own, vector in ask.context if is_own and vector is not None][-LOOK_BACK:]


def _own_proposal(answer: Answer) -> Proposal:
    return Proposal(id=answer.id, text=answer.text, reads_as=None, origin=answer.kind)


def _proposal(reply: Reply, ask: SuggestAsk) -> Proposal:
    return Proposal(id=reply.id, text=reply.text(ask.reader) or reply.en, reads_as=reply.text(ask.other))
