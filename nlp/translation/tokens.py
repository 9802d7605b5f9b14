"""Which parts of a message must come out of a translation exactly as they went in."""

from __future__ import annotations

import re
from functools import lru_cache

import emoji
import msgspec

from nlp.translation.foreign import foreign
from nlp.translation.patterns import COMMON, DOMAIN, FACE, HARD, ID, LONG, NUMBER, ODD, PHONE, SOFT, URL
from nlp.translation.signs import ORNAMENT


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
_URL_TAIL = re.compile(r"[.,;:!?'\"’”»*]+$")
_LINK = re.compile(rf"{URL}|{DOMAIN}|[A-Za-z][A-Za-z0-9+.-]{{1,20}}:[^\s\\]")
_DRAWN = re.compile(f"{FACE}|{ORNAMENT}")
_ODD = re.compile(ODD)
_NOT_EMOJI = frozenset("©®™")


@lru_cache(maxsize=256)
def tokens(text: str) -> tuple[Token, ...]:
    """Tokens of `text` in order, none overlapping another.

    Hard: links, addresses, handles, tags, ids, code, file names, emoji and faces, words of another script
    among Latin ones. Soft: prices, times, measures, phone numbers, dates, numbers, Latin words among others.
    """
    found: list[Token] = []
    kinds, at = _KINDS if _ODD.search(text) else _COMMON_KINDS, 0
    for start, end in [*emojis(text), (len(text), len(text))]:
        found += [_token(match, text) for match in kinds.finditer(text, at, start)]
        if end > start:
            found.append(Token(start, end, text[start:end], True))
        at = end
    return tuple(found) if text.isascii() else _with_foreign(text, found)


def _with_foreign(text: str, found: list[Token]) -> tuple[Token, ...]:
    """Words of another script, where no token was found already."""
    words = [
        Token(start, end, text[start:end], hard)
        for start, end, hard in foreign(text)
        if all(token.end <= start or end <= token.start for token in found)
    ]
    return tuple(sorted([*found, *words], key=lambda token: token.start)) if words else tuple(found)


def emojis(text: str) -> list[tuple[int, int]]:
    """Where emoji are: a family or a flag is one. Signs such as ™ are not."""
    if text.isascii():
        return []
    return [
        (one["match_start"], one["match_end"])
        for one in emoji.emoji_list(text)
        if one["emoji"][0] not in _NOT_EMOJI
    ]


def is_face(text: str) -> bool:
    """Whether the whole of `text` is emoji, faces such as ":)", stars and ticks, and blanks."""
    rest = text
    for start, end in reversed(emojis(text)):
        rest = rest[:start] + rest[end:]
    return not _DRAWN.sub("", rest).strip()


def _token(match: re.Match[str], text: str) -> Token:
    start, end = match.span()
    kind = match.lastgroup or ""
    if kind == "hard" and _LINK.match(match[0]):
        end -= len(_tail(match[0]))
    return Token(
        start, end, text[start:end], kind in ("hard", "id", "long"), kind == "number" and match[0].isdigit()
    )


def _tail(link: str) -> str:
    """What ends the sentence rather than the link: marks, and a bracket that the link did not open."""
    found = _URL_TAIL.search(link)
    tail = found[0] if found else ""
    rest = link[: len(link) - len(tail)]
    if rest.endswith(")") and rest.count(")") > rest.count("("):
        return _tail(rest[:-1]) + ")" + tail
    return tail
