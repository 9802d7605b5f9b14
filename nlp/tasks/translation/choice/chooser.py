"""Which of several candidates is shown: four numbers each, weighed as `duologue train choice` learned."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Protocol

import msgspec

from nlp.errors import EngineMissing

FOLDER, WEIGHTS = "choice", "weights.json"

FEATURES = ("confidence", "agreement", "quality of the route", "the usual way")
MARGIN = 0.2
"""Sum by which another candidate must lead the usual one. Of 647 doubtful sentences, hardly any learnt from,
48 became worse by 3 chrF or more, 75 without a margin, at the cost of 0.2 of the 3.4 chrF gained."""

_EDGE = 0.001
_UNKNOWN = 0.5
_GRAM = 3


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One translation of a text."""

    text: str
    confidence: float | None
    quality: float
    """Of its route, 0 to 100."""
    usual: bool = False
    """Made by the best route, the text as it is: what is shown where nothing speaks for another."""


class Choosing(Protocol):
    """Chooses among candidates."""

    def choose(self, candidates: Sequence[Candidate]) -> int:
        """The place of the one that is shown. There is at least one."""
        ...


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """One number per feature, and what was trained on."""

    model: str
    features: tuple[str, ...]
    weight: tuple[float, ...]


class Chooser:
    """The candidate with the highest sum, where it leads the usual one clearly; of equal ones the first."""

    def __init__(self, weights: Weights) -> None:
        self._weight = weights.weight
        self.model = weights.model
        """Name and date of the weights."""

    def choose(self, candidates: Sequence[Candidate]) -> int:
        """The place of the one that is shown. There is at least one."""
        sums = [sum(a * b for a, b in zip(self._weight, row, strict=True)) for row in rows(candidates)]
        best = max(range(len(sums)), key=lambda one: (round(sums[one], 6), -one))
        usual = next((place for place, one in enumerate(candidates) if one.usual), best)
        return best if sums[best] - sums[usual] >= MARGIN else usual


@cache
def build_chooser(folder: Traversable | None = None) -> Chooser:
    """With the weights that ship in `models/`, or those in `folder`.

    Raises:
        EngineMissing: the weights are not there, or are those of another version.
    """
    file = (folder or files("models").joinpath(FOLDER)).joinpath(WEIGHTS)
    try:
        weights = msgspec.json.decode(file.read_bytes(), type=Weights)
    except (OSError, msgspec.MsgspecError) as error:
        raise EngineMissing(f"{file} cannot be read: {error}. Install Duologue again.") from error
    if weights.features != FEATURES:
        raise EngineMissing(f"{file} is of another version: run `duologue train choice` again.")
    return Chooser(weights)


def rows(candidates: Sequence[Candidate]) -> list[tuple[float, ...]]:
    """The features of each, in the order of `FEATURES`."""
    grams = [_grams(one.text) for one in candidates]
    return [
        (
            _logit(one.confidence),
            _agreement(grams, place),
            one.quality / 100,
            float(one.usual),
        )
        for place, one in enumerate(candidates)
    ]


def _logit(confidence: float | None) -> float:
    chance = _UNKNOWN if confidence is None else min(max(confidence, _EDGE), 1 - _EDGE)
    return math.log(chance / (1 - chance))


def _agreement(grams: Sequence[Counter[str]], place: int) -> float:
    """Mean likeness of this one to the others, by stretches of three letters: 0 to 1; 1 where it is alone."""
    others = [one for at, one in enumerate(grams) if at != place]
    return sum(_alike(grams[place], one) for one in others) / len(others) if others else 1.0


def _alike(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _grams(text: str) -> Counter[str]:
    plain = f" {' '.join(text.casefold().split())} "
    return Counter(plain[at : at + _GRAM] for at in range(len(plain) - _GRAM + 1))
