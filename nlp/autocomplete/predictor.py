"""What is likely to follow. Twin of `predict.ts`: same steps, same order, so the same answer."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

import msgspec
import numpy as np

from nlp.autocomplete.own import TWICE, Own, mixed
from nlp.autocomplete.packed import Level, Numbers, Packed
from nlp.autocomplete.text import SPECIAL, Place, fold, place

HIGHEST = "\uffff"
UNFIT = 10_000
REMEMBERED = 64


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """How predictions are chosen; stands in the header of the file."""

    likely: int = 40
    """So many of the model's likeliest words are looked at again with the person's own."""
    worth: list[float] = []
    """Value of saving so many letters: a prediction's value is this times its probability."""
    onward: float = 0.4
    """Least probability of each word by which the first prediction is made longer."""
    most: int = 4
    """Most words of one prediction."""
    least: float = 0.0
    """Least probability of a next word that is offered before any of its letters."""
    case: float = 0.1
    """What a word keeps of its value within a sentence where it was begun with the other case."""
    blocked: list[int] = []
    """`hashed` words that are never offered, though the person may have written them."""


class Prediction(NamedTuple):
    """What can be accepted: `text` replaces the begun word."""

    text: str
    chance: float


def chances() -> list[float]:
    """Probability by cost, made by multiplication alone, so that every machine has the same bits."""
    table, step = [1.0], 0.9394130628134758
    for _ in range(1, 4 * 256):
        table.append(table[-1] * step)
    return table


CHANCE = chances()


class Predictor:
    """Predicts in one language."""

    def __init__(self, model: Packed) -> None:
        self.model = model
        self.rules = msgspec.convert(model.settings, Rules)
        self.keys = [fold(word) for word in model.words[len(SPECIAL) :]]
        self.exact = {word: number for number, word in enumerate(model.words)}
        self.blocked = frozenset(self.rules.blocked)
        self._costs = lru_cache(REMEMBERED)(self._all_costs)

    def predict(self, text: str, own: Own | None = None, count: int = 3) -> list[Prediction]:
        """At most `count` of what may follow `text`, best first; the first may have several words."""
        where = place(text)
        if where is None:
            return []
        path = self.path(where.tokens)
        found = self._ranked(path, where, own, count)
        if not found:
            return []
        curly = "’" in text
        return [
            Prediction(_typed(word, where, curly), chance) for word, chance in self._longer(found, where, own)
        ][:count]

    def path(self, tokens: list[str]) -> list[int]:
        """Numbers of the last tokens, as many as the model looks back."""
        first = max(0, len(tokens) - len(self.model.levels))
        return [self.number(tokens[at], at == 1) for at in range(first, len(tokens))]

    def number(self, token: str, initial: bool = False) -> int:
        """A token's number: as it is written, or as it is likely to be meant."""
        if token in SPECIAL:
            return SPECIAL.index(token)
        if not initial and token in self.exact:
            return self.exact[token]
        key, low = fold(token), token.lower()
        first, last = self.span(key, whole=True)
        same = [n for n in range(first, last) if self.model.words[n].lower() == low] or range(first, last)
        return min(same, key=lambda n: (int(self.model.costs[n]), n), default=0)

    def span(self, key: str, *, whole: bool = False) -> tuple[int, int]:
        """Numbers of the words whose loose spelling begins with `key`, or is it."""
        first = bisect_left(self.keys, key)
        last = bisect_left(self.keys, key + "\u0000" if whole else key + HIGHEST)
        return first + len(SPECIAL), last + len(SPECIAL)

    def costs(self, path: list[int], first: int, last: int) -> Numbers:
        """(last - first): what each of these words costs after the path."""
        return self._costs(tuple(path))[first:last].copy()

    def _all_costs(self, path: tuple[int, ...]) -> Numbers:
        steps: list[tuple[Level, int]] = []
        for begin in range(len(path) - 1, -1, -1):
            node = self._node(path[begin:])
            if node is not None:
                steps.append((self.model.levels[len(path) - begin - 1], node))
        left = sum(int(level.backoff[node]) for level, node in steps)
        found: Numbers = self.model.costs.astype(np.int32) + left
        for level, node in steps:
            left -= int(level.backoff[node])
            own = slice(int(level.start[node]), int(level.start[node + 1]))
            found[level.words[own]] = level.costs[own] + left
        return found

    def _node(self, path: tuple[int, ...]) -> int | None:
        """The node of a path, where anything follows it."""
        node = path[0]
        for depth, word in enumerate(path[1:]):
            level = self.model.levels[depth]
            a, b = int(level.start[node]), int(level.start[node + 1])
            at = a + int(np.searchsorted(level.words[a:b], word))
            if at == b or level.words[at] != word:
                return None
            node = at
        level = self.model.levels[len(path) - 1]
        return node if level.start[node + 1] > level.start[node] else None

    def _ranked(self, path: list[int], where: Place, own: Own | None, count: int) -> list[tuple[str, float]]:
        found = self._candidates(path, where, own)
        valued = []
        for word, chance in found.items():
            gain = saved(word, where.begun)
            if gain <= 0 or not (where.begun or chance >= self.rules.least):
                continue
            value = chance * self.rules.worth[min(gain, len(self.rules.worth) - 1)] * self._case(word, where)
            valued.append((-value, word, chance))
        valued.sort()
        return [(word, chance) for _, word, chance in valued[:count]]

    def _candidates(self, path: list[int], where: Place, own: Own | None) -> dict[str, float]:
        """Probabilities of the words looked at: the model's likeliest and the person's own."""
        key, words = fold(where.begun), self.model.words
        first, last = self.span(key) if where.begun else (len(SPECIAL), len(words))
        costs = self.costs(path, first, last)
        if key != where.begun.lower():
            costs += np.array(
                [0 if fits(word, where.begun) else UNFIT for word in words[first:last]], np.int32
            )
        best = _lowest(costs, self.rules.likely)
        found = {words[first + n]: CHANCE[int(costs[n])] for n in best}
        if own is None:
            return found
        shares = own.shares([self.canonical(token, at == 1) for at, token in enumerate(where.tokens)])
        for word in own.words(key, shares[1:]):
            number = self.exact.get(word, 0)
            if word in found or hashed(word) in self.blocked or not fits(word, where.begun):
                continue
            if first <= number < last:
                found[word] = CHANCE[int(costs[number - first])]
            elif shares[0].counts.get(word, 0.0) >= TWICE:
                found[word] = 0.0
        return {word: mixed(word, chance, shares) for word, chance in found.items()}

    def _case(self, word: str, where: Place) -> float:
        """Within a sentence, a word that is begun with the other case is seldom meant."""
        if not where.begun or len(where.tokens) == 1:
            return 1.0
        return 1.0 if capital(word) == capital(where.begun) else self.rules.case

    def _longer(
        self, found: list[tuple[str, float]], where: Place, own: Own | None
    ) -> list[tuple[str, float]]:
        """The same with the first made longer, before itself, where what follows is likely enough."""
        words, tokens = [found[0][0]], where.tokens
        while len(words) < self.rules.most:
            tokens = [*tokens, words[-1]]
            next_one = self._ranked(self.path(tokens), Place(tokens, "", where.upper), own, 1)
            if not next_one or next_one[0][1] < self.rules.onward:
                break
            words.append(next_one[0][0])
        return found if len(words) == 1 else [(" ".join(words), found[0][1]), *found]

    def canonical(self, token: str, initial: bool) -> str:
        """A token as the model writes it; as it is, where the model does not know it."""
        number = self.number(token, initial)
        return self.model.words[number] if number else token


