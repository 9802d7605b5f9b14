"""Which words are offered, and how they are written: one spelling for each, natural capitals and accents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from nlp.typing.packed import order
from nlp.typing.text import SPECIAL, UNKNOWN, fold

CERTAIN = 0.75
"""Share of one way to write a word's capitals from which the others are put right."""
SLIP = 0.04
"""Share below which a spelling with other accents or apostrophes is a slip: "dont", "nao"."""
LONGEST = 24

Sentence = tuple[list[str], float]


class Spelling:
    """How each word is written, learnt from where it stands within sentences."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        within: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for tokens, weight in sentences:
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


def vocabulary(
    sentences: Iterable[Sentence],
    *,
    most: int,
    rarest: float,
    singles: Collection[str],
    shut: Collection[str],
) -> list[str]:
    """The special tokens and the words that are offered, in the file's order.

    Args:
        sentences: spelled with care.
        most: words at most.
        rarest: least weighted count.
        singles: one-letter words that are words.
        shut: hasty spellings never offered.
    """
    counts: dict[str, float] = defaultdict(float)
    for tokens, weight in sentences:
        for token in tokens:
            counts[token] += weight
    fine = [
        (count, word)
        for word, count in counts.items()
        if count >= rarest
        and word not in SPECIAL
        and len(word) <= LONGEST
        and (len(word) > 1 or word in singles)
        and fold(word) not in shut
        and fold(word).isascii()
    ]
    chosen = [word for _, word in sorted(fine, key=lambda one: (-one[0], one[1]))[: most - len(SPECIAL)]]
    return [*SPECIAL, *sorted(chosen, key=order)]


def numbers(sentence: Sequence[str], known: Mapping[str, int]) -> list[int]:
    """A sentence as numbers; a word that is not known is `<unk>`."""
    return [known.get(token, SPECIAL.index(UNKNOWN)) for token in sentence]
