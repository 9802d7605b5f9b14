"""Where emoji are in a text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import emoji

_NOT_EMOJI = frozenset("©®™")
_KEYS = "0123456789#*"
"""Signs of plain text that a keycap begins with."""
_BESIDE = {0x200D, 0xFE0E, 0xFE0F}
"""Joiner and variation selectors: how what is beside them looks."""


_AT_ONCE = 256
_LONGEST = 64
"""A run is read so many characters at a time: `emoji` tries all that is joined as one, at every joiner anew.
What begins in the last of them is read again with what follows; the longest emoji have a dozen."""

_NEAR = 64
"""What lies between two signs no further apart is looked at too: a few ranges are searched far quicker."""


def _ranges() -> str:
    """Ranges of characters that emoji are made of, those of plain text left out."""
    signs = sorted(
        {ord(sign) for one in emoji.EMOJI_DATA for sign in one if sign not in _NOT_EMOJI} | _BESIDE
    )
    own = [sign for sign in signs if sign > 127]
    firsts = [one for before, one in zip([0, *own], own, strict=False) if one - before > _NEAR]
    lasts = [
        one for one, after in zip(own, [*own[1:], sys.maxunicode * 2], strict=True) if after - one > _NEAR
    ]
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(firsts, lasts, strict=True))


_RUN = re.compile(f"[{_ranges()}][{_KEYS}{_ranges()}]*+")
"""It begins with a character that plain text has not."""


def emojis(text: str) -> list[tuple[int, int]]:
    """Where emoji are: a family or a flag is one. Signs such as ™ are not.

    `emoji` reads sign by sign, a third of all work on a letter; so it gets to see only where some may be.
    """
    return [] if text.isascii() else list(_found(text))


def _found(text: str) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(text):
        start = run.start()
        if start and text[start - 1] in _KEYS:
            start -= 1
        yield from _in_run(text, start, run.end())


def _in_run(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = min(start + _AT_ONCE, end)
        sure = end if stop == end else stop - _LONGEST
        after = sure
        for one in emoji.emoji_list(text[start:stop]):
            if start + one["match_start"] >= sure:
                break
            after = max(sure, start + one["match_end"])
            if one["emoji"][0] not in _NOT_EMOJI:
                yield start + one["match_start"], start + one["match_end"]
        start = after
