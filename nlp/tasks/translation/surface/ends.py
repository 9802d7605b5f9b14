"""Where sentences end: engines get a stop for an exclamation mark, and a capital after each.

Small models have learned from "!" what goes with it in letters and advertisements, and say that: "Um beijo
grande!" was "This is a great post!", with a stop it is a kiss. The writer's own marks and small letters come
back.
"""

from __future__ import annotations

import re

import msgspec

_END = re.compile(r"(?<=\w)([.!?…]+)(?=\s|$)(\s*+)(\S?)")
_CALLS = re.compile(r"!+")


class End(msgspec.Struct, frozen=True):
    """One end of a sentence, as it was written."""

    called: bool
    """With an exclamation mark; the engine got a stop."""
    small: bool
    """What follows began with a small letter; the engine got a capital."""


def plain(text: str) -> tuple[str, tuple[End, ...]]:
    """The text as engines read it best, and what to undo."""
    ends: list[End] = []

    def one(found: re.Match[str]) -> str:
        mark, gap, letter = found.groups()
        called, small = bool(_CALLS.fullmatch(mark)), letter != letter.upper() and len(letter.upper()) == 1
        ends.append(End(called, small))
        return ("." if called else mark) + gap + (letter.upper() if small else letter)

    return _END.sub(one, text), tuple(ends)


def restored(text: str, ends: tuple[End, ...], target: str) -> str:
    """The translation with the writer's marks, where it has as many ends as the text; else with the last."""
    found = [one for one in _END.finditer(text) if one[1]]
    if len(found) != len(ends):
        last = found[-1] if found and found[-1].end() == len(text) else None
        return _with(text, last, End(ends[-1].called, False), target) if last and ends else text
    for one, end in reversed(list(zip(found, ends, strict=True))):
        text = _with(text, one, end, target)
    return text


def _with(text: str, found: re.Match[str], end: End, target: str) -> str:
    mark, gap, letter = found.groups()
    if end.called and mark == ".":
        mark = " !" if target == "fr" else "!"
    if end.small and not _alone(text, found.start(3), target):
        letter = letter.lower() if len(letter.lower()) == 1 else letter
    return text[: found.start()] + mark + gap + letter + text[found.end() :]


def _alone(text: str, start: int, target: str) -> bool:
    """Whether the word that begins here is written large wherever it stands."""
    word = text[start:].split(" ", 1)[0]
    return (target == "en" and word[:1] == "I" and not word[1:2].isalpha()) or (
        len(word) > 1 and word.isupper()
    )
