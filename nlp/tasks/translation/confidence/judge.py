"""How sure a reader may be of a translation: the probability that it is about what a translator would write.

That is: chrF of 40 or more against a person's translation. A logistic regression over a few things that cost
next to nothing; `duologue train confidence` makes its weights, models/confidence/card.md has the figures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Protocol

import msgspec
import numpy as np
from msgspec.structs import replace

from nlp.encoder.embedding import MAX_CHARACTERS, Vectors
from nlp.encoder.similarity import LANGUAGES, Similarity
from nlp.engines.pauses import pause, stretches
from nlp.errors import EngineMissing
from nlp.tasks.language import Detector, primary
from nlp.tasks.translation.integrity import faults
from nlp.tasks.translation.marks.negation import lost_negations
from nlp.tasks.translation.protect.tokens import replaced, tokens

FOLDER, WEIGHTS = "confidence", "weights.json"

LOW = 0.6
"""Below it most translations are bad, and the bubble says so: 56 % of those held out in training. The client
has the same number, in features/chat/reading.ts."""

FEATURES = (
    "similarity",
    "no similarity",
    "length",
    "length ratio",
    "shorter",
    "copied",
    "repeated",
    "other language",
    "unknown words",
    "quality of the route",
    "further steps",
    "engine's score",
)

_WORD = re.compile(r"[^\W\d_]+")
_CALLS, _END = re.compile(r"(?<![.!…])[.!…]+(?=\s|$)"), re.compile(r"(?<![.\s])[.\s]+$")
_OPENS = re.compile(r"[¡¿]")
_LONG = 4


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One translation, and how it came about. Languages are primary subtags."""

    source: str
    target: str
    text: str
    translation: str
    steps: int
    quality: float
    """Of the route, 0 to 100."""
    words: int = 0
    """Words that engines looked up."""
    unknown: int = 0
    """Those of them that they did not know."""
    score: float | None = None
    """Mean log-probability of a token, where an engine tells."""
    agreed: tuple[str, ...] = ()
    """Words of a glossary, in small letters, that became what people want: nothing of these is lost."""
    organisation: str = ""
    """Whose it is, by id; empty: of a direct conversation. Decides nothing but who shares what was found."""


