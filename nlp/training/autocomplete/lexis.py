"""Which words are offered, and how they are written: one spelling for each, natural capitals and accents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from nlp.autocomplete.packed import order
from nlp.autocomplete.text import SPECIAL, UNKNOWN, fold

CERTAIN = 0.75
"""Share of one way to write a word's capitals from which the others are put right."""
SLIP = 0.04
"""Share below which a spelling with other accents or apostrophes is a slip: "dont", "nao"."""
LONGEST = 24


class Sentence(NamedTuple):
    """Tokens, how much they count, and where they are from."""

    tokens: list[str]
    weight: float
    source: str


class Spelling:
    """How each word is written, learnt from where it stands within sentences."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        within: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for tokens, weight, _ in sentences:
            for at, token in enumerate(tokens):
                if token not in SPECIAL:
                    within[token.lower()][token if at else token.lower()] += weight if at else weight / 20
        self.usual = {low: _first(forms) for low, forms in within.items()}
        self.certain = {
            low for low, forms in within.items() if forms[self.usual[low]] >= CERTAIN * sum(forms.values())
        }
        self.slips = _slips({low: sum(forms.values()) for low, forms in within.items()})

    def put(self, tokens: Sequence[str]) -> list[str]:
        """A sentence as it would be written with care."""
        return [token if token in SPECIAL else self._put(token, at == 0) for at, token in enumerate(tokens)]

    def _put(self, token: str, initial: bool) -> str:
        low = self.slips.get(token.lower(), token.lower())
        if initial or low in self.certain or low != token.lower():
            return self.usual.get(low, low)
        return token


def _first(forms: Mapping[str, float]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))


def _slips(counts: Mapping[str, float]) -> dict[str, str]:
    """Spellings that stand for another one with accents or apostrophes."""
    alike: dict[str, list[str]] = defaultdict(list)
    for low in counts:
        alike[fold(low)].append(low)
    slips = {}
    for key, forms in alike.items():
        best = max(forms, key=lambda form: (counts[form], form))
        if best != key and counts.get(key, 0) < SLIP * counts[best]:
            slips[key] = best
    return slips


class Limits(NamedTuple):
    """What a word must be to be offered."""

    most: int
    """Words at most, specials included."""
    rarest: float
    """Least weighted count."""
    common: int
    """Times that it must occur in the common source: sentences that people wrote for learners."""
    proper: int
    """The same for words with a capital letter: most are names of people and places."""
    groups: int
    """Sources that make up for it."""
    singles: frozenset[str]
    """One-letter words that are words."""
    shut: frozenset[str]
    """Loose spellings never offered."""
    foreign: frozenset[str]
    """Words that translated text may have left as they were; only the common source vouches for them."""


def vocabulary(sentences: Iterable[Sentence], common: str, limits: Limits) -> list[str]:
    """The special tokens and the words that are offered, in the file's order.

    Args:
        sentences: spelled with care.
        common: the source that vouches for words.
        limits: what else a word must be.
    """
    counts: dict[str, float] = defaultdict(float)
    times: dict[str, Counter[str]] = defaultdict(Counter)
    for tokens, weight, source in sentences:
        for token in tokens:
            counts[token] += weight
            times[token][source] += 1
    fine = [
        (-count, word)
        for word, count in counts.items()
        if count >= limits.rarest and _offered(word, limits) and _vouched(word, times[word], common, limits)
    ]
    chosen = [word for _, word in sorted(fine)[: limits.most - len(SPECIAL)]]
    return [*SPECIAL, *sorted(chosen, key=order)]


def _offered(word: str, limits: Limits) -> bool:
    key = fold(word)
    return (
        word not in SPECIAL
        and len(word) <= LONGEST
        and (len(word) > 1 or word in limits.singles)
        and key not in limits.shut
        and key.isascii()
    )


def _vouched(word: str, times: Counter[str], common: str, limits: Limits) -> bool:
    """A word that one source alone has is a title, a street, a slip of the finger."""
    if word != word.lower():
        return times[common] >= limits.proper or word in limits.singles
    return times[common] >= limits.common or (len(times) >= limits.groups and word not in limits.foreign)


def numbers(sentence: Sequence[str], known: Mapping[str, int]) -> list[int]:
    """A sentence as numbers; a word that is not known is `<unk>`."""
    return [known.get(token, SPECIAL.index(UNKNOWN)) for token in sentence]
