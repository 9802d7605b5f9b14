"""No regular expression takes more than its share for a text made to hurt it."""

from __future__ import annotations

import re

import pytest

from tests.nlp.linear import hostile, patterns
from tests.nlp.linear.growth import SIZE, STUCK, WORST, Stuck, Work, growth, slowest, unstuck

PARTS = 16
"""All patterns in so many tests: to find them takes a second, in each process that collects tests."""

SEEN = 6.0
"""Growth that linear work does not have where nothing disturbs it."""

CASES, SCREENED, LOOKED_AT = 40, 300, 2


def over(pattern: re.Pattern[str], use: str) -> Work:
    if use == "all":
        return lambda text: sum(1 for _ in pattern.finditer(text))
    return getattr(pattern, use)  # type: ignore[no-any-return]


def worst(
    pattern: re.Pattern[str], work: Work, size: int = SIZE, stuck: float = STUCK
) -> tuple[float, hostile.Shape]:
    """The largest growth over texts of this pattern's own signs, and the text that grew so. Stuck."""
    shapes = hostile.shapes(pattern, CASES)
    with unstuck(stuck):
        found = [shapes[index] for index in slowest(work, [one(SCREENED) for one in shapes], LOOKED_AT)]
    return max((growth(work, shape, size), shape) for shape in found)


def found() -> list[patterns.Found]:
    return sorted(patterns.patterns(), key=lambda one: one.name)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_pattern_is_linear_in_the_text(part):
    wrong = {}
    for one in found()[part::PARTS]:
        for use in one.uses:
            try:
                grown, shape = worst(one.pattern, over(one.pattern, use))
            except Stuck:
                grown, shape = float("inf"), None
            if grown >= WORST:
                wrong[one.name, use] = grown, shape
    assert not wrong


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        (r"\s+$", 750),
        (r"\S*\d\S*[-_/]\S*", 150),
        (r"[\w.]+@[\w.]+", 750),
        (r"<\w+[^>]*>", SIZE),
        (r"[.!?]+(?=\s)", 750),
        (r"\s*\n", 750),
        (r"\b(?:if|se)\s+(?:(?:not|never|still|se|me)\s+)*(?:goes|comes)\b", 750),
        (r"\bto (?:(?:so|to|much|far|yet) )*?now", 750),
        (r"\bif (?:(?:really|\w+ly) )*(?:goes|comes)\b", 750),
    ],
)
def test_a_pattern_that_is_not_would_be_found(pattern, size):
    """Of fewer characters where these show it as well: at `SIZE` most of these take minutes."""
    one = re.compile(pattern)
    try:
        assert worst(one, over(one, "all"), size, stuck=1)[0] > SEEN
    except Stuck:
        return  # found, and how


def test_no_pattern_is_made_where_it_is_not_found():
    elsewhere = patterns.made_in_functions() - set(patterns.MADE)
    assert not elsewhere, "make it at the level of the module, or add it to MADE"
    assert len(found()) > 150
