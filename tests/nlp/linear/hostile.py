"""Texts that make a backtracking matcher work: a part over and over, something before and after it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple, TypeVar

COMMON = "aA1 .-_/@:'+x\n(,!#`é√世"
"""Signs that most patterns know one way or another."""

One = TypeVar("One")

MOST, A_LINE, LONG = 400, 8, 8
"""Words of a pattern that are tried; those of one line; repeats beyond which their number counts."""

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
    signs = dict.fromkeys([*_signs(_tree(pattern)), *COMMON])
    return "".join(signs)


def repeated(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """What it takes any number of, one after the other, and what it wants before: each alternative once.

    A word that is one of these and begins a match as well makes a scan begin anew at each of a line of them.
    """
    found = [(before, way) for before, body in _repeats(_tree(pattern)) for way in _ways(body) if way]
    return _some([*found, *(("", way) for _, way in found)])


def words(pattern: re.Pattern[str]) -> list[str]:
    """Whatever it knows, also within what may be left out: its matches, and each alternative by itself."""
    tree = _tree(pattern)
    found = [*_ways(tree), *(way for one in _alternatives(tree) for way in _ways(one))]
    return _some([way for way in found if len(way) > 1])


def shapes(pattern: re.Pattern[str], times: int) -> list[Shape]:
    """Each sign in a run, with and without an end that belongs to nothing; what it repeats and what it knows,
    over and over; then as many more as asked for, made of all that by chance."""
    signs, parts, chance = alphabet(pattern), words(pattern), random.Random(repr(pattern.pattern))
    plain = [Shape("", sign, after) for sign in signs for after in ("\0", "é!", "\n")]
    each = [Shape(before, part + gap, "\0") for before, part in repeated(pattern) for gap in _gaps(part)]
    lines = [" ".join(parts[start : start + A_LINE]) for start in range(0, len(parts), A_LINE)]
    known = [Shape("", line + gap, "\0") for line in lines for gap in _gaps(line)]
    return plain + each + known + [_shape(chance, signs, parts) for _ in range(times)]


def _shape(chance: random.Random, signs: str, parts: list[str]) -> Shape:
    def some(least: int, most: int) -> str:
        pool = [*signs, *parts]
        few = chance.sample(pool, min(len(pool), 3))
        return "".join(chance.choice(few) for _ in range(chance.randint(least, most)))

    return Shape(some(0, 3), some(1, 5), some(0, 2))


def _gaps(part: str) -> tuple[str, ...]:
    return ("",) if part[-1].isspace() else ("", " ")


def _some(ways: Iterable[One]) -> list[One]:
    """Each once; of thousands some from everywhere."""
    found = list(dict.fromkeys(ways))
    return found[:: -(-len(found) // MOST)] if found else []


def _tree(pattern: re.Pattern[str]) -> Any:
    return _parser.parse(pattern.pattern, pattern.flags)


def _ways(tree: Any) -> list[str]:
    """Texts that it matches, without what it looks at around them; each alternative is in one of them."""
    each = [ways for op, value in tree if (ways := _ways_of(str(op), value))]
    most = max(map(len, each), default=0)
    return ["".join(ways[number % len(ways)] for ways in each) for number in range(most)]


def _ways_of(name: str, value: Any) -> list[str]:
    match name:
        case "LITERAL":
            return [chr(value)]
        case "NOT_LITERAL" | "ANY":
            return ["a", " "]
        case "IN":
            return list(dict.fromkeys(_of_class(value)))
        case "ASSERT" | "ASSERT_NOT":
            return []
        case "BRANCH":
            return [way for one in value[1] for way in _ways(one) or [""]]
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, body = value
            return [way * max(1, min(least, LONG)) for way in _ways(body)] + [""] * (least == 0)
    return [way for one in _inside(value) for way in _ways(one)]


def _repeats(tree: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Bodies of what may come more than a few times, and a text that leads up to it."""
    for op, value in tree:
        if str(op).endswith("_REPEAT") and value[1] > LONG:
            yield before, value[2]
        for one in _inside(value):
            yield from _repeats(one, before)
        before += next(iter(_ways_of(str(op), value)), "")


def _alternatives(tree: Any) -> Iterator[Any]:
    """What may stand instead of something else, or be left out, or is looked for around a match."""
    for op, value in tree:
        if str(op) in ("BRANCH", "ASSERT", "ASSERT_NOT") or str(op).endswith("_REPEAT"):
            yield from _inside(value)
        for one in _inside(value):
            yield from _alternatives(one)


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
