"""What is written for machines: placeholders, paths, names with signs inside; stand-ins that were left."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from nlp.tasks.translation.protect.patterns import FIRST_STAND_IN, LAST_STAND_IN

_CHUNK = re.compile(r"[^\s:,;()]+")
_SIGNS = frozenset("{}<>$%\\_@#=~^&")
_INNER = re.compile(r"[^\W\d_]")
_MOST = 20
"""Looked for inside other words, "{name}'s": more tell nothing new."""
_POSSESSIVE = re.compile(r"['’]s$")
_EDGES = ".,;:!?\"'“”‘’«»()…*_\\"
_LEFT = re.compile(rf"\b(?:XQ|ZX|WQ|QX)\d+\b|[{FIRST_STAND_IN}-{LAST_STAND_IN}]")


def machine(source: str, text: str, target: str, translation: str) -> Iterator[tuple[str, str]]:
    """Words with signs of machines in them that the translation has not as they are; stand-ins left."""
    made, said = Counter(_words(translation)), Counter(_words(text))
    for word in list(said - made)[:_MOST]:
        if translation.count(word) < said[word]:
            yield word, ""
    for left in set(_LEFT.findall(translation)) - set(_LEFT.findall(text)):
        yield "", left


def _words(text: str) -> list[str]:
    found = (
        _POSSESSIVE.sub("", one.strip(_EDGES)) for one in _CHUNK.findall(text) if not _SIGNS.isdisjoint(one)
    )
    return [one for one in found if _INNER.search(one) and not _SIGNS.isdisjoint(one)]
