"""Chat spelling and drawn-out words as an engine can read them: "vc vem amanhaaa" is "você vem amanhã"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from nlp.tasks.translation.layout.laughter import LAUGHTER
from nlp.tasks.translation.protect.tokens import tokens
from nlp.tasks.translation.surface.slang_context import is_slang_here

WORD = re.compile(r"(?<![\w'’])[\w'’]*[^\W_][\w'’]*")
"""A word as people type it: with apostrophes, and with digits for sounds."""

_LAUGH = re.compile(rf"{LAUGHTER}|[hm]*mm|z{{3,}}|w{{3}}|i{{3}}", re.I)
_LONG_DRAWN = re.compile(r"([^\W\d_])\1{2,}", re.I)
_DOUBLED = frozenset(
    [
        *(
            "good",
            "too",
            "soon",
            "look",
            "took",
            "cool",
            "food",
            "room",
            "school",
            "need",
            "see",
            "feel",
            "week",
        ),
        *(
            "sleep",
            "sweet",
            "meet",
            "keep",
            "been",
            "free",
            "three",
            "seen",
            "hello",
            "really",
            "sorry",
            "happy",
        ),
        *("will", "all", "call", "tell", "well", "still", "pretty", "boss", "miss", "kiss", "agree", "off"),
        *("coffee", "funny", "silly", "yummy", "mommy", "daddy", "puppy", "wedding"),
        *("schnell", "toll", "voll", "dann", "wann", "kann", "denn", "wenn", "muss", "bitte", "alle", "komm"),
        *("immer", "besser", "nett", "wissen", "essen", "lass"),
        *(
            "elle",
            "belle",
            "bonne",
            "adresse",
            "allez",
            "passe",
            "femme",
            "homme",
            "personne",
            "quelle",
            "arrête",
        ),
    ]
)
"""Words of chat that have a double letter by themselves: drawn out they are not shortened to a single one."""


def spelled_out(source: str, text: str) -> str:
    """`text` with what is slang only beside its neighbour written out: "r u" is "are you"."""
    for pattern, meant in _phrases(source):
        if pattern.search(text):
            text = _outside_tokens(text, pattern, meant)
    return text


def _outside_tokens(text: str, pattern: re.Pattern[str], meant: str) -> str:
    closed = [(one.start, one.end) for one in tokens(text) if one.hard]

    def one(found: re.Match[str]) -> str:
        inside = any(found.start() < right and left < found.end() for left, right in closed)
        return found[0] if inside else found.expand(meant)

    return pattern.sub(one, text)


def plainly(source: str, text: str, shouted: bool) -> str:
    """`text` with chat spelling written out, but for what is none by where it stands. Tokens stay.

    `shouted`: its capitals say nothing.
    """
    spelled = spelled_out(source, text)
    closed = [(one.start, one.end) for one in tokens(spelled) if not one.number]

    def one(word: re.Match[str]) -> str:
        start, end = word.span()
        if any(start < right and left < end for left, right in closed):
            return word[0]
        here = not _known(source, word[0], True) or is_slang_here(source, spelled, start, end, shouted)
        return plain(source, word[0], shouted, here)

    return WORD.sub(one, spelled)


def plain(source: str, word: str, shouted: bool, here: bool = True) -> str:
    """One word in plain spelling; where it is no slang `here`, only without drawn-out letters.

    Words with a digit in them are only touched where they are known slang; laughter stays.
    """
    known = _known(source, word, shouted) if here else None
    if known is not None:
        return known[:1].upper() + known[1:] if word[:1].isupper() and not shouted else known
    if any(one.isdigit() for one in word):
        return word
    calm = word.lower() if shouted and not (source == "en" and word.split("'")[0] == "I") else word
    if _LAUGH.fullmatch(calm) or not _LONG_DRAWN.search(calm) or (calm.isupper() and not shouted):
        return calm
    short = squeezed(calm)
    return (_known(source, short, shouted) if here else None) or short


def squeezed(word: str) -> str:
    """ "soooo" is "so", "goood" is "good"."""
    single = _LONG_DRAWN.sub(r"\1", word)
    double = _LONG_DRAWN.sub(r"\1\1", word)
    if double.casefold() in _DOUBLED:
        return double
    return single


def _known(source: str, word: str, shouted: bool) -> str | None:
    known = _tables().get(source, {}).get(word.casefold().replace("’", "'"))
    return known if shouted or not word.isupper() or len(word) == 1 else None


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    text = resources.files(__package__).joinpath("data/slang.toml").read_text("utf-8")
    tables: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return tables


@cache
def _phrases(source: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    text = resources.files(__package__).joinpath("data/slang.toml").read_text("utf-8")
    found: Mapping[str, str] = tomllib.loads(text)["phrases"].get(source, {})
    return tuple(
        (
            re.compile(rf"(?<![\w'’])(?<!\w[./@#&_-])(?:{pattern})(?:(?<=\s)|(?![\w'’]|[./@#&_-]\w))", re.I),
            meant,
        )
        for pattern, meant in found.items()
    )