class Judging(Protocol):
    """Says how sure one may be of translations."""

    def judge(self, evidence: Sequence[Evidence]) -> list[float | None]:
        """One probability per translation, 0 to 1; null where nothing that tells was measured."""
        ...


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """The regression: one number per feature each, and what was trained on."""

    model: str
    features: tuple[str, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    weight: tuple[float, ...]
    bias: float


DENIAL_LOST = 0.4
"""Most that a translation may get that lost a "not": one word of many to chrF, the whole sense to people."""

SIGN_LOST = 0.4
"""Most that a translation may get that lost a sign, a unit, a placeholder or letters of a name."""


class Judge:
    """Gives confidences. Belongs to the thread of its translator."""

    def __init__(self, weights: Weights, similarity: Similarity, detector: Detector) -> None:
        self._mean, self._deviation = np.array(weights.mean), np.array(weights.deviation)
        self._weight, self._bias = np.array(weights.weight), weights.bias
        self._similarity, self._detector = similarity, detector
        self.model = weights.model
        """Name and date of the weights."""

    def judge(self, evidence: Sequence[Evidence]) -> list[float | None]:
        """One probability per translation, 0 to 1; null where nothing that tells was measured.

        Pauses between its looks at a text: to judge a long one takes as long as to translate several short.
        """
        if not evidence:
            return []
        rows = self.rows(evidence)
        logits = (rows - self._mean) / self._deviation @ self._weight + self._bias
        chances = 1 / (1 + np.exp(-logits))
        return [
            _capped(one, round(float(chance), 3) if _measured(one) else None)
            for one, chance in zip(evidence, chances, strict=True)
        ]

    def rows(self, evidence: Sequence[Evidence]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """The features of each: shape (len(evidence), len(FEATURES))."""
        evidence = [_calm(one) for one in evidence]
        alike = [one for one in evidence if _comparable(one)]
        vectors = self._vectors([one.text for one in alike] + [one.translation for one in alike])
        cosines = iter((vectors[: len(alike)] * vectors[len(alike) :]).sum(axis=1).tolist())
        similarity = [next(cosines) if _comparable(one) else None for one in evidence]
        return np.array(
            [
                _features(one, alike, self._foreign(one))
                for one, alike in zip(evidence, similarity, strict=True)
            ]
        )

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        """As the encoder gives them; it reads no more at once than it takes to translate a sentence."""
        rows = []
        for some in stretches([text[:MAX_CHARACTERS] for text in texts]):
            pause()
            rows.append(self._similarity.embed(some))
        return np.concatenate(rows) if rows else self._similarity.embed(texts)

    def _foreign(self, one: Evidence) -> bool:
        pause()
        found = self._detector.detect(one.translation, one.target, (), (one.source,)).language
        return found is not None and primary(found) != one.target


def build_judge(similarity: Similarity, detector: Detector, folder: Traversable | None = None) -> Judge:
    """The judge with the weights that ship in `models/`, or those in `folder`.

    Raises:
        EngineMissing: the weights are not there, or are those of another version.
    """
    file = (folder or files("models").joinpath(FOLDER)).joinpath(WEIGHTS)
    try:
        weights = msgspec.json.decode(file.read_bytes(), type=Weights)
    except (OSError, msgspec.MsgspecError) as error:
        raise EngineMissing(f"{file} cannot be read: {error}. Install Duologue again.") from error
    if weights.features != FEATURES:
        raise EngineMissing(f"{file} is of another version: run `duologue train confidence` again.")
    return Judge(weights, similarity, detector)


def _calm(one: Evidence) -> Evidence:
    """Of several steps, the same whatever its marks and capitals: what is doubtful there goes other ways, and
    how somebody ends a sentence is no reason to say something else."""
    if one.steps == 1:
        return one
    return replace(one, text=_without_marks(one.text), translation=_without_marks(one.translation))


def _without_marks(text: str) -> str:
    return _END.sub("", _CALLS.sub(".", _OPENS.sub("", text))).casefold()


def _comparable(one: Evidence) -> bool:
    return one.source in LANGUAGES and one.target in LANGUAGES


def _measured(one: Evidence) -> bool:
    return _comparable(one) or one.words > 0 or one.score is not None


def _features(one: Evidence, similarity: float | None, foreign: bool) -> list[float]:
    pause()
    said = _words(one.text)
    pause()
    made = _words(one.translation)
    known = set(said)
    ratio = math.log((len(one.translation) + 1) / (len(one.text) + 1))
    return [
        similarity or 0.0,
        float(similarity is None),
        math.log(len(one.text) + 1),
        abs(ratio),
        max(0.0, -ratio),
        _share([word in known for word in made if len(word) >= _LONG]),
        max(0.0, _again(made) - _again(said)),
        float(foreign),
        one.unknown / one.words if one.words else 0.0,
        one.quality / 100,
        float(one.steps - 1),
        one.score or 0.0,
    ]


def _words(text: str) -> list[str]:
    """Words outside tokens, in lower case."""
    bare = replaced(text, [(token.start, token.end, " ") for token in tokens(text)])
    return [word.casefold() for word in _WORD.findall(bare)]


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _again(words: Sequence[str]) -> float:
    """Share of words that were there before."""
    return 1 - len(set(words)) / len(words) if words else 0.0


def _capped(one: Evidence, chance: float | None) -> float | None:
    """What is seen to be lost tells where nothing was measured, too."""
    pause()
    lost = faults(one.source, one.text, one.target, one.translation)
    if not all(_agreed(one, fault.text) for fault in lost):
        chance = min(SIGN_LOST, 1.0 if chance is None else chance)
    pause()
    denials = lost_negations(one.source, one.text, one.target, one.translation)
    if chance is not None and not all(_agreed(one, word) for word in denials):
        chance = min(chance, DENIAL_LOST)
    return chance


def _agreed(one: Evidence, lost: str) -> bool:
    return bool(lost) and any(lost.casefold() in word for word in one.agreed)
