"""The person's own words: counted where they are written, mixed with the model. Twin of `own.ts`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from nlp.autocomplete.text import SPECIAL, START, fold, sentences

MOST = 12_000
"""Most counts kept; beyond, all are halved and the rarest forgotten."""
LONGEST = 30
TWICE = 2
"""A word that the model does not know is offered once it was sent so often: not a secret sent in passing."""

BASE, ALWAYS = 0.2, 400.0
"""The share of own words where nothing of the context is known; how many words it takes to get half of it."""
AFTER_ONE, AFTER_TWO = 6.0, 2.0
"""How many own words after a context weigh as much as all that is known without it."""


class Shares(NamedTuple):
    """Counts of one context."""

    counts: dict[str, float]
    whole: float


NONE = Shares({}, 0.0)


class Own:
    """Counts by context: of no word, of the last word, of the last two."""

    def __init__(self) -> None:
        self.after: dict[str, dict[str, float]] = {}
        self.size = 0

    def learn(self, text: str, canonical: Callable[[str, bool], str]) -> None:
        """Count a message that was sent, but nothing with a digit, no address and no very long word."""
        for tokens in sentences(text):
            path = [START, *(canonical(token, at == 0) for at, token in enumerate(tokens))]
            for at, word in enumerate(path[1:], 1):
                if word in SPECIAL or len(word) > LONGEST:
                    continue
                self._count("", word)
                self._count(path[at - 1], word)
                if at > 1:
                    self._count(" ".join(path[at - 2 : at]), word)
        while self.size > MOST:
            self._fade()

    def _count(self, context: str, word: str) -> None:
        counts = self.after.setdefault(context, {})
        self.size += word not in counts
        counts[word] = counts.get(word, 0.0) + 1.0

    def _fade(self) -> None:
        faded = {
            context: {word: count / 2 for word, count in counts.items() if count > 1}
            for context, counts in self.after.items()
        }
        self.after = {context: counts for context, counts in faded.items() if counts}
        self.size = sum(len(counts) for counts in self.after.values())

    def shares(self, tokens: list[str]) -> tuple[Shares, Shares, Shares]:
        """What was written after nothing, after the last token, after the last two."""
        two = self._of(" ".join(tokens[-2:])) if len(tokens) > 1 else NONE
        return self._of(""), self._of(tokens[-1]), two

    def _of(self, context: str) -> Shares:
        counts = self.after.get(context)
        return Shares(counts, sum(counts.values())) if counts else NONE

    def words(self, key: str, shares: Iterable[Shares]) -> list[str]:
        """Words of the person that may follow: all that begin so, or those known after this context."""
        if key:
            return [word for word in self.after.get("", {}) if fold(word).startswith(key)]
        return list(dict.fromkeys(word for share in shares for word in share.counts))


def mixed(word: str, chance: float, shares: tuple[Shares, Shares, Shares]) -> float:
    """The model's probability of a word, and what the person's own words say about it."""
    always, one, two = shares
    if always.whole:
        share = BASE * (always.whole / (always.whole + ALWAYS))
        chance = (1 - share) * chance + share * (always.counts.get(word, 0.0) / always.whole)
    if one.whole:
        chance = (one.counts.get(word, 0.0) + AFTER_ONE * chance) / (one.whole + AFTER_ONE)
    if two.whole:
        chance = (two.counts.get(word, 0.0) + AFTER_TWO * chance) / (two.whole + AFTER_TWO)
    return chance
