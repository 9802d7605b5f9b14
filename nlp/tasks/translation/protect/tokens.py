"""Which parts of a message must come out of a translation exactly as they went in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from nlp.tasks.translation.protect.emojis import emojis
from nlp.tasks.translation.protect.foreign import foreign
from nlp.tasks.translation.protect.patterns import (
    COMMON,
    DOMAIN,
    FACE,
    HARD,
    ID,
    LONG,
    NUMBER,
    ODD,
    PHONE,
    SOFT,
    URL,
)
from nlp.tasks.translation.protect.signs import ORNAMENT


class Token(msgspec.Struct, frozen=True):
    """A part of a text that must stay as it is."""

    start: int
    end: int
    text: str
    hard: bool
    """Engines are known to damage it; otherwise they mostly bring it through, which is checked."""
    number: bool = False
    """A bare number: its digits must come through, what is around them may change ("1st", "1º")."""


def _kinds(hard: str) -> re.Pattern[str]:
    return re.compile(
        f"(?P<hard>{hard})|(?P<soft>{SOFT})|(?P<phone>{PHONE})|(?P<id>{ID})|(?P<long>{LONG})|(?P<number>{NUMBER})"
    )


_KINDS, _COMMON_KINDS = _kinds(HARD), _kinds(COMMON)
_URL_ENDS = frozenset(".,;:!?'\"’”»*")
_LINK = re.compile(rf"{URL}|{DOMAIN}|[A-Za-z][A-Za-z0-9+.-]{{1,20}}:[^\s\\]")
_DRAWN = re.compile(f"{FACE}|{ORNAMENT}")
_ODD = re.compile(ODD)


_SHORT = 1000
"""Characters of a text that is worth remembering."""


def tokens(text: str) -> tuple[Token, ...]:
    """Tokens of `text` in order, none overlapping another.

    Hard: links, addresses, handles, tags, ids, code, file names, emoji and faces, words of another script
    among Latin ones. Soft: prices, times, measures, phone numbers, dates, numbers, Latin words among others.
    """
    return _remembered(text) if len(text) <= _SHORT else _tokens(text)


def _tokens(text: str) -> tuple[Token, ...]:
    found: list[Token] = []
    kinds, at = _KINDS if _ODD.search(text) else _COMMON_KINDS, 0
    for start, end in [*emojis(text), (len(text), len(text))]:
        found += [_token(match, text) for match in kinds.finditer(text, at, start)]
        if end > start:
            found.append(Token(start, end, text[start:end], True))
        at = end
    return tuple(found) if text.isascii() else _with_foreign(text, found)


_remembered = lru_cache(maxsize=256)(_tokens)
"""A clause is looked at many times on its way through translation."""


def _with_foreign(text: str, found: list[Token]) -> tuple[Token, ...]:
    """Words of another script, where no token was found already."""
    starts = [token.start for token in found]
    words = []
    for start, end, hard in foreign(text):
        after = bisect_left(starts, end)
        if after == 0 or found[after - 1].end <= start:
            words.append(Token(start, end, text[start:end], hard))
    return tuple(sorted([*found, *words], key=lambda token: token.start)) if words else tuple(found)


def replaced(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """`text` with something else in these places: (start, end, what), in order, none overlapping another."""
    out, at = [], 0
    for start, end, instead in spans:
        out += [text[at:start], instead]
        at = end
    return "".join([*out, text[at:]])


def is_face(text: str) -> bool:
    """Whether the whole of `text` is emoji, faces such as ":)", stars and ticks, and blanks."""
    rest = replaced(text, [(start, end, "") for start, end in emojis(text)])
    return not _DRAWN.sub("", rest).strip()


def _token(match: re.Match[str], text: str) -> Token:
    start, end = match.span()
    kind = match.lastgroup or ""
    if kind == "hard" and _LINK.match(match[0]):
        end = start + _without_tail(match[0])
    return Token(
        start, end, text[start:end], kind in ("hard", "id", "long"), kind == "number" and match[0].isdigit()
    )


def _without_tail(link: str) -> int:
    """Length of a link without what ends the sentence: marks, and a bracket that the link did not open."""
    end, unopened = len(link), link.count(")") - link.count("(")
    while end and (link[end - 1] in _URL_ENDS or (link[end - 1] == ")" and unopened > 0)):
        end -= 1
        unopened -= link[end] == ")"
    return end
