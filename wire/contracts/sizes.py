"""How long what comes out may be for what goes in, wherever people's own words are put into a text."""

from __future__ import annotations

TIMES, ROOM = 4, 2000


def longest_after(length: int) -> int:
    """Characters of the longest translation of a text of `length` characters, agreed words and all."""
    return max(TIMES * length, length + ROOM)
