"""How a clause is written: engines are given plain, well-formed writing, and people their own manner back.

Small models learned from edited text. Capitals throughout, a missing first capital or end mark, chat
spellings and missing accents are what makes them stumble.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

END = "."

_TOKEN = re.compile(r"(?<![\w'’])[\w'’]*[^\W_][\w'’]*")
_ENDED = re.compile(r"[.!?…:;,)\]\"'”’»\-]$")
_LONG_DRAWN = re.compile(r"([^\W\d_])\1{2,}", re.I)
_LAUGH = re.compile(
    r"(?i)k{3,}|(?:h?[aeiou]h?){1,2}(?:h[aeiou])+h?|(?:j[aeiou]){2,}j?|(?:rs){2,}|[hm]*m{2,}|z{3,}|w{3}|i{3}"
)
_SHOUTED = 6
_QUESTION = re.compile(
    r"(^|(?<=[.!?…])\s+)((?:[^\s¿¡.!?…,]+,\s)?)((?:[^¿¡.!?…\n]|\.(?=\w))*[^¿¡.!?…\s](?:\?|!)[?!]*)"
)


_SAY_THANKS = {
    # Firefox's en>pt and pt>en learned one wrong sentence for "Thank you …" and "Obrigado …", none for these.
    "en": (re.compile(r"(^|[.!?,;]\s+)thank you(?=\s+\w)", re.I), r"\1Thanks"),
    "pt": (re.compile(r"(^|[.!?]\s+)obrigad[oa](?=\s+\w)", re.I), r"\1obrigado"),
}
_SMALL = re.compile(r"obrigado ")


class Smoothed(msgspec.Struct, frozen=True):
    """A clause as the engine gets it, and what to undo."""

    text: str
    shouted: bool
    small: bool
    """The first letter was small."""
    ended: bool
    """An end mark was added."""


def smooth(source: str, text: str) -> Smoothed:
    """Well-formed writing of a clause. Words with a digit in them are never touched."""
    shouted = _shouts(text)
    plain = _TOKEN.sub(lambda found: _plain(source, found[0], shouted), text)
    if source in _SAY_THANKS:
        plain = _SAY_THANKS[source][0].sub(_SAY_THANKS[source][1], plain)
    as_it_is = bool(_SMALL.match(plain))
    ended = not as_it_is and not _ENDED.search(plain)
    first = plain[:1] if as_it_is else plain[:1].upper()
    return Smoothed(first + plain[1:] + (END if ended else ""), shouted, text[:1].islower(), ended)


def restore(smoothed: Smoothed, target: str, rendered: str) -> str:
    """The translation in the manner of the original."""
    text = rendered
    if smoothed.ended:
        text = text.removesuffix(END)
    if not smoothed.small:
        text = text[:1].upper() + text[1:]
    elif not _always_large(target, text):
        text = text[:1].lower() + text[1:]
    if target == "es":
        text = _QUESTION.sub(_opened, text)
    return text.upper() if smoothed.shouted else text


@cache
def _slang() -> Mapping[str, Mapping[str, str]]:
    tables: Mapping[str, Mapping[str, str]] = tomllib.loads(
        resources.files(__package__).joinpath("data/slang.toml").read_text("utf-8")
    )
    return tables


def _shouts(text: str) -> bool:
    """Whether all of it is in capitals, and more than an abbreviation."""
    found = (word for word in _TOKEN.findall(text) if not any(one.isdigit() for one in word))
    words = [word for word in found if len(word) > 1]
    letters = sum(len(word) for word in words)
    return (
        letters >= _SHOUTED
        and all(word.isupper() for word in words)
        and (len(words) > 1 or letters > _SHOUTED)
    )


def _plain(source: str, word: str, shouted: bool) -> str:
    known = _slang().get(source, {}).get(word.casefold().replace("’", "'"))
    if known is not None and (shouted or not word.isupper() or len(word) == 1):
        return known[:1].upper() + known[1:] if word[:1].isupper() and not shouted else known
    if any(one.isdigit() for one in word):
        return word
    calm = word.lower() if shouted and not (source == "en" and word.split("'")[0] == "I") else word
    return calm if _LAUGH.fullmatch(calm) else _squeezed(source, calm)


def _squeezed(source: str, word: str) -> str:
    """ "soooo" is "so", "goood" is "good": English doubles o and e inside a word."""

    def fewer(found: re.Match[str]) -> str:
        inside = found.start() > 0 and found.end() < len(word)
        return found[1] * (2 if source == "en" and inside and found[1].lower() in "oe" else 1)

    return _LONG_DRAWN.sub(fewer, word)


def _always_large(target: str, text: str) -> bool:
    first = text.split(" ", 1)[0]
    if target == "en" and re.match(r"I\b", first):
        return True
    return len(first) > 1 and (first.isupper() or any(one.isdigit() for one in first))


def _opened(found: re.Match[str]) -> str:
    mark = "¿" if "?" in found[3][-3:] else "¡"
    return f"{found[1]}{found[2]}{mark}{found[3]}"
