"""Sentences and words of texts, as far as terms are looked for in them. Pure; every pattern is linear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from service.knowledge.keys import sentences
from wire.contracts.little import little

LONGEST_TERM = 3
"""Words of a term."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OF_SHOPS = """
area areas case cases group groups home information line lines means member members number numbers order
orders page pages part parts place places point points room rooms section side sides state states system value
"""
_THINGS = frozenset(_OF_SHOPS.split())
"""Little words of English, as the library has them, that a shop may well have a word for."""

_ADDRESS = ("://", "@", "www.")
_LONGEST_PART = 400


class Part(msgspec.Struct, frozen=True):
    """Words that stand together, with nothing but blanks between."""

    words: tuple[str, ...]
    begins: bool
    """It begins a sentence: its first word has a capital whatever it is."""


def parts(text: str) -> Iterator[tuple[str, list[Part]]]:
    """The sentences of a text, each with its parts."""
    for one in sentences(text):
        yield one[:_LONGEST_PART], list(_parts(one))


def _parts(sentence: str) -> Iterator[Part]:
    plain = " ".join("|" if any(sign in word for sign in _ADDRESS) else word for word in sentence.split())
    held: list[str] = []
    begins, end = True, 0
    for match in _WORD.finditer(plain):
        if held and plain[end : match.start()].strip():
            yield Part(tuple(held), begins)
            held, begins = [], False
        held.append(match[0])
        end = match.end()
    if held:
        yield Part(tuple(held), begins)


@cache
def stops(language: str) -> frozenset[str]:
    """Words of a language, in small letters, by which no term begins or ends."""
    return little(language) - _THINGS if language == "en" else little(language)


def phrases(words: tuple[str, ...], stop: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Runs of up to `LONGEST_TERM` words, in small letters, that neither begin nor end with one of these."""
    low = [word.casefold() for word in words]
    fits = [len(word) > 1 and word not in stop and not word.isdigit() for word in low]
    for first in range(len(low)):
        for last in range(first, min(first + LONGEST_TERM, len(low))):
            if fits[first] and fits[last]:
                yield tuple(low[first : last + 1])