def _lowest(costs: Numbers, count: int) -> list[int]:
    """Where the lowest costs stand, the earlier of equals first; the unfit never."""
    limit = int(np.searchsorted(np.cumsum(np.bincount(costs, minlength=1)), count))
    able = np.flatnonzero(costs <= min(limit, UNFIT - 1))
    found: list[int] = able[np.argsort(costs[able], kind="stable")][:count].tolist()
    return found


def fits(word: str, begun: str) -> bool:
    """Whether a word begins with these letters; a plain letter stands for any accent too."""
    at, low = 0, word.lower()
    for sign in begun.lower():
        sign = "'" if sign == "’" else sign
        while at < len(low) and low[at] in "'-" and sign not in "'-":
            at += 1
        if at == len(low) or (low[at] != sign and fold(low[at]) != sign):
            return False
        at += 1
    return True


def saved(word: str, begun: str) -> int:
    """Letters that accepting saves; a word that only gets its accents counts as one."""
    gain = len(word) - len(begun)
    return max(gain, 1) if fold(word) == fold(begun) and word.lower() != begun.lower() else gain


def capital(word: str) -> bool:
    """Whether the first letter is a capital."""
    return word[0] != word[0].lower()


def hashed(word: str) -> int:
    """FNV-1a of the loose spelling, 32 bits: a list of rude words need not be readable in the browser."""
    number = 2166136261
    for byte in fold(word).encode():
        number = ((number ^ byte) * 16777619) & 0xFFFFFFFF
    return number


def _typed(words: str, where: Place, curly: bool) -> str:
    """As this person writes: capitals as begun, their kind of apostrophe."""
    begun = where.begun
    if len(begun) > 1 and begun == begun.upper() != begun.lower():
        words = words.upper()
    elif capital(begun) if begun else where.upper and len(where.tokens) == 1:
        words = words[0].upper() + words[1:]
    return words.replace("'", "’") if curly else words
