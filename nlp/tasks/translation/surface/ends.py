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
_SHORT = re.compile(
    r"(?:(?<![^\W\d_])[^\W\d_]|(?<!\w)(?:mrs?|ms|dra?s?|prof|sra?|srta|st|vs|etc|approx|aprox|nr|núm|tel|pág))\Z",
    re.I,
)
"""What is short for something with a stop after it: "U.S. sales" and "Mr. Smith" are one sentence."""
_NUMBER = re.compile(r"(?<!\w)no\Z", re.I)
"""Has a number after it where it has a stop: "No!" would become "Núm!". None of these gets one for "!"."""
_LONGEST = 8


class End(msgspec.Struct, frozen=True):
    """One end of a sentence, as it was written."""

    called: bool
    """With an exclamation mark; the engine got a stop."""
    small: bool
    """What follows began with a small letter; the engine got a capital."""
    final: bool = False
    """Nothing follows."""


def plain(text: str) -> tuple[str, tuple[End, ...]]:
    """The text as engines read it best, and what to undo."""
    ends: list[End] = []

    def one(found: re.Match[str]) -> str:
        mark, gap, letter = found.groups()
        if _abbreviates(text, found):
            return found[0]
        called, small = bool(_CALLS.fullmatch(mark)), letter != letter.upper() and len(letter.upper()) == 1
        ends.append(End(called, small, not letter))
        read = "." if called and not _is_short(text, found) else mark
        return read + gap + (letter.upper() if small else letter)

    return _END.sub(one, text), tuple(ends)


def _abbreviates(text: str, found: re.Match[str]) -> bool:
    return found[1] == "." and _before(_SHORT, text, found)


def _is_short(text: str, found: re.Match[str]) -> bool:
    return _before(_SHORT, text, found) or _before(_NUMBER, text, found)


def _before(words: re.Pattern[str], text: str, found: re.Match[str]) -> bool:
    return words.search(text, max(0, found.start() - _LONGEST), found.start()) is not None


def restored(text: str, ends: tuple[End, ...], target: str) -> str:
    """The translation with the writer's marks, where it has as many ends as the text; else with the last, and
    with all where all were calls."""
    found = [one for one in _END.finditer(text) if one[1] and not _abbreviates(text, one)]
    if ends and ends[-1].final and ends[-1].called and text[-1:].isalnum():  # the engine left it out
        text += " !" if target == "fr" else "!"
    if len(found) == len(ends):
        undone = list(zip(found, ends, strict=True))
    elif len(ends) > 1 and all(one.called for one in ends):
        undone = [(one, End(True, False)) for one in found]
    else:
        last = found[-1] if found and found[-1].end() == len(text) else None
        undone = [(last, End(ends[-1].called, False))] if last and ends else []
    for one, end in reversed(undone):
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
