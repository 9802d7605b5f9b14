"""Texts that make a backtracking matcher work: a part over and over, something before and after it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

COMMON = "aA1 .-_/@:'+x\n(,!#`é√世"
"""Signs that most patterns know one way or another."""

_OF_CATEGORY = {
    "CATEGORY_DIGIT": "17",
    "CATEGORY_NOT_DIGIT": "a.",
    "CATEGORY_SPACE": " \n",
    "CATEGORY_NOT_SPACE": "a-",
    "CATEGORY_WORD": "aB1_é",
    "CATEGORY_NOT_WORD": " .-",
}


class Shape(NamedTuple):
    """A text of any length."""

    before: str
    unit: str
    after: str

    def __call__(self, size: int) -> str:
        """About `size` characters."""
        times = max(1, (size - len(self.before) - len(self.after)) // len(self.unit))
        return self.before + self.unit * times + self.after


def alphabet(pattern: re.Pattern[str]) -> str:
    """Signs that `pattern` tells apart: its own literals, a few of every class in it, and those of all."""
    signs = dict.fromkeys([*_signs(_parser.parse(pattern.pattern, pattern.flags)), *COMMON])
    return "".join(signs)


def words(pattern: re.Pattern[str]) -> list[str]:
    """Runs of literals in it: "http", "www."."""
    found = re.findall(
        r"[\w@:/.]{2,}", re.sub(r"\\.|\[[^\]]*\]|\{[^}]*\}|\(\?[^)]{0,3}", " ", pattern.pattern)
    )
    return list(dict.fromkeys(found))


def shapes(signs: str, parts: list[str], seed: str, times: int) -> list[Shape]:
    """Each sign in a run, with and without an end that belongs to nothing; then as many more as asked for."""
    chance = random.Random(repr(seed))
    plain = [Shape("", sign, after) for sign in signs for after in ("\0", "é!", "\n")]
    return plain + [_shape(chance, signs, parts) for _ in range(times)]


def _shape(chance: random.Random, signs: str, parts: list[str]) -> Shape:
    def some(least: int, most: int) -> str:
        pool = [*signs, *parts]
        few = chance.sample(pool, min(len(pool), 3))
        return "".join(chance.choice(few) for _ in range(chance.randint(least, most)))

    return Shape(some(0, 3), some(1, 5), some(0, 2))


def _signs(tree: Any) -> Iterator[str]:
    for op, value in tree:
        name = str(op)
        if name in ("LITERAL", "NOT_LITERAL"):
            yield chr(value)
        elif name == "IN":
            yield from _of_class(value)
        elif name == "ANY":
            yield from "a "
        else:
            for part in _inside(value):
                yield from _signs(part)


def _of_class(items: Any) -> Iterator[str]:
    for op, value in items:
        name = str(op)
        if name == "LITERAL":
            yield chr(value)
        elif name == "RANGE":
            yield chr(value[0])
            yield chr((value[0] + value[1]) // 2)
        elif name == "CATEGORY":
            yield from _OF_CATEGORY[str(value)]
        elif name == "NEGATE":
            yield from "a1 ."


def _inside(value: Any) -> Iterator[Any]:
    """Patterns anywhere within an argument."""
    if isinstance(value, _parser.SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _inside(one)
