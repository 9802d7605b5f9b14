"""Where a spelling of chat is none: in "0.85.x", "rayos X", "U.S.", "iPhone 15 pro", "el gato bebe"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

_WINDOW = 48
"""Characters before a word that are looked at."""
_GLUED_BEFORE, _GLUED_AFTER = (
    re.compile(r"\w[./@#&_+=°-]$|[\\/@#_$%°]$"),
    re.compile(r"[./@#&_+=-]\w|[#_°º/\\]|\.[ \u00a0]?[\d°º]"),
)
_OPENS = re.compile(r"(?:^|[.!?…:;\n([{\"“«¿¡*•>–—-])[\s\"“«¿¡(*-]{0,3}$")
_TITLE = re.compile(r"\b(?:sra?|srta|mrs?|ms|dra?|prof|sta?|sto|mme|mlle|frau|herr|sig|sig\.ra)\.?\s$", re.I)
_FIGURE = re.compile(r"[\d½¼¾][\d.,]{0,12}[ \u00a0]?$")
_MATH_BEFORE, _MATH_AFTER = (
    re.compile(r"[\d=<>≤≥≠≈±×÷+*/^−\u2200-\u220d\u2227-\u222a\u2282-\u2287]\s?$"),
    re.compile(r"\s?[=<>≤≥≠≈±×÷+*/^−\u2200-\u220d\u2227-\u222a\u2282-\u2287]|[.)]\s?[\w=]"),
)
_BOXED_BEFORE, _BOXED_AFTER = re.compile(r"[(\[{]$"), re.compile(r"[)\]}]")
"""A letter alone in brackets, "[x]", is a tick in a box or a name in a formula."""
_CAPITAL_BEFORE, _CAPITAL_AFTER = (
    re.compile(r"\b[A-ZÀ-Þ][\w'’]{1,30}[ \u00a0-]$"),
    re.compile(r"[ \u00a0-][A-ZÀ-Þ][a-zß-ÿ]"),
)


class _Contexts(msgspec.Struct, frozen=True):
    names: frozenset[str]
    after_number: frozenset[str]
    letters: tuple[str, ...]
    needs: Mapping[str, Mapping[str, str]]


def is_slang_here(source: str, text: str, start: int, end: int, shouted: bool = False) -> bool:
    """Whether text[start:end], a word that may be chat spelling, is nothing else by what is around it."""
    before, after, word = text[max(0, start - _WINDOW) : start], text[end : end + 4], text[start:end]
    low, opens = word.casefold(), bool(_OPENS.search(before))
    if _GLUED_BEFORE.search(before) or _GLUED_AFTER.match(after):
        return False
    if _contexts().after_number & {low} and _FIGURE.search(before):
        return False
    if word[:1].isupper() and not shouted and _is_name(low, before, after, opens):
        return False
    if len(word) == 1 and not _is_word(word, before, after, opens or shouted):
        return False
    needed = _needed(source, low)
    return needed is None or bool(needed.search(before))


def _is_name(low: str, before: str, after: str, opens: bool) -> bool:
    """With a capital: a word that is a name too, or one within a sentence beside another capital."""
    beside = _CAPITAL_BEFORE.search(before) or _CAPITAL_AFTER.match(after)
    return low in _contexts().names or (not opens and beside is not None)


def _is_word(letter: str, before: str, after: str, opens: bool) -> bool:
    """Whether a single letter stands for a word, as in "u there", rather than for itself."""
    if letter.isupper() and letter != "I" and (not opens or _TITLE.search(before)):
        return False
    if _BOXED_BEFORE.search(before) and _BOXED_AFTER.match(after):
        return False
    return not (_MATH_BEFORE.search(before) or _MATH_AFTER.match(after) or _letters().search(before))


def _needed(source: str, low: str) -> re.Pattern[str] | None:
    found = _contexts().needs.get(source, {}).get(low)
    return None if found is None else _before(found)


@cache
def _before(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’])(?:{words})\s$", re.I)


@cache
def _letters() -> re.Pattern[str]:
    return _before("|".join(_contexts().letters))


@cache
def _contexts() -> _Contexts:
    text = resources.files(__package__).joinpath("data/slang_context.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Contexts)
